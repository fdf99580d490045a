import type { Limit } from '../../limits/token-bucket';
import type { Config, StoredKey } from '../../storage/config-schema';
import { KEYS_FILE, newKey } from '../new-key';
import type { ImportEntry } from './import-entry';
import { goneHash, toFileKeys, type FileKey } from './keys-file-entries';
import { matchServices } from './match-services';
import { knownHashes } from './plan-import';

/**
 * Threat: a line that is taken out of the file must end the key, and a line that comes back must not undo what the owner
 * decided meanwhile. So a key whose line is gone keeps its place without any text that opens it.
 */
interface SyncOptions {
  readonly now: Date;
  readonly limit: Limit;
  /** The limit was named, so that it also holds for keys that are known already. */
  readonly isLimitNamed: boolean;
}

const isGone = (key: StoredKey) => [true, false].some((was) => key.hash === goneHash(key.id, was));

/** Ends a key whose line is gone. One that the owner revoked keeps its digests, so that it stays revoked. */
function close(key: StoredKey, stamp: string): void {
  if (key.revokedAt !== null) {
    key.importedFrom = `${KEYS_FILE}, gone`;
    return;
  }
  if (isGone(key)) return;
  key.hash = goneHash(key.id, key.pausedAt !== null);
  key.extraHashes = [];
  key.previous = null;
  key.pausedAt ??= stamp;
}

function reopen(key: StoredKey, file: FileKey): void {
  if (key.hash === goneHash(key.id, false)) key.pausedAt = null;
  const [hash, ...extraHashes] = file.hashes;
  Object.assign(key, { hash, extraHashes, weak: file.weak, expiresAt: file.entry.expiresAt });
}

function addKey(draft: Config, file: FileKey, stamp: string): StoredKey {
  const { entry } = file;
  const key = newKey(file.id, file.hashes[0], entry.name, entry.createdAt ?? stamp);
  key.services = matchServices(entry.services, draft.services).services;
  key.description = entry.description;
  key.importedFrom = KEYS_FILE;
  draft.keys.push(key);
  return key;
}

const setLimit = (key: StoredKey, limit: Limit) => {
  key.rate_limit_requests = limit.requests;
  key.rate_limit_window_seconds = limit.windowSeconds;
};

/** Makes the keys of the file those that are in force, in a draft of the config. Keys from elsewhere stay as they are. */
export function syncKeysFile(
  draft: Config,
  entries: readonly ImportEntry[],
  { now, limit, isLimitNamed }: SyncOptions,
): void {
  const stamp = now.toISOString();
  const elsewhere = draft.keys.filter((key) => key.importedFrom !== KEYS_FILE);
  const taken = knownHashes(elsewhere);
  const ids = new Set(elsewhere.map(({ id }) => id));
  const wanted = toFileKeys(entries.filter(({ hash }) => !taken.has(hash)));
  const known = new Map(
    draft.keys.filter((key) => key.importedFrom === KEYS_FILE).map((key) => [key.id, key]),
  );
  for (const key of known.values()) if (!wanted.has(key.id)) close(key, stamp);
  for (const file of wanted.values()) {
    if (ids.has(file.id)) continue;
    const before = known.get(file.id);
    const key = before ?? addKey(draft, file, stamp);
    if (!before || isLimitNamed) setLimit(key, limit);
    reopen(key, file);
  }
}
