import { createHash, randomBytes } from 'node:crypto';
import { ADMIN_PREFIX, formatKey, KEY_PREFIX, randomBase62 } from '#shared/domain/key-format';

/**
 * Threat: someone copies the data folder, or guesses. Only a digest is ever kept, and a key has 256 random bits,
 * so neither the folder nor any number of guesses gives a working key. A slow hash would add nothing but load.
 */
export type RandomBytes = (count: number) => Uint8Array;

/** A key that was just made. `text` is shown once and kept nowhere. */
interface FreshKey {
  readonly id: string;
  readonly text: string;
  readonly hash: string;
}

/** SHA-256 of a whole key text, as 64 hex digits: the only form in which a key is kept. */
export const hashKey = (text: string): string => createHash('sha256').update(text).digest('hex');

const fresh = (prefix: string, id: string, random: RandomBytes): FreshKey => {
  const text = formatKey(prefix, id, randomBase62(43, random));
  return { id, text, hash: hashKey(text) };
};

/** A random public id for a new key. */
export const createKeyId = (random: RandomBytes = randomBytes): string => randomBase62(10, random);

/** A new key text under a given id; every call gives another 256-bit secret. */
export const createKeyText = (id: string, random: RandomBytes = randomBytes): FreshKey =>
  fresh(KEY_PREFIX, id, random);

/** A new admin secret; it can be told from an API key by its first characters. */
export const createAdminSecret = (random: RandomBytes = randomBytes): FreshKey =>
  fresh(ADMIN_PREFIX, createKeyId(random), random);
