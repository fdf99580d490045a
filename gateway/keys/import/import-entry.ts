import type { ImportReason } from '#shared/contract/import-reason';
import { parseKey } from '#shared/domain/key-format';
import { hashKey } from '../api-key';

/** The forms that keys of other installations come in. */
export type ImportFormat =
  'apikeys.json' | 'caddy_apikeys.json' | 'api_keys.txt' | 'hashes' | 'list';

/** One key found in a file of another installation. It holds a digest, never the key's text. */
export interface ImportEntry {
  /** Line in the file, from 1. */
  readonly row: number;
  /** The name that several keys of one file may share; those share one limit and one line in the list. */
  readonly group: string | null;
  /** Empty when the file has none. */
  readonly name: string;
  readonly person: string | null;
  /** Services as the file names them; null when the file does not limit the key to any. */
  readonly services: readonly string[] | null;
  readonly description: string;
  /** SHA-256 of the key's text, 64 hex digits. */
  readonly hash: string;
  /** The first characters of the key, never more than half and at most 8; empty for a hash. */
  readonly hint: string;
  /** Public id of a key that another Latchkey made. */
  readonly ownId: string | null;
  readonly weak: boolean;
  readonly createdAt: string | null;
  readonly expiresAt: string | null;
  readonly disabled: boolean;
  /** What the owner should know about this key. */
  readonly notes: readonly ImportReason[];
}

/** A line that was not taken, or the whole file (row null). Never holds a key. */
export interface ImportWarning {
  readonly row: number | null;
  /** Which key of a JSON file, from 1. */
  readonly entry: number | null;
  readonly reason: ImportReason;
  /** The same in English. */
  readonly message: string;
}

/** What a file turned out to hold. */
export interface ParsedImport {
  readonly format: ImportFormat;
  readonly entries: readonly ImportEntry[];
  readonly warnings: readonly ImportWarning[];
}

/** At most so many bits can be random in a text, judged by its characters alone. */
function mostBits(text: string): number {
  // A text that repeats a few characters was not drawn from a whole alphabet.
  if (new Set(text).size < text.length / 8) return 0;
  if (/^[0-9a-f]+$/i.test(text)) return text.length * 4;
  const isMixed = /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);
  // Words and dashes are a person's: they say about two bits a character.
  return text.length * (isMixed ? Math.log2(62) : 2);
}

/** True for a key that holds less than 256 random bits, as all do that people or UUIDs made. */
export const isWeak = (text: string): boolean =>
  parseKey(text).form !== 'key' && mostBits(text) < 256;

/** The beginning of a key that may be shown: 8 characters of a long one, 4 of a short one, never more than half. */
export const hintOf = (text: string): string =>
  `${text.slice(0, text.length >= 24 ? 8 : Math.min(4, text.length >> 1))}…`;

/** What follows from a key's text alone. */
export function factsOf(text: string): Pick<ImportEntry, 'hash' | 'hint' | 'ownId' | 'weak'> {
  const parsed = parseKey(text);
  const ownId = parsed.form === 'key' ? parsed.id : null;
  return { hash: hashKey(text), hint: hintOf(text), ownId, weak: isWeak(text) };
}

/** What nothing was said about. */
export const blankEntry = {
  group: null,
  person: null,
  services: null,
  description: '',
  createdAt: null,
  expiresAt: null,
  disabled: false,
  notes: [],
} as const;

const SLOW_HASH = /^(?:\$2[abxy]?\$|\$argon2|\$scrypt\$|\$pbkdf2|pbkdf2[:_]|scrypt:)/i;

/** Says so of a hash that is slow on purpose, also inside other text; undefined for everything else. */
export const whySlowHash = (text: string): ImportReason | undefined =>
  SLOW_HASH.test(text) ? { code: 'key_slow_hash' } : undefined;

/** Why a text cannot be a key here; undefined when it can. The reason never holds the text. */
export function whyNoKey(text: string): ImportReason | undefined {
  const slow = whySlowHash(text);
  if (slow !== undefined) return slow;
  const { form } = parseKey(text);
  if (form === 'admin') return { code: 'key_admin_secret' };
  if (form === 'mistyped') return { code: 'key_mistyped' };
  if (!/^[\x21-\x7e]*$/.test(text)) return { code: 'key_not_sendable' };
  // What apps send as a dummy when they have no key is shorter, and must never open anything.
  if (text.length < 16) return { code: 'key_too_short' };
  return text.length > 512 ? { code: 'key_too_long' } : undefined;
}
