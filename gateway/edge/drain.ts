import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { needsContinue } from './expect-continue';
import { defaultEdgeCaps, type EdgeCaps } from './edge-caps';

/**
 * Refusing while a body is still coming. An app that uploads 4 MB with a wrong key must get to read the refusal, not a
 * broken pipe, so the rest is read and thrown away, within bounds; and nothing in it may ever be taken for a request.
 */
type Caps = Pick<EdgeCaps, 'drainBytes' | 'drainMs'>;

const SMALL_BODY_BYTES = 65_536;

const closing = new WeakSet<Duplex>();

/** True when the last answer of this connection is under way: whatever still comes in on it is not a request. */
export const isClosing = (socket: Duplex): boolean => closing.has(socket);

/** Marks the connection as one that takes no further request. */
export function closeAfter(res: ServerResponse, socket: Duplex): void {
  res.shouldKeepAlive = false;
  closing.add(socket);
}

/** True when the request says that a body follows its head. */
export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

const isSmall = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] === undefined &&
  Number(headers['content-length']) <= SMALL_BODY_BYTES;

/** A body that is on its way anyway: the connection stays usable, unless the rest does not come. */
function endAndAwaitRest(req: IncomingMessage, res: ServerResponse, body: string, ms: number) {
  const timer = setTimeout(() => req.socket.destroy(), ms).unref();
  req.once('close', () => clearTimeout(timer));
  req.once('end', () => clearTimeout(timer));
  res.end(body);
  req.resume();
}

/** The caller has the whole answer at once (its length is stated); the connection ends when the body does, or at the bounds. */
function writeAndDrain(req: IncomingMessage, res: ServerResponse, body: string, caps: Caps) {
  let bytes = 0;
  const finish = () => {
    clearTimeout(timer);
    if (!res.writableEnded) res.end();
  };
  const timer = setTimeout(finish, caps.drainMs).unref();
  res.write(body);
  req.unpipe();
  req.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > caps.drainBytes) finish();
  });
  req.once('end', finish).once('error', finish).once('close', finish);
  req.resume();
}

/** Sends one whole answer and deals with what is left of the request's body. The answer always states its length. */
export function answerAndDrain(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders,
  body: string,
  caps: Caps = defaultEdgeCaps,
): void {
  const withLength = { ...headers, 'content-length': Buffer.byteLength(body) };
  const isWaiting = needsContinue(req);
  const isComing = !req.complete && !req.destroyed && hasBody(req) && !isWaiting;
  const staysOpen = !isWaiting && !isClosing(req.socket) && (!isComing || isSmall(req));
  if (!staysOpen) closeAfter(res, req.socket);
  res.writeHead(status, withLength);
  if (!isComing) res.end(body);
  else if (staysOpen) endAndAwaitRest(req, res, body, caps.drainMs);
  else writeAndDrain(req, res, body, caps);
}
