import { LatchkeyError } from '#shared/contract/errors';
import type { Ledger } from '../ledger/ledger';
import type { Limiter, Taken } from '../limits/limiter';
import { rateLimitHeaders } from '../limits/rate-limit-headers';
import type { Grant, Lease } from './call';

/** A refusal that carries the same figures as an admitted call, so that clients can pace themselves. */
export class LimitReached extends LatchkeyError {
  readonly limitHeaders: Readonly<Record<string, string>>;
  constructor(taken: Taken) {
    super('LIMIT_REACHED', { retryAfterMs: taken.retryAfterMs });
    this.limitHeaders = rateLimitHeaders(taken);
  }
}

const FREE: Lease['limitHeaders'] = {};

/** Takes one place in the key's bucket, or says when the next is free. Looking around (model lists, pings) is free. */
export const createLimit =
  (deps: { limiter: Limiter; ledger: Pick<Ledger, 'healthy'> }) =>
  (grant: Grant): Lease => {
    if (grant.call.route.free) return { grant, limitHeaders: FREE };
    // Nothing is taken of an allowance for a call that cannot be recorded and so will not be made.
    if (!deps.ledger.healthy) throw new LatchkeyError('RECORD_UNAVAILABLE', { retryAfterMs: 5000 });
    const { key } = grant;
    const taken = deps.limiter.take(key.id, {
      requests: key.rate_limit_requests,
      windowSeconds: key.rate_limit_window_seconds,
    });
    if (!taken.ok) throw new LimitReached(taken);
    return { grant, limitHeaders: rateLimitHeaders(taken) };
  };
