import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { errorCatalogue, LatchkeyError, type ErrorCode } from '#shared/contract/errors';
import { isClosing } from '../edge/drain';
import { continueWhenRead } from '../edge/expect-continue';
import { refuseAdmin } from './admin-answer';
import { createAdminApp, type AdminAppDeps } from './admin-app';
import { guardHost, guardOrigin, type AdminGuardRules } from './admin-guard';

/**
 * The admin listener. Whoever reaches it may try to mint keys, so a request whose Host is not ours (DNS rebinding) goes
 * no further than this file, an upgrade is never granted, and slow or broken senders are cut.
 */
export interface AdminServerDeps extends AdminAppDeps {
  readonly guard: AdminGuardRules;
}

const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16_384,
} as const;
const MAX_CONNECTIONS = 200;

/** A whole refusal for a connection that has no response object. */
function refuseSocket(socket: Duplex, code: ErrorCode): void {
  const { status, message } = errorCatalogue[code];
  const body = JSON.stringify({ ok: false, error: { code, message } });
  if (socket.writable) {
    const head = [
      `HTTP/1.1 ${status} Refused`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Cache-Control: no-store',
      'X-Content-Type-Options: nosniff',
      'Connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  }
  socket.once('error', () => socket.destroy());
  setTimeout(() => socket.destroy(), 100).unref();
}

const clientErrorCode = (error: NodeJS.ErrnoException): ErrorCode => {
  if (error.code === 'HPE_HEADER_OVERFLOW') return 'HEADERS_TOO_LARGE';
  return error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'REQUEST_TIMEOUT' : 'REQUEST_MALFORMED';
};

/** The server of the admin API and the panel; it listens to nothing until it is told where. */
export function createAdminServer(deps: AdminServerDeps): Server {
  const app = createAdminApp(deps);
  const serve = (req: IncomingMessage, res: ServerResponse) => {
    // Behind a refusal that closes the connection, nothing is a request any more.
    if (isClosing(req.socket)) return;
    const code = guardHost(req, deps.guard);
    if (code) refuseAdmin(req, res, new LatchkeyError(code));
    else app(req, res);
  };
  const server = createServer(LIMITS, serve);
  server.maxConnections = MAX_CONNECTIONS;
  server.on('checkContinue', (req: IncomingMessage, res: ServerResponse) => {
    continueWhenRead(req, res);
    serve(req, res);
  });
  server.on('checkExpectation', (req: IncomingMessage, res: ServerResponse) =>
    refuseAdmin(req, res, new LatchkeyError('EXPECTATION_FAILED')),
  );
  server.on('upgrade', (req: IncomingMessage, socket: Duplex) =>
    refuseSocket(socket, guardHost(req, deps.guard) ?? guardOrigin(req) ?? 'METHOD_NOT_ALLOWED'),
  );
  server.on('connect', (_req: IncomingMessage, socket: Duplex) =>
    refuseSocket(socket, 'METHOD_NOT_ALLOWED'),
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET') socket.destroy();
    else refuseSocket(socket, clientErrorCode(error));
  });
  return server;
}
