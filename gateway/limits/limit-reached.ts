import { LatchkeyError, type ErrorCode } from '#shared/contract/errors';
import { MEASURES } from './account';
import type { Cap, Crowd, Pace } from './call-limits';
import { PERIODS } from './period-clock';
import { rateLimitHeaders } from './rate-limit-headers';
import type { Taken } from './token-bucket';

/** A limit that a call did not fit into. */
export interface Verdict {
  readonly code: ErrorCode;
  /** After so long a call may pass; Infinity when waiting does not help. */
  readonly waitMs: number;
  readonly limit: Pace | Crowd | Cap;
  /** The bucket as it was found, when it is one. */
  readonly taken?: Taken;
  /** Of a cap: something is left of it, but less than the call may need. */
  readonly isTooSmall?: boolean;
  /** Of a cap: what is left of it is held back for calls under way. */
  readonly isHeld?: boolean;
}

/** A refusal that carries the same figures as an admitted call, so that clients can pace themselves. */
export class LimitReached extends LatchkeyError {
  readonly limitHeaders: Readonly<Record<string, string>>;
  constructor(verdict: Verdict) {
    const { code, waitMs, taken, isHeld } = verdict;
    super(code, {
      ...(Number.isFinite(waitMs) && { retryAfterMs: waitMs }),
      ...wordsOf(verdict),
    });
    this.limitHeaders = taken
      ? rateLimitHeaders(taken)
      : isHeld || code === 'CONCURRENCY_REACHED'
        ? {}
        : // The libraries of OpenAI and Anthropic repeat a 429 within seconds, over and over, unless told so.
          { 'x-should-retry': 'false' };
  }
}

const CODES = ['ALLOWANCE_CALLS', 'ALLOWANCE_TOKENS', 'BUDGET_SPENT'] as const;

/** The code of a cap by its measure. */
export const codeOf = (measure: number): ErrorCode => CODES[measure] ?? 'ALLOWANCE_CALLS';

const WHAT = ['number of calls', 'number of AI tokens', 'budget'] as const;
const WHEN = [' for today', ' for this week', ' for this month'] as const;
const NEXT = [
  'It begins anew at midnight.',
  'It begins anew on Monday.',
  'It begins anew on the first of the month.',
] as const;

const SOON = 'Try again when they have ended.';

/** What the person in front of an app reads; apps show nothing else. */
function wordsOf({ limit, isTooSmall, isHeld }: Verdict): { message?: string; details?: unknown } {
  const { of, id } = limit;
  if (!('measure' in limit)) return { details: { of, id } };
  const { measure, period } = limit;
  const details = { of, id, measure: MEASURES[measure], period: PERIODS[period] ?? 'total' };
  const what = WHAT[measure] ?? WHAT[0];
  const whole = `The ${what}${WHEN[period] ?? ''}`;
  if (isHeld) return { message: `${whole} is held back for calls under way. ${SOON}`, details };
  const state = isTooSmall ? 'is not enough for this call any more.' : 'is used up.';
  const next = NEXT[period] ?? 'Ask the owner for more.';
  return { message: `${whole} ${state} ${next}`, details };
}
