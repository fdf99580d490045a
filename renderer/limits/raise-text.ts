import type { Raise } from '#shared/contract/operations/allowances';
import { toAmount, toCount } from '../text/format';
import { t } from '../text/t';

/** How much more, and of what, in the words that the table uses. */
export function toRaiseText(
  { measure, extra }: Raise,
  currency: string,
): { extra: string; what: string } {
  if (measure === 'money') return { extra: toAmount(BigInt(extra)), what: currency };
  const count = toCount(Number(extra));
  const toWhat = measure === 'rate' ? t.keyMore.raisedPace : t.limits.units[measure];
  return { extra: count, what: toWhat(count) };
}
