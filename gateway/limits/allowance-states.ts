import type { AllowanceState } from '#shared/contract/operations/allowances';
import { MEASURES } from './account';
import type { CallLimits, Cap, Crowd, Pace } from './call-limits';
import { capacityOf } from './judge';
import type { Limiter } from './limiter';
import { PERIODS, TOTAL, type Epoch } from './period-clock';

const iso = (ms: number): string => new Date(ms).toISOString();

function ofPace({ of, id, bucket, limit }: Pace, limiter: Limiter, nowMs: number): AllowanceState {
  const { remaining, resetMs } = limiter.look(bucket, limit);
  return {
    of,
    id,
    measure: 'rate',
    period: 'window',
    limit: String(limit.requests),
    used: String(Math.max(0, limit.requests - remaining)),
    reserved: '0',
    resetsAt: resetMs > 0 ? iso(nowMs + resetMs) : null,
  };
}

const ofCrowd = ({ of, id, account, most }: Crowd): AllowanceState => ({
  of,
  id,
  measure: 'concurrent',
  period: 'now',
  limit: String(most),
  used: String(account.open),
  reserved: '0',
  resetsAt: null,
});

function ofCap(cap: Cap, epoch: Epoch, nowMs: number): AllowanceState {
  const { of, id, account, measure, period } = cap;
  account.catchUp(epoch);
  const bounds = period === TOTAL ? undefined : epoch.bounds[period];
  return {
    of,
    id,
    measure: MEASURES[measure] ?? 'calls',
    period: PERIODS[period] ?? 'total',
    limit: String(capacityOf(cap, nowMs)),
    used: String(account.usedIn(period, measure)),
    reserved: String(account.reservedIn(period, measure)),
    resetsAt: bounds ? iso(bounds.endMs) : null,
  };
}

/** Each of these limits as it stands at `nowMs`. */
export const statesOf = (
  limits: Pick<CallLimits, 'paces' | 'crowds' | 'caps'>,
  limiter: Limiter,
  epoch: Epoch,
  nowMs: number,
): AllowanceState[] => [
  ...limits.paces.map((pace) => ofPace(pace, limiter, nowMs)),
  ...limits.crowds.map(ofCrowd),
  ...limits.caps.map((cap) => ofCap(cap, epoch, nowMs)),
];
