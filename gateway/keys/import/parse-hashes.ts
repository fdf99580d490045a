import { blankEntry, type ImportEntry, type ParsedImport } from './import-entry';
import { createOwners, eachLine } from './parse-key-lines';

const HASH = /^(?:sha256[:$])?([0-9a-f]{64})$/i;

/** The digest in a text such as `sha256:…`; undefined when it is none. */
export const toHash = (text: string): string | undefined => HASH.exec(text)?.[1]?.toLowerCase();

/** What is known of a key of which only the digest is. */
export const hashFacts = (hash: string): Pick<ImportEntry, 'hash' | 'hint' | 'ownId' | 'weak'> => ({
  hash,
  hint: '',
  ownId: null,
  // Whoever has the list could guess a short key by trying.
  weak: true,
});

const unquote = (cell: string) => cell.trim().replace(/^"(.*)"$/, '$1');

/** Cells of one line; what is quoted may hold commas. */
const toCells = (line: string): string[] =>
  (line.match(/("(?:[^"]|"")*"|[^,;\t"]*)(?:[,;\t]|$)/g) ?? []).map((cell) =>
    unquote(cell.replace(/[,;\t]$/, '')).replaceAll('""', '"'),
  );

interface Columns {
  readonly hash: number;
  readonly name: number;
  readonly person: number;
  readonly service: number;
}

const NO_HEADER: Columns = { hash: 0, name: 1, person: 2, service: 3 };

function toColumns(cells: readonly string[]): Columns | undefined {
  const names = cells.map((cell) => cell.toLowerCase());
  const find = (...known: string[]) => names.findIndex((name) => known.includes(name));
  const hash = find('hash', 'sha256', 'key_hash');
  if (hash < 0) return undefined;
  return {
    hash,
    name: find('name', 'label', 'key_id', 'id'),
    person: find('person', 'user', 'owner'),
    service: find('service', 'services'),
  };
}

/** Lines or CSV with the SHA-256 of keys: `hash,name,person,service`, or any order with a first line that names the columns. */
export function parseHashes(text: string): ParsedImport {
  const entries: ImportEntry[] = [];
  const firstOwner = createOwners();
  let columns: Columns | undefined;
  const warnings = eachLine(text, (line, row) => {
    const cells = toCells(line);
    if (columns === undefined) {
      columns = toColumns(cells);
      if (columns) return undefined;
      columns = NO_HEADER;
    }
    const hash = toHash(cells[columns.hash] ?? '');
    if (hash === undefined) return { code: 'hash_missing' };
    const name = cells[columns.name] ?? '';
    const why = firstOwner(hash, name === '' ? { line: row } : { name });
    if (why !== undefined) return why;
    const service = cells[columns.service] ?? '';
    const person = (cells[columns.person] ?? '') || null;
    const services = service === '' ? null : [service];
    entries.push({ ...blankEntry, ...hashFacts(hash), row, name, person, services });
    return undefined;
  });
  return { format: 'hashes', entries, warnings };
}
