import { hash, timingSafeEqual } from 'node:crypto';
import { parseKey } from '#shared/domain/key-format';
import type { StoredKey } from '../storage/config-schema';

/**
 * Threat: a stranger sends keys to learn which exist. An unknown id costs the same digest and the same comparison
 * as a known one, and nothing but a whole, right key tells more than "unknown".
 */
export type KeyVerdict =
  | { readonly verdict: 'valid'; readonly key: StoredKey }
  | { readonly verdict: 'mistyped' | 'unknown' }
  | { readonly verdict: 'paused' | 'expired' | 'revoked'; readonly key: StoredKey };

interface Entry {
  readonly key: StoredKey;
  readonly digest: Buffer;
  readonly previous: { readonly digest: Buffer; readonly untilMs: number } | undefined;
  readonly expiresAtMs: number;
}

/** Keys of other products are at most 128 characters; a longer text is no key of anyone. */
const MAX_KEY_LENGTH = 512;
const NOBODY = Buffer.alloc(32);
const MISTYPED: KeyVerdict = { verdict: 'mistyped' };
const UNKNOWN: KeyVerdict = { verdict: 'unknown' };

const toEntry = (key: StoredKey): Entry => ({
  key,
  digest: Buffer.from(key.hash, 'hex'),
  previous: key.previous
    ? { digest: Buffer.from(key.previous.hash, 'hex'), untilMs: Date.parse(key.previous.until) }
    : undefined,
  expiresAtMs: key.expiresAt === null ? Infinity : Date.parse(key.expiresAt),
});

const opens = (entry: Entry | undefined, digest: Buffer, nowMs: number): boolean => {
  const isCurrent = timingSafeEqual(digest, entry?.digest ?? NOBODY);
  const isPrevious = timingSafeEqual(digest, entry?.previous?.digest ?? NOBODY);
  if (!entry) return false;
  return isCurrent || (isPrevious && nowMs < (entry.previous?.untilMs ?? 0));
};

/** What a key that was proven may do at this moment. */
const judge = ({ key, expiresAtMs }: Entry, nowMs: number): KeyVerdict => {
  if (key.revokedAt !== null) return { verdict: 'revoked', key };
  if (nowMs >= expiresAtMs) return { verdict: 'expired', key };
  if (key.pausedAt !== null) return { verdict: 'paused', key };
  return { verdict: 'valid', key };
};

/** An immutable look-up table of one set of keys. */
interface KeyIndex {
  /** What the key of an id may do, for callers that were proven in another way. */
  byId(id: string, nowMs: number): KeyVerdict;
  verify(presented: string, nowMs: number): KeyVerdict;
}

/** Builds the table; a changed set of keys needs a new one, so a revocation holds from the very next request. */
export function createKeyIndex(keys: readonly StoredKey[]): KeyIndex {
  const byId = new Map<string, Entry>();
  const byHash = new Map<string, Entry>();
  for (const key of keys) {
    const entry = toEntry(key);
    byId.set(key.id, entry);
    byHash.set(key.hash, entry);
    if (key.previous) byHash.set(key.previous.hash, entry);
    for (const extra of key.extraHashes) {
      byHash.set(extra, { ...entry, digest: Buffer.from(extra, 'hex'), previous: undefined });
    }
  }
  return {
    byId(id, nowMs) {
      const entry = byId.get(id);
      return entry ? judge(entry, nowMs) : UNKNOWN;
    },
    verify(presented, nowMs) {
      const parsed = parseKey(presented);
      if (parsed.form === 'mistyped') return MISTYPED;
      const digest = hash('sha256', presented.slice(0, MAX_KEY_LENGTH), 'buffer');
      // Keys of other products carry no id of ours; they are found by their digest.
      const entry =
        parsed.form === 'foreign' ? byHash.get(digest.toString('hex')) : byId.get(parsed.id);
      const isOpen = opens(entry, digest, nowMs) && presented.length <= MAX_KEY_LENGTH;
      return isOpen && entry && parsed.form !== 'admin' ? judge(entry, nowMs) : UNKNOWN;
    },
  };
}
