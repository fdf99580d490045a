import type { ServerResponse } from 'node:http';
import { LatchkeyError, toFailure } from '#shared/contract/errors';
import { errorBody, type ErrorShape } from '../dialects/error-body';
import { turnedAwayPage } from '../dashboard/turned-away-page';
import type { Cors } from '../edge/cors';
import { answerAndDrain, closeAfter } from '../edge/drain';
import type { Call } from './call';
import { LimitReached } from '../limits/limit-reached';
import { toGrpcCode, toGrpcEnd } from '../proxy/grpc-status';
import { isGrpc } from '../proxy/is-grpc';
import { isDashboard, isPage } from '../routes/route-table';

/** What every refusal says besides its body. */
export function refusalHeaders(error: LatchkeyError, requestId: string): Record<string, string> {
  return {
    'x-request-id': requestId,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(error.status === 401 && { 'www-authenticate': 'Bearer realm="Latchkey"' }),
    ...(error.retryAfterMs !== undefined && {
      'retry-after': String(Math.max(1, Math.ceil(error.retryAfterMs / 1000))),
    }),
    ...(error instanceof LimitReached && error.limitHeaders),
  };
}

/** An unknown error says nothing of itself to the caller. */
export const toLatchkeyError = (thrown: unknown): LatchkeyError =>
  thrown instanceof LatchkeyError ? thrown : new LatchkeyError('INTERNAL', { cause: thrown });

/** A whole refusal in the caller's dialect. */
export function toRefusal(shape: ErrorShape, thrown: unknown, requestId: string) {
  const error = toLatchkeyError(thrown);
  const { code, message } = toFailure(error);
  const { contentType, body } = errorBody(shape, {
    code,
    message,
    status: error.status,
    requestId,
  });
  const headers = { ...refusalHeaders(error, requestId), 'content-type': contentType };
  return { status: error.status, headers, body };
}

/** An answer without messages; its end stands in the head. */
function refuseGrpc({ req, res, requestId }: Call, error: LatchkeyError): void {
  const { code, message } = toFailure(error);
  const headers = {
    ...refusalHeaders(error, requestId),
    'content-type': 'application/grpc',
    'x-latchkey-code': code,
    ...toGrpcEnd(toGrpcCode(error.status), message),
  };
  answerAndDrain(req, res, 200, headers, '');
}

interface RefuseDeps {
  readonly report: (requestId: string, thrown: unknown) => void;
  readonly cors: Cors;
}

const toRecord = (flat: readonly string[]): Record<string, string> => {
  const record: Record<string, string> = {};
  for (let at = 0; at + 1 < flat.length; at += 2) record[flat[at] ?? ''] = flat[at + 1] ?? '';
  return record;
};

const isOver = (res: ServerResponse) => res.headersSent || res.destroyed;

/** A page for a person with a browser, an error in their dialect for apps; all else is the same. */
function toAnswer({ req, route, requestId }: Call, thrown: unknown): ReturnType<typeof toRefusal> {
  const refusal = toRefusal(route.shape, thrown, requestId);
  const { code } = toLatchkeyError(thrown);
  const page = isPage(route) && turnedAwayPage(req, code, isDashboard(route));
  if (!page) return refusal;
  return { ...refusal, headers: { ...refusal.headers, ...page.headers }, body: page.body };
}

/** The one place where a thrown thing becomes an answer of the public listener. */
export const createRefuse =
  (deps: RefuseDeps) =>
  (call: Call, thrown: unknown): void => {
    if (!(thrown instanceof LatchkeyError)) deps.report(call.requestId, thrown);
    if (isOver(call.res)) {
      call.res.destroy();
      return;
    }
    if (isGrpc(call.req)) return refuseGrpc(call, toLatchkeyError(thrown));
    const { status, headers, body } = toAnswer(call, thrown);
    // Clients of older gateways count on it, and whoever guesses has to connect anew.
    if (call.route.shape === 'openai' && (status === 401 || status === 429)) {
      closeAfter(call.res, call.req.socket);
    }
    const forPages = toRecord(deps.cors.headersFor(call.req));
    answerAndDrain(call.req, call.res, status, { ...headers, ...forPages }, body);
  };
