import type { AllowanceState } from '#shared/contract/operations/allowances';

type Budget = AllowanceState & {
  measure: 'calls' | 'tokens' | 'money';
  period: 'day' | 'week' | 'month' | 'total';
};

const isBudget = (state: AllowanceState): state is Budget =>
  (state.measure === 'calls' || state.measure === 'tokens' || state.measure === 'money') &&
  state.period !== 'now' &&
  state.period !== 'window';

/** What is nearest to its end, and so what stops the next call first. */
export interface NearestLimit {
  readonly state: Budget;
  /** Never below zero; of money in nano-units. */
  readonly left: bigint;
  /** How much of it is used up, 0 to 100. */
  readonly percent: number;
}

function toNearest(state: Budget): NearestLimit {
  const limit = BigInt(state.limit);
  const gone = BigInt(state.used) + BigInt(state.reserved);
  const left = gone >= limit ? 0n : limit - gone;
  const percent = left === 0n ? 100 : Number((gone * 100n) / limit);
  return { state, left, percent };
}

/** Of calls, AI tokens and money, the limit of the key or its person that ends first; undefined when there is none. */
export function nearestLimit(
  states: readonly AllowanceState[],
  of: readonly AllowanceState['of'][] = ['key', 'person'],
): NearestLimit | undefined {
  const all = states.filter((state) => of.includes(state.of)).filter(isBudget);
  return all
    .map(toNearest)
    .reduce<NearestLimit | undefined>(
      (worst, one) => (!worst || one.percent > worst.percent ? one : worst),
      undefined,
    );
}
