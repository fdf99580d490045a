/**
 * Threat: an old backup brings back what was ended since: a revoked key, a text that was rotated away, an admin secret
 * that leaked. Ends are final: a restore never undoes one, nor a pause, unless the owner names the key.
 */
import type { Config, StoredKey } from './config-schema';

/** An end that a backup does not know of. */
export interface EndedKey {
  readonly id: string;
  readonly name: string;
  readonly revokedAt: string;
}

/** When a key was revoked or removed according to the record, by its id. */
export type EndsOnRecord = ReadonlyMap<string, string>;

/** Keys that are live in the backup although they were revoked or removed since. */
export function endedSince(backup: Config, present: Config, onRecord: EndsOnRecord): EndedKey[] {
  const now = new Map(present.keys.map((key) => [key.id, key]));
  return backup.keys.flatMap((key) => {
    if (key.revokedAt !== null) return [];
    const known = now.get(key.id);
    // A key that is live now is live, whatever stands in the record of long ago.
    const revokedAt = known ? known.revokedAt : onRecord.get(key.id);
    return revokedAt ? [{ id: key.id, name: key.name, revokedAt }] : [];
  });
}

/** A key that was paused since the backup, and is not revoked. */
export interface PausedKey {
  readonly id: string;
  readonly name: string;
  readonly pausedAt: string;
}

/** Keys that work in the backup and were paused since. */
export function pausedSince(backup: Config, present: Config): PausedKey[] {
  const now = new Map(present.keys.map((key) => [key.id, key]));
  return backup.keys.flatMap(({ id, name, pausedAt, revokedAt }) => {
    const known = now.get(id);
    if (pausedAt !== null || revokedAt !== null || !known || known.revokedAt !== null) return [];
    return known.pausedAt === null ? [] : [{ id, name, pausedAt: known.pausedAt }];
  });
}

/** The texts of a key that was rotated since are those of now. */
function withPresentTexts(key: StoredKey, present: StoredKey | undefined): StoredKey {
  if (!present) return key;
  const { hash, extraHashes, previous, weak, importedFrom } = present;
  return { ...key, hash, extraHashes, previous, weak, importedFrom };
}

/** The config of a backup with every end of now in it. */
export function mergeEnds(
  backup: Config,
  present: Config | undefined,
  ended: readonly EndedKey[],
  revived: ReadonlySet<string>,
): Config {
  const now = new Map(present?.keys.map((key) => [key.id, key]));
  const ends = new Map(ended.map(({ id, revokedAt }) => [id, revokedAt]));
  const keys = backup.keys.map((key) => {
    if (revived.has(key.id)) return key;
    const revokedAt = key.revokedAt ?? now.get(key.id)?.revokedAt ?? ends.get(key.id) ?? null;
    const pausedAt = key.pausedAt ?? now.get(key.id)?.pausedAt ?? null;
    return { ...withPresentTexts(key, now.get(key.id)), revokedAt, pausedAt };
  });
  return { ...backup, keys, adminHash: present?.adminHash ?? backup.adminHash };
}
