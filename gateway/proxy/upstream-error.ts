import { LatchkeyError, type ErrorCode } from '#shared/contract/errors';
import { BadAnswer } from './response-head';

type UpstreamCode = Extract<ErrorCode, `UPSTREAM_${string}`>;

/** A service that could not be asked, or gave no answer that can be used. */
export class UpstreamFailure extends LatchkeyError {
  /** Nothing of the call has reached the service: another one may be asked instead, whatever the call does. */
  readonly isUnsent: boolean;
  constructor(code: UpstreamCode, isUnsent: boolean, cause?: unknown) {
    super(code, { cause });
    this.isUnsent = isUnsent;
  }
}

const codesOf = (cause: unknown): string[] => {
  if (!(cause instanceof Error)) return [];
  const own = 'code' in cause && typeof cause.code === 'string' ? [cause.code] : [];
  const inner: unknown[] = cause instanceof AggregateError ? cause.errors : [];
  return [...own, ...inner.flatMap(codesOf)];
};

/** Says which of our errors a failed connection is; the cause is kept for the log and never shown. */
export function toUpstreamError(
  cause: unknown,
  hasAnswered: boolean,
  isUnsent: boolean,
): LatchkeyError {
  if (cause instanceof LatchkeyError && cause.code === 'REQUEST_MALFORMED') return cause;
  if (cause instanceof BadAnswer || hasAnswered) {
    return new UpstreamFailure('UPSTREAM_BROKEN', false, cause);
  }
  const isLate = codesOf(cause).includes('ETIMEDOUT');
  return new UpstreamFailure(isLate ? 'UPSTREAM_TIMEOUT' : 'UPSTREAM_DOWN', isUnsent, cause);
}
