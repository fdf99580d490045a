import { randomBytes } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { errorCatalogue, type ErrorCode } from '#shared/contract/errors';

const LINGER_MS = 1_000;

const answered = new WeakSet<Duplex>();

/** A whole refusal as bytes, for a connection on which no response object can be used any more. */
function toRawRefusal(code: ErrorCode): string {
  const { status, message } = errorCatalogue[code];
  const requestId = randomBytes(8).toString('hex');
  const body = JSON.stringify({ error: { code, message, requestId } });
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    `Date: ${new Date().toUTCString()}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    `X-Request-Id: ${requestId}`,
    ...(status === 405 ? ['Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'] : []),
    '',
    body,
  ].join('\r\n');
}

/**
 * Sends one refusal on a bare connection and ends it. What the caller still sends is thrown away for a moment: closing
 * with unread bytes would reset the connection and could take the refusal with it.
 */
export function refuseSocket(socket: Duplex, code: ErrorCode, lingerMs = LINGER_MS): void {
  if (answered.has(socket)) return;
  answered.add(socket);
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  socket.on('error', () => socket.destroy());
  socket.write(toRawRefusal(code));
  endSocket(socket, lingerMs);
}

/**
 * Ends a bare connection after its last answer, whatever its caller does. With anything unread on it, the end of the
 * caller would never be noticed, and the connection would keep its place for ever.
 */
export function endSocket(socket: Duplex, lingerMs = LINGER_MS): void {
  socket.end();
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), lingerMs).unref();
  socket.once('close', () => clearTimeout(timer));
}

/** True when this connection already got its last answer. */
export const isRefused = (socket: Duplex): boolean => answered.has(socket);
