import type { ImportReason } from '#shared/contract/import-reason';
import { writtenEn } from '#shared/text/en/written';
import type { ImportEntry, ImportFormat, ParsedImport } from './import-entry';
import { toHash, parseHashes } from './parse-hashes';
import { parseKeyJson } from './parse-key-json';
import { parseKeyLines, parseKeyList } from './parse-key-lines';
import { fileWarning } from './reason-words';

/** Files beyond this are not looked into (10 MB, in characters). */
export const MAX_IMPORT_LENGTH = 10_000_000;

/** What the caller says the file is; `auto` looks at it. */
export type AskedFormat = ImportFormat | 'auto';

const firstLine = (text: string): string =>
  text.split(/[\r\n]+/).map((line) => line.trim()).find((line) => line !== '' && !line.startsWith('#')) ?? ''; // prettier-ignore

function guess(text: string): ImportFormat {
  const start = text.trimStart()[0];
  if (start === '{' || start === '[') return 'apikeys.json';
  const line = firstLine(text);
  const [head = ''] = line.split(/[,;\t]/);
  const isTable = line !== head && toHash(head.replaceAll('"', '')) !== undefined;
  if (isTable || /^sha256[:$]/i.test(line) || /\b(hash|sha256)\b/i.test(line)) return 'hashes';
  return line.includes(':') ? 'api_keys.txt' : 'list';
}

const refused = (format: ImportFormat, code: ImportReason['code']): ParsedImport => ({
  format,
  entries: [],
  warnings: [fileWarning({ code })],
});

/** What a key without a name is called: by the beginning of its text, or by its line. */
export type NameNameless = (what: string) => string;

const inEnglish: NameNameless = writtenEn.imported;

/** Reads a file of keys of another installation. Never throws; what could not be taken is in the warnings, without any key. */
export function parseImport(
  content: string,
  asked: AskedFormat,
  nameless = inEnglish,
): ParsedImport {
  const parsed = parse(content, asked);
  const named = (entry: ImportEntry): ImportEntry =>
    entry.name === '' ? { ...entry, name: nameless(entry.hint || `${entry.row}`) } : entry;
  return { ...parsed, entries: parsed.entries.map(named) };
}

function parse(content: string, asked: AskedFormat): ParsedImport {
  const text = content.replace(/^\uFEFF/, '');
  const format = asked === 'auto' ? guess(text) : asked;
  if (text.length > MAX_IMPORT_LENGTH) return refused(format, 'file_too_large');
  if (text.includes('\0')) return refused(format, 'file_not_text');
  const isJson = /^\s*[[{]/.test(text);
  switch (format) {
    case 'api_keys.txt':
      return parseKeyLines(text);
    case 'list':
      return isJson ? { ...parseKeyJson(text, false), format } : parseKeyList(text);
    case 'hashes':
      return isJson ? parseKeyJson(text, true) : parseHashes(text);
    case 'apikeys.json':
    case 'caddy_apikeys.json':
      return parseKeyJson(text, false);
  }
}
