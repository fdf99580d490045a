import type { Taken } from './token-bucket';

/** Whole seconds, never too few: waiting that long is enough. */
export const toWholeSeconds = (milliseconds: number): number =>
  Math.max(0, Math.ceil(milliseconds / 1000));

/** The figures of a key's limit, once as the IETF draft names them and once as OpenAI's clients read them. `Retry-After` only on a refusal. */
export function rateLimitHeaders(taken: Taken): Readonly<Record<string, string>> {
  const [limit, remaining] = [String(taken.limit), String(taken.remaining)];
  const reset = String(toWholeSeconds(taken.resetMs));
  const headers = {
    'ratelimit-limit': limit,
    'ratelimit-remaining': remaining,
    'ratelimit-reset': reset,
    'x-ratelimit-limit-requests': limit,
    'x-ratelimit-remaining-requests': remaining,
    'x-ratelimit-reset-requests': `${reset}s`,
  };
  if (taken.ok) return headers;
  return { ...headers, 'retry-after': String(Math.max(1, toWholeSeconds(taken.retryAfterMs))) };
}
