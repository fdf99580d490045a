import { LatchkeyError } from '#shared/contract/errors';
import type { Allowances } from '../limits/allowances';
import type { Reservation } from '../limits/reservation';
import type { Grant, Lease } from './call';

interface Healthy {
  readonly healthy: boolean;
}

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
  (deps: { allowances: Allowances; ledger: Healthy; audit: Healthy }) =>
  (grant: Grant): Lease => {
    if (grant.call.route.free) return { grant, reservation: FREE };
    // Nothing is taken of an allowance for a call that cannot be recorded and so will not be made.
    const isRecordable = deps.ledger.healthy && deps.audit.healthy;
    if (!isRecordable) throw new LatchkeyError('RECORD_UNAVAILABLE', { retryAfterMs: 5000 });
    const { key, service, asked } = grant;
    const { model } = asked;
    const estimate = { tokens: 0, costNano: 0n };
    return { grant, reservation: deps.allowances.reserve({ key, service, model, ...estimate }) };
  };
