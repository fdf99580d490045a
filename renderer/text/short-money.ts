import { NANO_PER_UNIT } from '#shared/domain/money';
import { toMoney } from './format';

/** An amount that fits a tile, and the exact one to show where there is room. */
interface ShortMoney {
  /** Begins with ≈ when digits were left out. */
  readonly text: string;
  readonly exact: string;
}

const DIGITS = 3;
const CENT = NANO_PER_UNIT / 100n;

/** What the last digit that is kept stands for: a cent from one unit on, else the third digit that counts. */
function toStep(amount: bigint): bigint {
  if (amount >= NANO_PER_UNIT) return CENT;
  const more = amount.toString().length - DIGITS;
  return more <= 0 ? 1n : 10n ** BigInt(more);
}

/** Rounded half up to cents, below one unit to three digits; never to nothing. */
export function toShortMoney(nano: string, currency: string): ShortMoney {
  const amount = BigInt(nano);
  const size = amount < 0n ? -amount : amount;
  const step = toStep(size);
  const rounded = ((size + step / 2n) / step) * step;
  const exact = toMoney(nano, currency);
  if (rounded === size) return { text: exact, exact };
  const signed = amount < 0n ? -rounded : rounded;
  return { text: `≈ ${toMoney(signed.toString(), currency)}`, exact };
}
