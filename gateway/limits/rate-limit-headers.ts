import type { Taken } from './token-bucket';

/** Whole seconds, never too few: waiting that long is enough. */
export const toWholeSeconds = (milliseconds: number): number =>
  Math.max(0, Math.ceil(milliseconds / 1000));

/** The figures of a key's limit, once as the IETF draft names them and once as OpenAI's clients read them. `Retry-After` only on a refusal. */
export function rateLimitHeaders(taken: Taken): Readonly<Record<string, string>> {
  const resetSeconds = toWholeSeconds(taken.resetMs);
  return {
    'ratelimit-limit': String(taken.limit),
    'ratelimit-remaining': String(taken.remaining),
    'ratelimit-reset': String(resetSeconds),
    'x-ratelimit-limit-requests': String(taken.limit),
    'x-ratelimit-remaining-requests': String(taken.remaining),
    'x-ratelimit-reset-requests': `${resetSeconds}s`,
    ...(!taken.ok && { 'retry-after': String(Math.max(1, toWholeSeconds(taken.retryAfterMs))) }),
  };
}
