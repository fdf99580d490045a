import type { RandomBytes } from '../keys/api-key';
import { ShortLived } from './short-lived';

const CODE_MS = 3 * 60_000;
const MAX_CODES = 5;
const MAX_WRONG_CODES = 10;

/** The code as a person types it: no look-alikes, case does not matter, dashes and spaces neither. */
const CODE_LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const toPlainCode = (typed: string) => typed.toUpperCase().replace(/[^A-Z0-9]/g, '');
/** True for what is a code by its form, whether it is good or not. */
export const isCodeForm = (typed: string): boolean =>
  /^[A-HJKMNP-Z2-9]{8}$/.test(toPlainCode(typed));
const newCode = (random: RandomBytes): string => {
  let code = '';
  while (code.length < 8) {
    // 248 = 8 x 31: no letter is likelier than another.
    for (const byte of random(8)) if (byte < 248) code += CODE_LETTERS[byte % 31];
  }
  return code.slice(0, 8);
};

/** Codes that open the panel once each. A code is short: ten wrong tries end them all. */
export function createOneTimeCodes(nowMs: () => number, random: RandomBytes) {
  const codes = new ShortLived(MAX_CODES);
  let wrong = 0;
  return {
    /** As it is read out, with a dash in the middle. */
    create() {
      const code = newCode(random);
      const untilMs = nowMs() + CODE_MS;
      wrong = 0;
      codes.add(code, untilMs);
      return {
        code: `${code.slice(0, 4)}-${code.slice(4)}`,
        expiresAt: new Date(untilMs).toISOString(),
      };
    },
    /** True once for a good code. */
    redeem(typed: string): boolean {
      if (codes.take(toPlainCode(typed), nowMs())) return true;
      if (++wrong >= MAX_WRONG_CODES) codes.clear();
      return false;
    },
    clear: () => codes.clear(),
  };
}
