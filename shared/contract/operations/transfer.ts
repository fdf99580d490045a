import * as z from 'zod';
import { ImportReason } from '../import-reason';
import { Count, Id, Language } from './fields';
import { KeyServices } from './keys';

/** 10 MB of text. */
const Content = z.string().max(10_000_000);

const FileFormat = z.enum(['apikeys.json', 'caddy_apikeys.json', 'api_keys.txt', 'hashes', 'list']);
const AskedFormat = z.enum(['auto', ...FileFormat.options]).default('auto');

const Warning = z.object({
  /** Line in the file; null when it is about the whole file. */
  row: Count.nullable(),
  /** Which key of a JSON file it is about, from 1; several may stand in one line. */
  entry: Count.nullable(),
  reason: ImportReason,
  /** The same in English, for a terminal. */
  message: z.string(),
});

const Decisions = z.object({
  /** Service id, `*` for all or null for none, by the service's name as it stands in the file. */
  serviceMap: z.record(z.string().max(200), Id.nullable()).optional(),
  /** Lines to take; all of them when missing. */
  onlyRows: z.array(Count).max(100_000).optional(),
});

export const ImportRow = z.object({
  row: Count,
  name: z.string(),
  person: z.string().nullable(),
  /** What the key may use, and names that fit no service here. */
  services: KeyServices,
  unmatched: z.array(z.string()),
  /** The first characters of the key, at most 8; empty when the file holds only its hash. */
  hint: z.string(),
  weak: z.boolean(),
  expiresAt: z.string().nullable(),
  disabled: z.boolean(),
  limit: z.object({ requests: Count, windowSeconds: Count }),
  verdict: z.enum(['new', 'exists', 'skipped']),
  /** What to know of it besides `weak`, `disabled` and `unmatched`. */
  notes: z.array(ImportReason),
  /** The same in English, and what is unmatched, for a terminal. */
  warning: z.string().nullable(),
});

const ImportInput = z.object({
  content: Content,
  format: AskedFormat,
  /** In which keys without a name are called something, where the settings leave it to the system. */
  language: Language.optional(),
  decisions: Decisions.optional(),
});

const Counts = z.object({ new: Count, exists: Count, skipped: Count, notRead: Count });

/** `import.*`: keys of older gateways and other installations. */
export const imports = {
  preview: {
    kind: 'query',
    summary: 'What a file of keys holds and what would become of each; nothing is changed',
    input: ImportInput,
    output: z.object({
      format: FileFormat,
      /** The first 1000. */
      entries: z.array(ImportRow),
      /** The first 1000. */
      warnings: z.array(Warning),
      counts: Counts,
    }),
  },
  run: {
    kind: 'command',
    summary: 'Take keys over from a file; their old texts go on working',
    input: ImportInput,
    output: z.object({
      format: FileFormat,
      /** Keys that were added to the list. */
      created: Count,
      counts: Counts,
      warnings: z.array(Warning),
    }),
  },
  exportClassic: {
    kind: 'query',
    summary: 'The active keys in the flattened form of older gateways, with hashes instead of keys',
    input: z.object({}),
    output: z.object({ content: z.string(), count: Count, note: z.string() }),
  },
} as const;

const Passphrase = z.string().min(8).max(1024);

const BackupContents = z.object({
  createdAt: z.string(),
  version: z.string(),
  bytes: Count,
  services: Count,
  keys: Count,
  people: Count,
  /** The record of calls is in it. */
  records: z.boolean(),
});

/** A finished export by name, or a file on the gateway's computer by its whole path. */
const Source = z.object({
  name: z.string().min(1).max(120).optional(),
  file: z.string().min(1).max(4096).optional(),
  passphrase: Passphrase,
});

const PausedKey = z.object({ id: Id, name: z.string(), pausedAt: z.string() });
const RevokedKey = z.object({ id: Id, name: z.string(), revokedAt: z.string() });

/** `backup.*`: everything in one encrypted file. */
export const backup = {
  create: {
    kind: 'command',
    summary: 'Write settings, keys and records into one encrypted file; it is there for 24 hours',
    input: z.object({ passphrase: Passphrase }),
    output: BackupContents.extend({ name: z.string() }),
  },
  inspect: {
    kind: 'query',
    summary: 'Check a backup from its first to its last byte and say what it holds',
    input: Source,
    output: BackupContents.extend({
      /** Keys that were revoked or removed since and are live in the backup. */
      revokedSince: z.array(RevokedKey),
      /** Keys that were paused since and work in the backup. */
      pausedSince: z.array(PausedKey),
    }),
  },
  restore: {
    kind: 'command',
    summary:
      'Check a backup and put it in place at the next start; the present state is kept beside it',
    input: Source.extend({
      /** Also the record of calls; false brings back settings and keys only. */
      records: z.boolean().default(true),
      /** Ids of keys that were revoked or paused since and shall work again; all others stay as they are. */
      reviveKeys: z.array(Id).max(100_000).default([]),
    }),
    output: BackupContents.extend({
      revokedSince: z.array(RevokedKey),
      pausedSince: z.array(PausedKey),
      /** Folder below the data folder that the present state is moved to. */
      keptAs: z.string(),
      restartNeeded: z.literal(true),
    }),
  },
  cancelRestore: {
    kind: 'command',
    summary: 'Forget a restore that waits for the next start',
    input: z.object({}),
    output: z.object({ cancelled: z.boolean() }),
  },
} as const;
