import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Failure, Reply } from '#shared/contract/define';
import { errorCatalogue, isErrorCode, LatchkeyError, toFailure } from '#shared/contract/errors';
import { answerAndDrain } from '../edge/drain';
import { toWholeSeconds } from '../limits/rate-limit-headers';

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

const JSON_TYPE = 'application/json; charset=utf-8';

/** Sends JSON as it is, with status 200. */
export function sendPlainJson(req: IncomingMessage, res: ServerResponse, body: unknown): void {
  const text = JSON.stringify(body);
  setSecurityHeaders(res);
  res.setHeader('content-type', JSON_TYPE);
  res.setHeader('content-length', Buffer.byteLength(text));
  res.end(req.method === 'HEAD' ? undefined : text);
}

const statusOf = (code: string): number => (isErrorCode(code) ? errorCatalogue[code].status : 500);

/** The body of a refusal, and its headers on the answer. */
function toRefusal(res: ServerResponse, error: Failure): { status: number; body: string } {
  const requestId = randomBytes(8).toString('hex');
  const status = statusOf(error.code);
  setSecurityHeaders(res);
  res.setHeader('x-request-id', requestId);
  res.setHeader('content-type', JSON_TYPE);
  if (status === 401) res.setHeader('www-authenticate', 'Bearer realm="Latchkey admin"');
  return { status, body: JSON.stringify({ ok: false, error: { ...error, requestId } }) };
}

/** Sends what an operation answered, under the status of its code. */
export function sendReply(req: IncomingMessage, res: ServerResponse, reply: Reply): void {
  if (reply.ok) return sendPlainJson(req, res, reply);
  const { status, body } = toRefusal(res, reply.error);
  answerAndDrain(req, res, status, {}, body);
}

/** Refuses; what may still come of the request's body is thrown away and never read as another request. */
export function refuseAdmin(req: IncomingMessage, res: ServerResponse, thrown: unknown): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  if (thrown instanceof LatchkeyError && thrown.retryAfterMs !== undefined) {
    res.setHeader('retry-after', String(Math.max(1, toWholeSeconds(thrown.retryAfterMs))));
  }
  sendReply(req, res, { ok: false, error: toFailure(thrown) });
}
