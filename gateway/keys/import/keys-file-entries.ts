import { createHash } from 'node:crypto';
import { createKeyId, hashKey } from '../api-key';
import type { ImportEntry } from './import-entry';

/** One key as the file has it now: a name with all texts that open it. */
export interface FileKey {
  /** The same in every run, so that limits and records go on when a line comes back. */
  readonly id: string;
  readonly entry: ImportEntry;
  readonly hashes: readonly [string, ...string[]];
  readonly weak: boolean;
}

/** A public id that follows from a name alone. */
function idFor(name: string): string {
  let round = 0;
  return createKeyId(() => createHash('sha256').update(`${round++}:${name}`).digest());
}

const toId = ({ ownId, group, hash }: ImportEntry): string =>
  ownId ?? idFor(group === null ? `key:${hash}` : `name:${group}`);

/** What is in force of a file: nothing that it calls disabled. */
export function toFileKeys(entries: readonly ImportEntry[]): Map<string, FileKey> {
  const found = new Map<string, FileKey>();
  for (const entry of entries) {
    if (entry.disabled) continue;
    const id = toId(entry);
    const known = found.get(id);
    const hashes: [string, ...string[]] = known ? [...known.hashes, entry.hash] : [entry.hash];
    const weak = entry.weak || (known?.weak ?? false);
    found.set(id, { id, entry: known?.entry ?? entry, hashes, weak });
  }
  return found;
}

/** The digest of no text that anyone has: stands in a key whose line has gone from the file. */
export const goneHash = (id: string, wasPaused: boolean): string =>
  hashKey(`gone\0${wasPaused ? 'paused' : 'live'}\0${id}`);
