import { LatchkeyError } from '#shared/contract/errors';
import { BadAnswer } from './response-head';

const codesOf = (cause: unknown): string[] => {
  if (!(cause instanceof Error)) return [];
  const own = 'code' in cause && typeof cause.code === 'string' ? [cause.code] : [];
  const inner: unknown[] = cause instanceof AggregateError ? cause.errors : [];
  return [...own, ...inner.flatMap(codesOf)];
};

/** Says which of our errors a failed connection is; the cause is kept for the log and never shown. */
export function toUpstreamError(cause: unknown, hasAnswered: boolean): LatchkeyError {
  if (cause instanceof LatchkeyError && cause.code === 'REQUEST_MALFORMED') return cause;
  if (cause instanceof BadAnswer || hasAnswered)
    return new LatchkeyError('UPSTREAM_BROKEN', { cause });
  const isLate = codesOf(cause).includes('ETIMEDOUT');
  return new LatchkeyError(isLate ? 'UPSTREAM_TIMEOUT' : 'UPSTREAM_DOWN', { cause });
}
