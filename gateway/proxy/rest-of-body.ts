import type { IncomingMessage, ServerResponse } from 'node:http';

const MAX_REST_MS = 10_000;

/**
 * The service has answered before the caller's upload was through. The rest is read and thrown away, within bounds, so
 * that the caller gets to read the answer instead of a broken pipe; nothing of it can be taken for a request.
 */
export function drainRest(req: IncomingMessage, res: ServerResponse, maxBytes: number): void {
  if (req.complete) {
    req.resume();
    return;
  }
  let left = maxBytes;
  const cut = () => req.socket.destroy();
  const timer = setTimeout(cut, MAX_REST_MS).unref();
  req.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) cut();
  });
  req.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
  res.once('close', () => req.resume());
  req.resume();
}
