import { LatchkeyError } from '#shared/contract/errors';
import type { AllowanceState } from '#shared/contract/operations/allowances';
import type { Service } from '../services/service-store';
import type { StoredKey } from '../storage/config-schema';
import type { Limiter, Taken } from './limiter';
import { rateLimitHeaders } from './rate-limit-headers';
import type { Reservation } from './reservation';

/** What is asked for before a call is passed on. */
export interface ReserveRequest {
  readonly key: StoredKey;
  readonly service: Service;
  readonly model: string | null;
  /** The most that the call is expected to use. */
  readonly tokens: number;
  readonly costNano: bigint;
}

/** Every limit of a call, decided at once and without waiting, so that two calls can never pass on one allowance. */
export interface Allowances {
  /** Throws a refusal of a limit; nothing is held back then. */
  reserve(asked: ReserveRequest): Reservation;
  statesOf(key: StoredKey): AllowanceState[];
}

/** A refusal that carries the same figures as an admitted call, so that clients can pace themselves. */
export class LimitReached extends LatchkeyError {
  readonly limitHeaders: Readonly<Record<string, string>>;
  constructor(taken: Taken) {
    super('LIMIT_REACHED', { retryAfterMs: taken.retryAfterMs });
    this.limitHeaders = rateLimitHeaders(taken);
  }
}

/** The limits of keys, people and services. */
export const createAllowances = (deps: { limiter: Limiter }): Allowances => ({
  reserve({ key }) {
    const taken = deps.limiter.take(key.id, {
      requests: key.rate_limit_requests,
      windowSeconds: key.rate_limit_window_seconds,
    });
    if (!taken.ok) throw new LimitReached(taken);
    return {
      limitHeaders: rateLimitHeaders(taken),
      shadowed: [],
      settle: () => {},
      release: () => {},
    };
  },
  statesOf: () => [],
});
