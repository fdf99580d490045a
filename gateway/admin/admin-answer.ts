import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Reply } from '#shared/contract/define';
import { errorCatalogue, isErrorCode, LatchkeyError, toFailure } from '#shared/contract/errors';
import { toWholeSeconds } from '../limits/rate-limit-headers';

/** Scripts, styles and requests only from here; nothing may frame the panel, and no text may become code. */
export const PANEL_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const API_CSP = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** On every answer of the admin listener: kept nowhere, framed nowhere, read as nothing but what it says it is. */
export function setSecurityHeaders(res: ServerResponse, csp: string = API_CSP): void {
  res.setHeader('content-security-policy', csp);
  res.setHeader('x-content-type-options', 'nosniff');
  res.setHeader('x-frame-options', 'DENY');
  res.setHeader('referrer-policy', 'no-referrer');
  res.setHeader('cache-control', 'no-store');
  res.setHeader('cross-origin-resource-policy', 'same-origin');
  res.setHeader('cross-origin-opener-policy', 'same-origin');
}

const sendJson = (req: IncomingMessage, res: ServerResponse, status: number, body: unknown) => {
  const text = JSON.stringify(body);
  res.statusCode = status;
  res.setHeader('content-type', 'application/json; charset=utf-8');
  res.setHeader('content-length', Buffer.byteLength(text));
  res.end(req.method === 'HEAD' ? undefined : text);
};

/** Sends JSON that is not a reply of an operation. */
export function sendPlainJson(req: IncomingMessage, res: ServerResponse, body: unknown): void {
  setSecurityHeaders(res);
  sendJson(req, res, 200, body);
}

/** Sends what an operation answered, under the status of its code. */
export function sendReply(req: IncomingMessage, res: ServerResponse, reply: Reply): void {
  const requestId = randomBytes(8).toString('hex');
  setSecurityHeaders(res);
  res.setHeader('x-request-id', requestId);
  if (reply.ok) return sendJson(req, res, 200, reply);
  const { code } = reply.error;
  const status = isErrorCode(code) ? errorCatalogue[code].status : 500;
  if (status === 401) res.setHeader('www-authenticate', 'Bearer realm="Latchkey admin"');
  sendJson(req, res, status, { ok: false, error: { ...reply.error, requestId } });
}

/** Refuses, and ends the connection: what may still follow of a refused request is never read as another one. */
export function refuseAdmin(req: IncomingMessage, res: ServerResponse, thrown: unknown): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  res.setHeader('connection', 'close');
  if (thrown instanceof LatchkeyError && thrown.retryAfterMs !== undefined) {
    res.setHeader('retry-after', String(Math.max(1, toWholeSeconds(thrown.retryAfterMs))));
  }
  sendReply(req, res, { ok: false, error: toFailure(thrown) });
}
