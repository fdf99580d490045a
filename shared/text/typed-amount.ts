import { formatUnits, parseUnits, type Nano } from '../domain/money';
import { separatorsOf } from './formats';

const NEITHER = /[^\d.,]/;
/** 1.234 or 1,234,567: groups of three, none of them a fraction by its look. */
const GROUPS = /^[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*$/;

/** The typed text with a dot for decimals; undefined when it can be read in two ways that differ a thousandfold. */
function toDecimalText(typed: string, group: string): string | undefined {
  const text = typed.trim();
  if (NEITHER.test(text)) return text;
  const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
  if (last < 0) return text;
  const sign = text.charAt(last);
  const other = sign === '.' ? ',' : '.';
  const whole = text.slice(0, last);
  if (whole.includes(other)) return toGrouped(whole, text.slice(last + 1));
  if (whole.includes(sign)) return GROUPS.test(text) ? text.replaceAll(sign, '') : undefined;
  return sign === group && GROUPS.test(text) ? undefined : `${whole}.${text.slice(last + 1)}`;
}

const toGrouped = (whole: string, fraction: string): string | undefined =>
  GROUPS.test(whole) ? `${whole.replaceAll(/[.,]/g, '')}.${fraction}` : undefined;

/** How a person who speaks this language types amounts of money, and finds them in a field. */
export function createTypedAmounts(locale: string) {
  const { group, decimal } = separatorsOf(locale);
  return {
    /**
     * What was typed, with a comma or a dot for decimals ("2.50", "2,50", "1.234,50"). Undefined when it is no amount, and for
     * one such as "1.234" in German or "1,234" in English: read the wrong way it would be a thousand times too much.
     */
    parse(typed: string): Nano | undefined {
      const text = toDecimalText(typed, group);
      if (text === undefined) return undefined;
      try {
        return parseUnits(text);
      } catch {
        return undefined; // RangeError: not an amount
      }
    },
    /** An amount for a field: no thousands, and the decimal sign of the language. */
    write: (nano: Nano): string => formatUnits(nano).replace('.', decimal),
  };
}
