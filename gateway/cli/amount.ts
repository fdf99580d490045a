import { formatUnits, parseUnits } from '#shared/domain/money';
import { usageError } from './exit-code';

/** What was typed in units of the currency, such as `0.002`, exactly in nano-units; `what` names it. Throws a usage error. */
export function toAmount(text: string, what: string): string {
  try {
    const nano = parseUnits(text.replace(/^\+/, ''));
    if (nano >= 0n && nano < 10n ** 18n) return String(nano);
  } catch {
    // Said below, in the words of the command line.
  }
  throw usageError(`${what} takes an amount such as 5.00 or 0.002, not "${text}".`);
}

/** Nano-units, as they cross a wire, in units of the currency. */
export const fromAmount = (nano: string): string => formatUnits(BigInt(nano));
