import { createTypedAmounts } from '#shared/text/typed-amount';
import { locale } from './language';

const MOST_DIGITS = 18;
const amounts = createTypedAmounts(locale);

/** What a person typed as an amount ("2.50", "2,50"), in nano-units as decimal text; undefined when it is not an amount from 0. */
export function toNano(text: string): string | undefined {
  const nano = amounts.parse(text);
  const digits = nano?.toString();
  return nano !== undefined && nano >= 0n && `${digits}`.length <= MOST_DIGITS ? digits : undefined;
}

/** Nano-units as a person would type them; empty for none. */
export const toAmountText = (nano: string | null): string =>
  nano === null ? '' : amounts.write(BigInt(nano));

/** What a person typed as a whole number from 0; undefined when it is none. */
export function toWhole(text: string): number | undefined {
  const value = Number(text);
  return /^\d{1,15}$/.test(text.trim()) ? value : undefined;
}

/** One entry per line, without blanks and without empty lines. */
export const toLines = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean);
