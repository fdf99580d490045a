import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * `Expect: 100-continue`. The caller asks before it uploads; "go on" must not be said before the key, the scope and the
 * limit were looked at, or a stranger makes the gateway swallow a gigabyte.
 */
const waiting = new WeakSet<IncomingMessage>();

/** True while the caller holds its body back for a `100 Continue` that has not been sent. */
export const needsContinue = (req: IncomingMessage): boolean => waiting.has(req);

/** Sends the `100 Continue` once, if the caller waits for it and no answer has begun. */
function sendContinue(req: IncomingMessage, res: ServerResponse): void {
  if (!waiting.delete(req) || res.headersSent || res.destroyed) return;
  res.writeContinue();
}

/** From now on the first one who starts to read the body makes the gateway say "go on". */
export function continueWhenRead(req: IncomingMessage, res: ServerResponse): void {
  waiting.add(req);
  req.once('resume', () => sendContinue(req, res));
}
