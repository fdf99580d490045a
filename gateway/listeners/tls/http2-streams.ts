import { request, type ClientRequest, type IncomingMessage, type Server } from 'node:http';
import {
  constants,
  performServerHandshake,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { MAX_HEADER_BYTES } from '../../edge/request-guard';
import { fromFlat, toPairs } from '../../proxy/flat-headers';
import { isGrpcType } from '../../proxy/is-grpc';
import { MemorySocket } from './memory-socket';

/**
 * Threat: HTTP/2 is a second reader of the same requests; were it judged by rules of its own, what one of the two
 * refuses the other would let in, and ending one bad request would end all calls of the connection. So each stream
 * becomes one HTTP/1.1 request on a connection of its own inside this process, in front of the same guard. What Node's
 * own reader of HTTP/2 refuses before that, such as a body that is not as long as it says, still ends the connection with
 * all of its calls.
 */
const MAX_STREAMS = 100;
const IDLE_MS = 60_000;
const RESETS_AT_ONCE = 100;
const RESETS_PER_SECOND = 20;

/** These speak of a connection, which a stream is not (RFC 9113, 8.2.2); in HTTP/1.1 they would change the framing. */
const OF_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'DELETE']);

/** Flat headers for HTTP/1.1, or undefined for a request that cannot be said there without changing it. */
function toHeaders(raw: readonly string[], isEnded: boolean, method: string): string[] | undefined {
  const headers: string[] = [];
  let authority: string | undefined;
  let host: string | undefined;
  let hasLength = false;
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? '';
    const value = raw[at + 1] ?? '';
    if (OF_CONNECTION.has(name)) return undefined;
    if (name === ':authority') authority = value;
    if (name.startsWith(':')) continue;
    if (name === 'host' && (host !== undefined || (authority ?? value) !== value)) return undefined;
    if (name === 'host') host = value;
    else headers.push(name, value);
    if (name === 'content-length') hasLength = true;
  }
  const named = authority ?? host;
  if (named !== undefined) headers.unshift('host', named);
  if (!isEnded && !hasLength) headers.push('transfer-encoding', 'chunked');
  else if (isEnded && !hasLength && !BODILESS.has(method)) headers.push('content-length', '0');
  return headers;
}

function toAnswerHeaders({ rawHeaders, statusCode }: IncomingMessage) {
  const headers: Record<string, string[] | number> = { ':status': statusCode ?? 502 };
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    if (OF_CONNECTION.has(name)) continue;
    const values = headers[name];
    if (Array.isArray(values)) values.push(rawHeaders[at + 1] ?? '');
    else headers[name] = [rawHeaders[at + 1] ?? ''];
  }
  return headers;
}

const hasBody = (isHead: boolean, status: number): boolean =>
  !isHead && status !== 204 && status !== 205 && status !== 304;

/** Tells a caller that still speaks that nobody listens; not at once, as that would overtake the end of the answer. */
function keepTheRest(stream: ServerHttp2Stream): void {
  setImmediate(() => {
    if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
  });
}

/** The end of a gRPC answer stands in its trailers, or in its head when there is nothing else. */
function sendTrailers(stream: ServerHttp2Stream, answer: IncomingMessage): void {
  stream.sendTrailers(fromFlat(answer.rawTrailers));
  keepTheRest(stream);
}

interface AskedHow {
  readonly isHead: boolean;
  readonly isGrpc: boolean;
}

function sendAnswer(stream: ServerHttp2Stream, answer: IncomingMessage, how: AskedHow): void {
  answer.on('error', () => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
  if (stream.destroyed || stream.closed) return void answer.destroy();
  const isWhole = how.isGrpc && answer.headers['grpc-status'] !== undefined;
  const endStream = isWhole || !hasBody(how.isHead, answer.statusCode ?? 502);
  const waitForTrailers = how.isGrpc && !endStream;
  if (waitForTrailers) stream.once('wantTrailers', () => sendTrailers(stream, answer));
  stream.respond(toAnswerHeaders(answer), { endStream, waitForTrailers });
  if (endStream) {
    if (isWhole) keepTheRest(stream);
    answer.resume();
    return;
  }
  // Broken off upstream: the caller must be able to tell that from an end.
  answer.once('close', () => {
    if (!answer.complete) stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  });
  answer.pipe(stream);
}

/** Both sides may speak first, so the head goes at once; the trailers are put to the end of the body. */
function sendGrpcBody(stream: ServerHttp2Stream, asked: ClientRequest): void {
  asked.flushHeaders();
  stream.once('trailers', (_trailers, _flags, raw: unknown) => {
    try {
      asked.addTrailers(toPairs(raw as string[]));
    } catch {
      stream.close(constants.NGHTTP2_PROTOCOL_ERROR); // node:http refuses what no trailer may hold
    }
  });
  stream.pipe(asked);
}

/** Passes the body on; when the whole answer is out before that, the caller is told to keep the rest. */
function sendBody(stream: ServerHttp2Stream, asked: ClientRequest): void {
  stream.pipe(asked);
  stream.once('finish', () => {
    if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
  });
}

const refuseStream = (stream: ServerHttp2Stream, status: number): void => {
  stream.respond({ ':status': status }, { endStream: true });
  stream.close(constants.NGHTTP2_NO_ERROR);
};

function ask(server: Server, socket: TLSSocket, head: IncomingHttpHeaders, headers: string[]) {
  const [ours, theirs] = MemorySocket.pair(socket);
  const asked = request({
    method: head[':method'] ?? 'GET',
    path: head[':path'] ?? '/',
    headers,
    setHost: false,
    maxHeaderSize: 2 * MAX_HEADER_BYTES,
    createConnection: () => ours as unknown as Socket,
  });
  server.emit('connection', theirs);
  return asked;
}

function takeStream(
  server: Server,
  socket: TLSSocket,
  stream: ServerHttp2Stream,
  head: IncomingHttpHeaders,
  raw: readonly string[],
): void {
  stream.on('error', () => stream.destroy());
  const method = head[':method'] ?? '';
  if (method === 'CONNECT') return refuseStream(stream, 405);
  const headers = toHeaders(raw, stream.endAfterHeaders, method);
  if (!headers) return refuseStream(stream, 400);
  let asked: ClientRequest;
  try {
    asked = ask(server, socket, head, headers);
  } catch {
    return refuseStream(stream, 400); // node:http refuses bytes that no request may hold
  }
  asked.on('continue', () => stream.headersSent || stream.additionalHeaders({ ':status': 100 }));
  const isGrpc = method === 'POST' && isGrpcType(head['content-type']);
  const how = { isHead: method === 'HEAD', isGrpc };
  asked.once('response', (answer) => sendAnswer(stream, answer, how));
  asked.on('error', () => {
    if (!stream.headersSent) stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  });
  stream.once('close', () => asked.destroy());
  if (isGrpc) sendGrpcBody(stream, asked);
  else sendBody(stream, asked);
}

/** Speaks HTTP/2 on this connection; `server` answers each stream as if it were an HTTP/1.1 connection of its own. */
export function serveHttp2(server: Server, socket: TLSSocket): ServerHttp2Session {
  const session = performServerHandshake(socket, {
    settings: {
      maxConcurrentStreams: MAX_STREAMS,
      maxHeaderListSize: MAX_HEADER_BYTES * 2,
      enablePush: false,
    },
    maxSessionMemory: 16,
    maxHeaderListPairs: 200,
    maxSessionInvalidFrames: 100,
    maxSessionRejectedStreams: 50,
    streamResetBurst: RESETS_AT_ONCE,
    streamResetRate: RESETS_PER_SECOND,
  });
  session.on('error', () => session.destroy());
  let open = 0;
  session.on('stream', (stream, head, _flags, raw) => {
    open++;
    stream.once('close', () => open--);
    takeStream(server, socket, stream, head, raw as unknown as string[]);
  });
  session.setTimeout(IDLE_MS, () => {
    if (open === 0) session.close();
  });
  return session;
}
