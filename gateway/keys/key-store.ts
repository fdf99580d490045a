import { randomBytes } from 'node:crypto';
import { LatchkeyError } from '#shared/contract/errors';
import type { Config, StoredKey } from '../storage/config-schema';
import type { ConfigStore } from '../storage/config-store';
import { createKeyId, createKeyText, type RandomBytes } from './api-key';
import { createKeyIndex, type KeyVerdict } from './key-index';
import { assertScopeExists } from './scopes';

export type { KeyVerdict } from './key-index';

/** The default limit of a key: ten calls in a row, one more every six seconds. */
export const DEFAULT_LIMIT = { requests: 10, windowSeconds: 60 } as const;

/** What the owner may set; a field that is missing or undefined is left as it is, or gets its default. */
export interface KeyFields {
  readonly name?: string | undefined;
  readonly services?: StoredKey['services'] | undefined;
  readonly person?: string | null | undefined;
  readonly rate_limit_requests?: number | undefined;
  readonly rate_limit_window_seconds?: number | undefined;
  readonly expiresAt?: string | null | undefined;
}

/** A key together with its text, for the one answer that shows it. */
export interface RevealedKey {
  readonly key: StoredKey;
  readonly secret: string;
}

/** The owner's keys. Every change is on disk before its promise resolves and holds from the next `verify`. */
export interface KeyStore {
  verify(presented: string): KeyVerdict;
  list(): readonly StoredKey[];
  create(
    fields: KeyFields & { name: string; services: StoredKey['services'] },
  ): Promise<RevealedKey>;
  update(id: string, fields: KeyFields): Promise<StoredKey>;
  pause(id: string): Promise<StoredKey>;
  resume(id: string): Promise<StoredKey>;
  rotate(id: string, overlapSeconds: number): Promise<RevealedKey>;
  revoke(id: string): Promise<StoredKey>;
  remove(id: string): Promise<void>;
  close(): void;
}

interface KeyStoreDeps {
  readonly config: ConfigStore;
  readonly now?: () => Date;
  readonly random?: RandomBytes;
}

const find = (draft: Config, id: string): StoredKey => {
  const key = draft.keys.find((one) => one.id === id);
  if (!key) throw new LatchkeyError('KEY_UNKNOWN');
  return key;
};

const refuse = (message: string) => new LatchkeyError('INPUT_INVALID', { message });

const assertNotRevoked = (key: StoredKey) => {
  if (key.revokedAt !== null) throw refuse('A revoked key cannot be changed. Make a new one.');
};

const isExpired = (key: StoredKey, now: Date) =>
  key.expiresAt !== null && Date.parse(key.expiresAt) <= now.getTime();

const sameInstant = (iso: string | null) => (iso === null ? null : new Date(iso).toISOString());

function applyFields(draft: Config, key: StoredKey, fields: KeyFields): void {
  if (fields.services !== undefined) assertScopeExists(draft, fields.services);
  if (fields.name !== undefined) key.name = fields.name;
  if (fields.services !== undefined) key.services = fields.services;
  if (fields.person !== undefined) key.person = fields.person;
  if (fields.expiresAt !== undefined) key.expiresAt = sameInstant(fields.expiresAt);
  if (fields.rate_limit_requests !== undefined) {
    key.rate_limit_requests = fields.rate_limit_requests;
  }
  if (fields.rate_limit_window_seconds !== undefined) {
    key.rate_limit_window_seconds = fields.rate_limit_window_seconds;
  }
}

const newKey = (id: string, hash: string, name: string, createdAt: string): StoredKey => ({
  id,
  name,
  hash,
  previous: null,
  services: [],
  person: null,
  rate_limit_requests: DEFAULT_LIMIT.requests,
  rate_limit_window_seconds: DEFAULT_LIMIT.windowSeconds,
  createdAt,
  expiresAt: null,
  pausedAt: null,
  revokedAt: null,
});

type ChangeKey = (id: string, edit: (key: StoredKey, draft: Config) => void) => Promise<StoredKey>;

/** On, off, and off for good. */
const createKeySwitches = (change: ChangeKey, stamp: () => string) => ({
  pause: (id: string) =>
    change(id, (key) => {
      assertNotRevoked(key);
      key.pausedAt ??= stamp();
    }),
  resume: (id: string) =>
    change(id, (key) => {
      assertNotRevoked(key);
      key.pausedAt = null;
    }),
  revoke: (id: string) =>
    change(id, (key) => {
      key.revokedAt ??= stamp();
      key.previous = null;
    }),
});

/** The changes; each works on a draft, so a change that cannot be saved has not happened. */
function createKeyChanges(config: ConfigStore, now: () => Date, random: RandomBytes) {
  const change: ChangeKey = (id, edit) =>
    config.update((draft) => {
      const key = find(draft, id);
      edit(key, draft);
      return structuredClone(key);
    });
  const freeId = (draft: Config): string => {
    const id = createKeyId(random);
    return draft.keys.some((key) => key.id === id) ? freeId(draft) : id;
  };
  return {
    ...createKeySwitches(change, () => now().toISOString()),
    create: (fields: KeyFields & { name: string }) =>
      config.update((draft): RevealedKey => {
        const made = createKeyText(freeId(draft), random);
        const key = newKey(made.id, made.hash, fields.name, now().toISOString());
        applyFields(draft, key, fields);
        draft.keys.push(key);
        return { key: structuredClone(key), secret: made.text };
      }),
    update: (id: string, fields: KeyFields) =>
      change(id, (key, draft) => {
        assertNotRevoked(key);
        applyFields(draft, key, fields);
      }),
    async rotate(id: string, overlapSeconds: number): Promise<RevealedKey> {
      const made = createKeyText(id, random);
      const key = await change(id, (draft) => {
        assertNotRevoked(draft);
        const until = new Date(now().getTime() + overlapSeconds * 1000).toISOString();
        draft.previous = overlapSeconds > 0 ? { hash: draft.hash, id, until } : null;
        draft.hash = made.hash;
      });
      return { key, secret: made.text };
    },
    remove: (id: string) =>
      config.update((draft) => {
        const key = find(draft, id);
        const isOver = key.revokedAt !== null || isExpired(key, now());
        if (!isOver) throw refuse('Revoke the key first. A key in use cannot be forgotten.');
        draft.keys = draft.keys.filter((one) => one.id !== id);
      }),
  };
}

/** Keys over the config: looked up in memory, changed on disk first. */
export function createKeyStore({
  config,
  now = () => new Date(),
  random = randomBytes,
}: KeyStoreDeps): KeyStore {
  let index = createKeyIndex(config.current.keys);
  const stopListening = config.onChange((next, before) => {
    if (next.keys !== before.keys) index = createKeyIndex(next.keys);
  });
  return {
    verify: (presented) => index.verify(presented, now().getTime()),
    list: () => config.current.keys,
    ...createKeyChanges(config, now, random),
    close: stopListening,
  };
}
