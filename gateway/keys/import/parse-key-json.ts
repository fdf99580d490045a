import * as z from 'zod';
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
import { NotJsonError, readMembers, type JsonMember } from './json-members';
import { hashFacts, toHash } from './parse-hashes';
import { createOwners } from './parse-key-lines';
import { entryWarning, fileWarning } from './reason-words';

/** Whatever stands in a field that should hold text, as text; objects and lists count as nothing. */
const Text = z
  .union([z.string(), z.number(), z.boolean()])
  .transform((value) => String(value).trim())
  .optional()
  .catch(undefined);
const Services = z.union([Text, z.array(z.string())]).catch(undefined);
const Flag = z.boolean().optional().catch(undefined);

/** The fields of one key under all names that files of older gateways have for them. */
const Written = z.object({
  key: Text, api_key: Text, apiKey: Text,
  hash: Text, sha256: Text, key_hash: Text,
  name: Text, label: Text, id: Text, key_id: Text,
  user: Text, person: Text, owner: Text,
  service: Services, services: Services,
  description: Text, note: Text,
  created_at: Text, createdAt: Text, created: Text,
  expires_at: Text, expiresAt: Text, expires: Text, expiry: Text,
  disabled: Flag, enabled: Flag, active: Flag, is_active: Flag, revoked: Flag,
}); // prettier-ignore

type Written = z.infer<typeof Written>;

/** A date in ISO form; `undefined` for text that is no date. Numbers are Unix seconds, or milliseconds when they are large. */
function toDate(text: string | undefined): string | null | undefined {
  if (text === undefined || text === '' || text === 'null' || text === 'never') return null;
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
  const isMs = number !== undefined && number > 1e11;
  // A date without an offset means UTC, as the older gateways wrote them.
  const utc = /T\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text) ? `${text}Z` : text;
  const date = new Date(number === undefined ? utc : isMs ? number : number * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function servicesOf(written: Written): readonly string[] | null {
  const given = written.services ?? written.service;
  if (given === undefined || given === '') return null;
  const names = (typeof given === 'string' ? given.split(',') : given).map((name) => name.trim());
  return names.some((name) => name === '*' || name.toLowerCase() === 'all') ? null : names;
}

const isOff = (written: Written): boolean =>
  written.disabled === true ||
  written.revoked === true ||
  [written.enabled, written.active, written.is_active].includes(false);

type Facts = Pick<ImportEntry, 'hash' | 'hint' | 'ownId' | 'weak'>;

/** The key, or its digest, of one member: in a field of it, or in its name; or why there is none. */
function keyOf(
  name: string | undefined,
  written: Written,
  isHashes: boolean,
): Facts | ImportReason {
  const hash = written.hash ?? written.sha256 ?? written.key_hash;
  const text = written.key ?? written.api_key ?? written.apiKey ?? (hash ? undefined : name);
  const given = hash ?? (text && (isHashes || /^sha256[:$]/i.test(text)) ? text : undefined);
  if (given !== undefined && (hash !== undefined || text !== undefined)) {
    const digest = toHash(given);
    return digest ? hashFacts(digest) : (whyNoKey(given) ?? { code: 'hash_wrong' });
  }
  if (text === undefined || text === '') return { code: 'key_missing' };
  return whyNoKey(text) ?? factsOf(text);
}

/** The name of a member is the key itself unless the key stands inside. */
const idOf = (name: string | undefined, written: Written): string | undefined => {
  const hasKeyInside = [written.key, written.api_key, written.apiKey, written.hash, written.sha256];
  return hasKeyInside.some((one) => one !== undefined) ? name : undefined;
};

const cut = (text: string, max: number) =>
  text.replace(/\p{Cc}+/gu, ' ').trim().slice(0, max); // prettier-ignore

const nameOf = (written: Written, id: string | undefined): string =>
  cut(
    written.name || written.label || written.description || written.user || written.person ||
      written.key_id || written.id || id || '',
    60,
  ); // prettier-ignore

/** A list of users with passwords, as web servers have them. */
const SLOW_TEXT = /"(\$2[abxy]?\$|\$argon2|\$scrypt\$|\$pbkdf2)/;

function toEntry(member: JsonMember, isHashes: boolean): ImportEntry | ImportReason {
  const { name, value } = member;
  const parsed = Written.safeParse(typeof value === 'string' ? toSimple(name, value) : value);
  if (!parsed.success) {
    const text = SLOW_TEXT.exec(member.raw)?.[1] ?? '';
    return whySlowHash(text) ?? { code: 'entry_unreadable' };
  }
  const written = parsed.data;
  const facts = keyOf(name, written, isHashes);
  if ('code' in facts) return facts;
  const expiresAt = toDate(
    written.expires_at ?? written.expiresAt ?? written.expires ?? written.expiry,
  );
  // A limit that cannot be read must not become no limit.
  if (expiresAt === undefined) return { code: 'expiry_unreadable' };
  const person = cut(written.user ?? written.person ?? written.owner ?? '', 60) || null;
  return {
    ...blankEntry,
    ...facts,
    row: member.row,
    name: nameOf(written, idOf(name, written)),
    person,
    services: servicesOf(written),
    description: cut(written.description ?? written.note ?? '', 500),
    createdAt: toDate(written.created_at ?? written.createdAt ?? written.created) ?? null,
    expiresAt,
    disabled: isOff(written),
  };
}

const looksLikeKey = (text: string) => text.length <= 512 && /^[\x21-\x7e]{16,}$/.test(text);

/** The oldest files: a list of keys, `key: user`, or `user: key`. */
const toSimple = (name: string | undefined, value: string): unknown => {
  if (name === undefined) return { key: value };
  const isNameFirst = looksLikeKey(value) && !looksLikeKey(name);
  return isNameFirst ? { key: value, user: name } : { key: name, user: value };
};

/** Some files have the keys in a member of their own. */
function unwrapped(text: string): JsonMember[] {
  const { isArray, members } = readMembers(text);
  const inner = members.find(
    ({ name, raw }) => ['keys', 'api_keys', 'apikeys'].includes(name ?? '') && /^[[{]/.test(raw),
  );
  if (isArray || !inner) return members;
  const moved = (member: JsonMember) => ({ ...member, row: member.row + inner.row - 1 });
  return readMembers(inner.raw).members.map(moved);
}

const ownerOf = ({ person, name, row }: ImportEntry) => {
  const known = person ?? name;
  return known === '' ? { line: row } : { name: known };
};

/** Keys in JSON: an object by key or by id, a list, or the digests of keys. Takes what it understands and warns about the rest. */
export function parseKeyJson(text: string, isHashes: boolean): ParsedImport {
  const entries: ImportEntry[] = [];
  const warnings: ImportWarning[] = [];
  const firstOwner = createOwners();
  let members: JsonMember[] = [];
  try {
    members = unwrapped(text);
  } catch (error) {
    if (!(error instanceof NotJsonError)) throw error;
    warnings.push(fileWarning({ code: 'file_not_json', line: error.row }));
  }
  members.forEach((member, index) => {
    // Notes that a file makes about itself.
    if (member.name?.startsWith('_') && typeof member.value === 'string') return;
    const entry = toEntry(member, isHashes);
    const why = 'code' in entry ? entry : firstOwner(entry.hash, ownerOf(entry));
    if (why) warnings.push(entryWarning(member.row, index + 1, why));
    else if (!('code' in entry)) entries.push(entry);
  });
  return { format: formatOf(members, entries, isHashes), entries, warnings };
}

const FLAT = new Set(['user', 'service', 'created_at']);

const isFlat = ({ value }: JsonMember): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).every((name) => FLAT.has(name));

function formatOf(
  members: readonly JsonMember[],
  entries: readonly ImportEntry[],
  isHashes: boolean,
): ParsedImport['format'] {
  if (isHashes || (entries.length > 0 && entries.every(({ hint }) => hint === ''))) return 'hashes';
  const records = members.filter(({ name }) => !name?.startsWith('_'));
  return records.length > 0 && records.every(isFlat) ? 'caddy_apikeys.json' : 'apikeys.json';
}
