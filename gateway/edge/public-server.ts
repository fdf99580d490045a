import {
  createServer,
  ServerResponse,
  type IncomingMessage,
  type Server,
  type ServerOptions,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ErrorCode } from '#shared/contract/errors';
import { isGrpc } from '../proxy/is-grpc';
import { clientAddress } from './client-address';
import { createConnectionTable, type ConnectionTable } from './connection-table';
import { createCors, isQuestion, type Cors } from './cors';
import { closeAfter, hasBody, isClosing } from './drain';
import { defaultEdgeCaps, type EdgeCaps } from './edge-caps';
import { continueWhenRead } from './expect-continue';
import { endSocket, isRefused, refuseSocket } from './raw-refusal';
import {
  guardRequest,
  MAX_HEADER_BYTES,
  type GuardedRequest,
  type GuardRules,
} from './request-guard';
import { MAX_TARGET_BYTES } from './request-target';
import { createUploadWatch } from './upload-watch';

/**
 * The listener that strangers reach. Every way in which Node hands over a request (plain, `Expect`, upgrade, CONNECT,
 * unparsable) is taken here, so that none of them goes around the guard; and every wait has an end.
 */
interface PublicServerDeps {
  handle(req: IncomingMessage, res: ServerResponse, request: GuardedRequest): void;
  /** Must answer; `loggedPath` is safe to write down. */
  refuse(req: IncomingMessage, res: ServerResponse, code: ErrorCode, loggedPath: string): void;
  /** Only WebSocket, only GET, and already guarded. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer, request: GuardedRequest): void;
  readonly rules: GuardRules;
  /** What pages of other origins may do; nothing when undefined. */
  readonly cors?: Cors | undefined;
  /** What requests and answers are made of; Node's own when undefined. */
  readonly messages?: Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'> | undefined;
  readonly caps?: Partial<EdgeCaps> | undefined;
  /** Shared between servers, so that several listeners have one cap together. */
  readonly connections?: ConnectionTable | undefined;
  readonly monotonicMs?: (() => number) | undefined;
}

/** The latest answer on a connection. Kept on the socket: a table would be cleaned up too late to be cheap. */
const LATEST = Symbol('latest');
type Connection = Duplex & { [LATEST]?: ServerResponse };

/** An upgrade sent behind a request that has no whole answer yet: nobody may do that, and two answers have no room on one socket. */
const isBeingAnswered = (socket: Connection): boolean => {
  const latest = socket[LATEST];
  return latest !== undefined && !latest.writableFinished;
};

const REQUEST_LINE_START = /^[A-Z]+ \//;

const toOptions = (caps: EdgeCaps): ServerOptions => ({
  headersTimeout: caps.headersTimeoutMs,
  connectionsCheckingInterval: caps.checkIntervalMs,
  // An upload may take hours as long as it moves: the upload watch judges its rate.
  requestTimeout: 0,
  keepAliveTimeout: caps.keepAliveMs,
  // Room for the longest target beside the largest headers; the guard then tells which of them was too large.
  maxHeaderSize: MAX_HEADER_BYTES + MAX_TARGET_BYTES,
  // The guard asks for Host itself, of HTTP/1.0 too, and refuses with a JSON body.
  requireHostHeader: false,
  insecureHTTPParser: false,
  shouldUpgradeCallback: isWebSocket,
});

/** Anything else that asks to switch protocols (h2c) is an ordinary request whose wish is ignored. */
const isWebSocket = (req: IncomingMessage): boolean =>
  req.method === 'GET' && req.headers.upgrade?.trim().toLowerCase() === 'websocket';

interface ParseError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
}

/** Without a line end in its first 8 KiB, the packet that overflowed was one long request line. */
const isTargetTooLong = ({ rawPacket }: ParseError): boolean => {
  const start = rawPacket?.subarray(0, MAX_TARGET_BYTES).toString('latin1') ?? '';
  return REQUEST_LINE_START.test(start) && !start.includes('\n');
};

function codeOf(error: ParseError): ErrorCode {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'REQUEST_TIMEOUT';
  if (error.code !== 'HPE_HEADER_OVERFLOW') return 'REQUEST_MALFORMED';
  return isTargetTooLong(error) ? 'URL_TOO_LONG' : 'HEADERS_TOO_LARGE';
}

class Edge {
  readonly #deps: PublicServerDeps;
  readonly #cors: Cors;
  readonly #uploads;
  readonly #connections: ConnectionTable;

  constructor(deps: PublicServerDeps, caps: EdgeCaps) {
    this.#deps = deps;
    this.#cors = deps.cors ?? createCors(() => []);
    this.#uploads = createUploadWatch(caps, deps.monotonicMs);
    this.#connections = deps.connections ?? createConnectionTable(caps);
  }

  readonly connection = (socket: Socket): void => {
    const { ip } = clientAddress(socket);
    if (!this.#connections.admit(ip)) {
      // No lingering: a flood of these must not hold connections.
      refuseSocket(socket, 'CONNECTIONS_EXHAUSTED', 0);
      return;
    }
    socket.once('close', () => this.#connections.release(ip));
  };

  readonly request = (req: IncomingMessage, res: ServerResponse): void => {
    // Behind a refusal that closes the connection, nothing is a request any more.
    if (isClosing(req.socket) || isRefused(req.socket)) return;
    (req.socket as Connection)[LATEST] = res;
    const verdict = guardRequest(req, this.#deps.rules);
    if (!verdict.ok) {
      if (verdict.close) closeAfter(res, req.socket);
      this.#deps.refuse(req, res, verdict.code, verdict.loggedPath);
      return;
    }
    if (verdict.request.path === '*' || isQuestion(req)) {
      this.#cors.answerOptions(req, res);
      return;
    }
    // A gRPC call is judged by its own clock: it may be silent while its service speaks.
    if (hasBody(req) && !isGrpc(req)) this.#uploads.add(req, res);
    this.#deps.handle(req, res, verdict.request);
  };

  readonly continue = (req: IncomingMessage, res: ServerResponse): void => {
    continueWhenRead(req, res);
    this.request(req, res);
  };

  readonly upgrade = (req: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    if (isClosing(socket) || isRefused(socket)) return;
    if (isBeingAnswered(socket)) return void socket.destroy();
    const verdict = guardRequest(req, this.#deps.rules);
    if (verdict.ok && !hasBody(req)) {
      this.#deps.upgrade(req, socket, head, verdict.request);
      return;
    }
    const res = new ServerResponse(req);
    res.assignSocket(socket as Socket);
    res.once('finish', () => endSocket(socket));
    closeAfter(res, socket);
    const loggedPath = verdict.ok ? verdict.request.loggedPath : verdict.loggedPath;
    this.#deps.refuse(req, res, verdict.ok ? 'REQUEST_MALFORMED' : verdict.code, loggedPath);
  };

  readonly connect = (_req: IncomingMessage, socket: Duplex): void =>
    refuseSocket(socket, 'METHOD_NOT_ALLOWED');

  readonly clientError = (error: ParseError, socket: Duplex): void => {
    const res = (socket as Connection)[LATEST];
    const isBetweenAnswers = !res || res.writableFinished || !res.headersSent;
    const isSilent = (socket as Socket).bytesRead === 0;
    if (isClosing(socket)) (socket as Socket).destroySoon();
    else if (isBetweenAnswers && !isSilent && socket.writable) refuseSocket(socket, codeOf(error));
    else if (!isRefused(socket)) socket.destroy();
  };

  readonly close = (): void => this.#uploads.close();
}

/** An http server that hands on nothing but guarded requests, with every timeout and cap set. It is not listening yet. */
export function createPublicServer(deps: PublicServerDeps): Server {
  const caps = { ...defaultEdgeCaps, ...deps.caps };
  const edge = new Edge(deps, caps);
  const server = createServer({ ...deps.messages, ...toOptions(caps) }, edge.request);
  server.maxConnections = caps.maxConnections;
  // The guard counts the headers; Node would silently drop those above its own limit.
  server.maxHeadersCount = 0;
  return (
    server
      .on('connection', edge.connection)
      .on('checkContinue', edge.continue)
      // The guard refuses every expectation but one.
      .on('checkExpectation', edge.request)
      .on('upgrade', edge.upgrade)
      .on('connect', edge.connect)
      .on('clientError', edge.clientError)
      .on('close', edge.close)
  );
}
