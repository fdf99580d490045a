import { toShortMoney } from '../../text/short-money';
import { t } from '../../text/t';

/** How much of a person's money is left this month, in words; undefined for somebody without such a limit. */
export function toBudget(
  limitNano: string | null,
  costNano: string | undefined,
  currency: string,
): { readonly text: string; readonly isSpent: boolean } | undefined {
  if (limitNano === null || currency === '') return undefined;
  const left = BigInt(limitNano) - BigInt(costNano ?? '0');
  const limit = toShortMoney(limitNano, currency).text;
  if (left <= 0n) return { text: t.peopleMore.budgetSpent(limit), isSpent: true };
  const shown = toShortMoney(left.toString(), currency).text;
  return { text: t.peopleMore.budgetLeft(shown, limit), isSpent: false };
}
