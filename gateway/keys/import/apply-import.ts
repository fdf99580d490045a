import type { Config, StoredKey } from '../../storage/config-schema';
import { createKeyId } from '../api-key';
import { newKey } from '../new-key';
import { personIdOf } from '../person-store';
import type { PlannedKey } from './plan-import';

/** Where and when keys come from. */
interface ImportOrigin {
  /** Kept with each key. */
  readonly source: string;
  readonly now: Date;
  /** The public id for a name that several keys may share; a random one when missing. */
  readonly idOf?: (group: string) => string;
}

/** Keys of an earlier import that another text of the same name may join. */
const openGroups = (keys: readonly StoredKey[], source: string): Map<string, StoredKey> =>
  new Map(
    keys
      .filter((key) => key.importedFrom === source && key.revokedAt === null)
      .map((key) => [key.name, key]),
  );

function createIds(draft: Config) {
  const taken = new Set(draft.keys.map(({ id }) => id));
  return (wanted: string | null): string => {
    let id = wanted ?? createKeyId();
    while (taken.has(id)) id = createKeyId();
    taken.add(id);
    return id;
  };
}

function createPeople(draft: Config, now: Date) {
  const ids = new Map<string, string>();
  return (name: string | null): string | null => {
    if (name === null) return null;
    const id = ids.get(name) ?? personIdOf(draft, name, now);
    ids.set(name, id);
    return id;
  };
}

function toKey(planned: PlannedKey, id: string, origin: ImportOrigin, person: string | null) {
  const { entry, services, limit } = planned;
  const stamp = origin.now.toISOString();
  const key: StoredKey = {
    ...newKey(id, entry.hash, entry.name, entry.createdAt ?? stamp),
    description: entry.description,
    services,
    person,
    rate_limit_requests: limit.requests,
    rate_limit_window_seconds: limit.windowSeconds,
    weak: entry.weak,
    importedFrom: origin.source,
    expiresAt: entry.expiresAt,
    pausedAt: entry.disabled ? stamp : null,
  };
  return key;
}

/**
 * Adds the new keys of a plan to a draft of the config. Keys of one name become one key that several texts open, so
 * that they share its limit and its line in the record. Returns how many were added to the list.
 */
export function applyImport(
  draft: Config,
  plan: readonly PlannedKey[],
  origin: ImportOrigin,
): number {
  const takeId = createIds(draft);
  const personOf = createPeople(draft, origin.now);
  const groups = openGroups(draft.keys, origin.source);
  let created = 0;
  for (const planned of plan) {
    if (planned.verdict !== 'new') continue;
    const { group, ownId, hash, weak } = planned.entry;
    // A key of another Latchkey is found by the public id in its text, so it stands for itself.
    const isShared = group !== null && ownId === null;
    const known = isShared ? groups.get(group) : undefined;
    if (known) {
      known.extraHashes.push(hash);
      known.weak ||= weak;
      continue;
    }
    const wanted = ownId ?? (group === null ? null : (origin.idOf?.(group) ?? null));
    const key = toKey(planned, takeId(wanted), origin, personOf(planned.entry.person));
    draft.keys.push(key);
    if (isShared) groups.set(group, key);
    created++;
  }
  return created;
}
