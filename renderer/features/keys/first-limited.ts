import type { KeySummary } from '#shared/contract/operations/keys';

/** Everything of which a key can be given more for a day. */
export const RAISABLE = ['calls', 'tokens', 'money', 'rate'] as const;
export type Raisable = (typeof RAISABLE)[number];

/** What is most likely meant by "more": the first thing that the key has a limit of, else its pace. */
export function firstLimited({ allowance }: Pick<KeySummary, 'allowance'>): Raisable {
  const isLimited = (measure: 'calls' | 'tokens' | 'money') => {
    const { day, week, month } = allowance[measure];
    return [day, week, month].some((cap) => cap !== null);
  };
  return RAISABLE.find((measure) => measure !== 'rate' && isLimited(measure)) ?? 'rate';
}
