import {
  blankEntry,
  factsOf,
  whyNoKey,
  whySlowHash,
  type ImportEntry,
  type ImportWarning,
  type ParsedImport,
} from './import-entry';

const KEY_ID = /^[A-Za-z0-9_-]+$/;
const API_KEY = /^[A-Za-z0-9_-]{16,128}$/;

/** Calls `take` with each line that is neither blank nor a comment; says in words why a line was not taken. */
export function eachLine(text: string, take: (line: string, row: number) => string | undefined) {
  const warnings: ImportWarning[] = [];
  text.split(/\r\n|\n|\r/).forEach((raw, index) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return;
    const why = take(line, index + 1);
    if (why !== undefined) warnings.push({ row: index + 1, message: `Line ${index + 1}: ${why}.` });
  });
  return warnings;
}

/** Remembers who had a key first, so that a second one can be told from it. */
export function createOwners() {
  const owners = new Map<string, string>();
  /** Why the key is not taken a second time; undefined when this is the first. */
  return (hash: string, owner: string): string | undefined => {
    const first = owners.get(hash);
    if (first === undefined) owners.set(hash, owner);
    return first === undefined ? undefined : `this key belongs to "${first}" already`;
  };
}

/** `key_id:api_key` lines of an older gateway. A line that is not one is skipped with its number; nothing is thrown. */
export function parseKeyLines(text: string): ParsedImport {
  const entries: ImportEntry[] = [];
  const firstOwner = createOwners();
  const warnings = eachLine(text, (line, row) => {
    const colon = line.indexOf(':');
    if (colon < 0) return 'there is no colon; the form is key_id:api_key';
    const id = line.slice(0, colon).trim();
    const key = line.slice(colon + 1).trim();
    if (!KEY_ID.test(id)) return 'the key id must consist of letters, digits, - and _';
    const slow = whySlowHash(key);
    if (slow !== undefined) return slow;
    if (!API_KEY.test(key)) return 'the key must be 16 to 128 letters, digits, - and _';
    const facts = factsOf(key);
    const why = whyNoKey(key) ?? firstOwner(facts.hash, id);
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
    const why = whyNoKey(line) ?? firstOwner(facts.hash, `line ${row}`);
    if (why !== undefined) return why;
    const warning = /^[0-9a-f]{64}$/i.test(line)
      ? 'Taken for a key. If it is the SHA-256 of one, choose the form "hashes".'
      : null;
    entries.push({ ...blankEntry, ...facts, row, name: `Imported ${facts.hint}`, warning });
    return undefined;
  });
  return { format: 'list', entries, warnings };
}
