import type { Allowance } from '#shared/contract/operations/allowances';

/** Everything of which a key or a person can be given more for a day. */
export const RAISABLE = ['calls', 'tokens', 'money', 'rate'] as const;
export type Raisable = (typeof RAISABLE)[number];

/** What is most likely meant by "more": the first thing that has a limit, else the pace. */
export function firstLimited({ allowance }: { allowance: Allowance }): Raisable {
  const isLimited = (measure: 'calls' | 'tokens' | 'money') => {
    const { day, week, month } = allowance[measure];
    return [day, week, month].some((cap) => cap !== null);
  };
  return RAISABLE.find((measure) => measure !== 'rate' && isLimited(measure)) ?? 'rate';
}
