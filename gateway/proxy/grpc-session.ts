import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { toUpstreamError, UpstreamFailure } from './upstream-error';

function openSocket(origin: URL, lookup: LookupFunction): Socket {
  const isSecure = origin.protocol === 'https:';
  const host = origin.hostname.replace(/^\[|\]$/g, '');
  const port = origin.port === '' ? (isSecure ? 443 : 80) : Number(origin.port);
  if (!isSecure) return connectTcp({ host, port, lookup });
  const servername = isIP(host) === 0 ? { servername: host } : {};
  return connectTls({ host, port, lookup, ALPNProtocols: ['h2'], ...servername });
}

function connected(socket: Socket, maxMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (cause?: unknown, code?: 'UPSTREAM_TIMEOUT') => {
      clearTimeout(timer);
      socket.destroy();
      reject(code ? new UpstreamFailure(code, true) : toUpstreamError(cause, false, true));
    };
    const timer = setTimeout(() => end(undefined, 'UPSTREAM_TIMEOUT'), maxMs);
    // Stays on: an error after the connection stands is told by the session, and this one must not end the process.
    socket.on('error', end);
    socket.once('close', () => end());
    socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/**
 * A new HTTP/2 connection to a service: by ALPN over TLS, with prior knowledge otherwise. Rejects with an
 * UpstreamFailure; nothing of the call has been sent then.
 */
export async function openGrpcSession(
  origin: URL,
  lookup: LookupFunction,
  maxMs: number,
): Promise<ClientHttp2Session> {
  const socket = openSocket(origin, lookup);
  await connected(socket, maxMs);
  if (socket instanceof TLSSocket && socket.alpnProtocol !== 'h2') {
    socket.destroy();
    throw new UpstreamFailure('UPSTREAM_BROKEN', true);
  }
  socket.setNoDelay(true);
  const session = connectHttp2(origin, {
    createConnection: () => socket,
    settings: { enablePush: false },
  });
  // Its stream says the same.
  session.on('error', () => session.destroy());
  return session;
}
