import type { ImportReason } from '#shared/contract/import-reason';
import {
  blankEntry,
  factsOf,
  whyNoKey,
  whySlowHash,
  type ImportEntry,
  type ImportWarning,
  type ParsedImport,
} from './import-entry';
import { lineWarning } from './reason-words';

const KEY_ID = /^[A-Za-z0-9_-]+$/;
const API_KEY = /^[A-Za-z0-9_-]{16,128}$/;

/** Calls `take` with each line that is neither blank nor a comment; keeps why a line was not taken. */
export function eachLine(
  text: string,
  take: (line: string, row: number) => ImportReason | undefined,
) {
  const warnings: ImportWarning[] = [];
  text.split(/\r\n|\n|\r/).forEach((raw, index) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return;
    const why = take(line, index + 1);
    if (why !== undefined) warnings.push(lineWarning(index + 1, why));
  });
  return warnings;
}

/** The name of who has a key, or the line of one without a name. */
type Owner = { readonly name: string } | { readonly line: number };

/** Remembers who had a key first, so that a second one can be told from it. */
export function createOwners() {
  const owners = new Map<string, Owner>();
  /** Why the key is not taken a second time; undefined when this is the first. */
  return (hash: string, owner: Owner): ImportReason | undefined => {
    const first = owners.get(hash);
    if (first === undefined) owners.set(hash, owner);
    return first && { code: 'key_repeated', ...first };
  };
}

/** `key_id:api_key` lines of an older gateway. A line that is not one is skipped with its number; nothing is thrown. */
export function parseKeyLines(text: string): ParsedImport {
  const entries: ImportEntry[] = [];
  const firstOwner = createOwners();
  const warnings = eachLine(text, (line, row) => {
    const colon = line.indexOf(':');
    if (colon < 0) return { code: 'colon_missing' };
    const id = line.slice(0, colon).trim();
    const key = line.slice(colon + 1).trim();
    if (!KEY_ID.test(id)) return { code: 'id_not_plain' };
    const slow = whySlowHash(key);
    if (slow !== undefined) return slow;
    if (!API_KEY.test(key)) return { code: 'key_not_plain' };
    const facts = factsOf(key);
    const why = whyNoKey(key) ?? firstOwner(facts.hash, { name: id });
    if (why !== undefined) return why;
    entries.push({ ...blankEntry, ...facts, row, group: id, name: id });
    return undefined;
  });
  return { format: 'api_keys.txt', entries, warnings };
}

/** One key a line, as `sk-…`, UUIDs and older simple files have them. */
export function parseKeyList(text: string): ParsedImport {
  const entries: ImportEntry[] = [];
  const firstOwner = createOwners();
  const warnings = eachLine(text, (line, row) => {
    const facts = factsOf(line);
    const why = whyNoKey(line) ?? firstOwner(facts.hash, { line: row });
    if (why !== undefined) return why;
    const isHashLike = /^[0-9a-f]{64}$/i.test(line);
    const notes: ImportReason[] = isHashLike ? [{ code: 'maybe_hash' }] : [];
    entries.push({ ...blankEntry, ...facts, row, name: '', notes });
    return undefined;
  });
  return { format: 'list', entries, warnings };
}
