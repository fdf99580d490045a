import type { ErrorCode } from '#shared/contract/errors';
import type { Amounts } from './account';
import type { BudgetWatch } from './budget-watch';
import type { CallLimits } from './call-limits';
import { limitHeadersOf } from './limit-headers';
import type { Limiter } from './limiter';
import type { Epoch, PeriodClock } from './period-clock';
import { rateLimitHeaders } from './rate-limit-headers';
import type { Reservation, Used } from './reservation';
import type { Taken } from './token-bucket';

/**
 * Threat: a service that says it used less than nothing, or more than there is, to refill a budget or to break the sums.
 * No single call comes near these figures.
 */
const MOST_TOKENS = 1e11;
const MOST_NANO = 10n ** 18n;

const toTokens = (tokens: number): bigint =>
  tokens > 0 ? BigInt(Math.round(Math.min(tokens, MOST_TOKENS))) : 0n;

/** What a call counts: itself, its AI tokens and its money, each within reason. */
export const toAmounts = (tokens: number, costNano: bigint): Amounts => [
  1n,
  toTokens(tokens),
  costNano < 0n ? 0n : costNano > MOST_NANO ? MOST_NANO : costNano,
];

interface HeldPlaceParts {
  readonly limits: CallLimits;
  readonly limiter: Limiter;
  readonly clock: PeriodClock;
  readonly epoch: Epoch;
  readonly held: Amounts;
  /** What was taken of the buckets, in their order; those in shadow mode may have had nothing to take. */
  readonly taken: readonly Taken[];
  readonly shadowed: readonly ErrorCode[];
  readonly watch: Pick<BudgetWatch, 'see'>;
}

const WOULD_BLOCK = 'x-latchkey-would-block';

/** Holds back from its creation until the first of `settle` and `release`. */
export class HeldPlace implements Reservation {
  readonly shadowed: readonly ErrorCode[];
  readonly #parts: HeldPlaceParts;
  #state: 'held' | 'billed' | 'free' | 'given back' = 'held';

  constructor(parts: HeldPlaceParts) {
    this.#parts = parts;
    this.shadowed = parts.shadowed;
    for (const account of parts.limits.accounts) account.hold(parts.held);
  }

  get limitHeaders(): Readonly<Record<string, string>> {
    const { limits, taken, epoch, clock } = this.#parts;
    const [first] = taken;
    if (limits.onlyPace && first) return rateLimitHeaders(first);
    const headers = limitHeadersOf(
      limits,
      taken.filter((one, at) => one.ok && !limits.paces[at]?.isShadow),
      epoch,
      clock.nowMs(),
    );
    const [code] = this.shadowed;
    return code === undefined ? headers : { ...headers, [WOULD_BLOCK]: code };
  }

  settle({ billed, tokens, costNano }: Used): void {
    if (this.#state !== 'held') return;
    this.release();
    if (!billed) return;
    this.#state = 'billed';
    const { limits, epoch, watch } = this.#parts;
    const used = toAmounts(tokens, costNano);
    for (const account of limits.accounts) account.charge(epoch, used);
    if (limits.caps.length > 0) watch.see(limits);
  }

  release(): void {
    if (this.#state !== 'held') return;
    this.#state = 'free';
    const { limits, epoch, held } = this.#parts;
    for (const account of limits.accounts) account.free(epoch, held);
  }

  giveBack(): void {
    this.release();
    if (this.#state !== 'free') return;
    this.#state = 'given back';
    const { limits, limiter, taken } = this.#parts;
    limits.paces.forEach(({ bucket }, at) => {
      if (taken[at]?.ok) limiter.giveBack(bucket);
    });
  }
}
