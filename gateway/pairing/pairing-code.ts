import { randomBase62 } from '#shared/domain/key-format';
import { hashKey, type RandomBytes } from '../keys/api-key';

/**
 * Threat: someone guesses a code, or reads one that was written down somewhere. It has 131 random bits, lives for three
 * minutes in memory, and is kept as its digest only: nothing that is logged, stored or answered later can hold it.
 */
const LENGTH = 22;

/** A new code for the link of a QR code: 22 characters of base62. */
export const createCode = (random: RandomBytes): string => randomBase62(LENGTH, random);

/** True for text that could be a code, so that nothing else is ever looked up. */
export const isCodeShaped = (text: string): boolean =>
  text.length === LENGTH && /^[0-9A-Za-z]+$/.test(text);

/** The form in which a code is kept. */
export const hashCode = hashKey;
