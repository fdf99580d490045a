import { LatchkeyError } from '#shared/contract/errors';
import type { Estimate, PriceBook } from '../billing/price-book';
import type { HeapWatch } from '../edge/heap-watch';
import type { Allowances } from '../limits/allowances';
import type { Reservation } from '../limits/reservation';
import type { Grant, Lease } from './call';
import { askedWorkOf, priceFactsOf } from './call-work';

interface Healthy {
  readonly healthy: boolean;
}

interface LimitDeps {
  readonly allowances: Pick<Allowances, 'reserve' | 'isBudgeted'>;
  readonly ledger: Healthy;
  readonly audit: Healthy;
  readonly prices: Pick<PriceBook, 'estimate'>;
  readonly heap: Pick<HeapWatch, 'assertNotFull'>;
}

/** Of a call whose cost nobody limits. */
const NOTHING: Estimate = { tokens: 0, costNano: 0n, isUnknown: false };

/** Looking around (model lists, pings) takes nothing of any limit. */
const FREE: Reservation = {
  limitHeaders: {},
  shadowed: [],
  settle: () => {},
  release: () => {},
  giveBack: () => {},
};

/** Takes the place of a call in every limit that holds for it, before anything is waited for. */
export const createLimit =
  ({ allowances, ledger, audit, prices, heap }: LimitDeps) =>
  (grant: Grant): Lease => {
    if (grant.call.route.free) return { grant, reservation: FREE };
    // Nothing is taken of an allowance for a call that cannot be recorded and so will not be made.
    const isRecordable = ledger.healthy && audit.healthy;
    if (!isRecordable) throw new LatchkeyError('RECORD_UNAVAILABLE', { retryAfterMs: 5000 });
    heap.assertNotFull();
    const { key, service } = grant;
    const { model } = grant.asked;
    const { tokens, costNano, isUnknown } = allowances.isBudgeted(key, service)
      ? prices.estimate(priceFactsOf(grant, model), askedWorkOf(grant))
      : NOTHING;
    const asked = { key, service, model, tokens, costNano, isUnknown };
    return { grant, reservation: allowances.reserve(asked) };
  };
