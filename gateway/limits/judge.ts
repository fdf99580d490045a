import type { ErrorCode } from '#shared/contract/errors';
import { MEASURES, type Amounts } from './account';
import type { CallLimits, Cap } from './call-limits';
import { codeOf, type Verdict } from './limit-reached';
import type { Limiter } from './limiter';
import { TOTAL, type Epoch } from './period-clock';

/** What holds of a cap now, raises included. */
export function capacityOf({ limit, extras, period }: Cap, nowMs: number): bigint {
  if (period === TOTAL) return limit;
  let capacity = limit;
  for (const { amount, untilMs } of extras) if (nowMs < untilMs) capacity += amount;
  return capacity;
}

/** How long a place among the calls under way takes to come free is not known; a second is a fair guess. */
const CROWD_WAIT_MS = 1000;
const HELD_WAIT_MS = 1000;

/** What became of a call when every limit had been looked at; nothing is taken yet. */
export interface Judgement {
  /** The refusal with the longest wait: who waits that long is not refused by the next limit. */
  readonly refusal: Verdict | undefined;
  /** Codes of limits in shadow mode that would have refused. */
  readonly shadowed: readonly ErrorCode[];
}

const NOTHING_FOUND: Judgement = { refusal: undefined, shadowed: [] };

const takenOf = ({ account, measure, period }: Cap): bigint =>
  account.usedIn(period, measure) + account.reservedIn(period, measure);

/** The place of money among the measures. */
export const MONEY = MEASURES.indexOf('money');

/** The amounts with as much money as is left of any budget. */
export function withAllMoney(asked: Amounts, { caps }: CallLimits, nowMs: number): Amounts {
  let most = asked[MONEY] ?? 0n;
  for (const cap of caps) {
    if (cap.measure !== MONEY) continue;
    const left = capacityOf(cap, nowMs) - takenOf(cap);
    if (left > most) most = left;
  }
  return asked.map((amount, measure) => (measure === MONEY ? most : amount));
}

/** `undefined` when the call fits. A call that needs more than the whole cap fits into an untouched one, or it never could. */
function judgeCap(cap: Cap, asked: bigint, epoch: Epoch, nowMs: number): Verdict | undefined {
  const { account, measure, period } = cap;
  const taken = takenOf(cap);
  const capacity = capacityOf(cap, nowMs);
  const left = capacity - taken;
  if (left > 0n && (asked <= left || (taken === 0n && asked > capacity))) return undefined;
  // Nothing of it is gone for good: the calls under way may leave enough.
  const isHeld = account.usedIn(period, measure) < capacity && left <= 0n;
  if (isHeld) return { code: codeOf(measure), waitMs: HELD_WAIT_MS, limit: cap, isHeld };
  const endMs = epoch.bounds[period]?.endMs ?? Infinity;
  const waitMs = Math.max(1000, endMs - nowMs);
  return { code: codeOf(measure), waitMs, limit: cap, isTooSmall: left > 0n };
}

function* refusals(
  limits: CallLimits,
  asked: Amounts,
  epoch: Epoch,
  nowMs: number,
  limiter: Limiter,
): Generator<Verdict> {
  for (const limit of limits.crowds) {
    if (limit.account.open < limit.most) continue;
    yield { code: 'CONCURRENCY_REACHED', waitMs: CROWD_WAIT_MS, limit };
  }
  for (const cap of limits.caps) {
    const found = judgeCap(cap, asked[cap.measure] ?? 0n, epoch, nowMs);
    if (found) yield found;
  }
  for (const limit of limits.paces) {
    if (nowMs >= limit.clipAtMs) limiter.clip(limit.bucket);
    const taken = limiter.look(limit.bucket, limit.limit);
    if (!taken.ok) yield { code: 'LIMIT_REACHED', waitMs: taken.retryAfterMs, limit, taken };
  }
}

/** Looks at every limit of a call without changing one. */
export function judge(
  limits: CallLimits,
  asked: Amounts,
  epoch: Epoch,
  nowMs: number,
  limiter: Limiter,
): Judgement {
  let refusal: Verdict | undefined;
  let shadowed: ErrorCode[] | undefined;
  for (const verdict of refusals(limits, asked, epoch, nowMs, limiter)) {
    if (verdict.limit.isShadow) (shadowed ??= []).push(verdict.code);
    else if (!refusal || verdict.waitMs > refusal.waitMs) refusal = verdict;
  }
  return refusal || shadowed ? { refusal, shadowed: shadowed ?? [] } : NOTHING_FOUND;
}
