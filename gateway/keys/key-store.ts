import { randomBytes } from 'node:crypto';
import type * as z from 'zod';
import { LatchkeyError } from '#shared/contract/errors';
import type { Raise } from '#shared/contract/operations/allowances';
import type { operations } from '#shared/contract/operations/registry';
import { definedOnly } from '#shared/domain/defined-only';
import type { Nano } from '#shared/domain/money';
import { changeAllowance } from '../limits/change-allowance';
import type { Config, StoredKey } from '../storage/config-schema';
import type { ConfigStore } from '../storage/config-store';
import { createKeyId, createKeyText, type RandomBytes } from './api-key';
import { createKeyIndex, type KeyVerdict } from './key-index';
import { KEYS_FILE, newKey } from './new-key';
import { personIdOf } from './person-store';
import { withoutRaise, withRaise, type RaiseTaken } from './raises';
import { assertCidr } from './cidr';
import { assertScopeExists } from './scopes';
import { uniqueName } from './unique-name';

export type { KeyVerdict } from './key-index';

/** What the owner may set; a field that is missing or undefined is left as it is, or gets its default. */
export type KeyFields = Omit<z.output<(typeof operations)['keys']['update']['input']>, 'id'>;

/** A key together with its text, for the one answer that shows it. */
export interface RevealedKey {
  readonly key: StoredKey;
  readonly secret: string;
}

export interface CreateOptions {
  /** A number is put behind a name that another key has. */
  readonly isNameUnique?: boolean;
}

/** The owner's keys. Every change is on disk before its promise resolves and holds from the next `verify`. */
export interface KeyStore {
  verify(presented: string): KeyVerdict;
  /** What the key of an id may do now; only for callers that were proven in another way. */
  byId(id: string): KeyVerdict;
  list(): readonly StoredKey[];
  create(
    fields: KeyFields & { name: string; services: StoredKey['services'] },
    options?: CreateOptions,
  ): Promise<RevealedKey>;
  update(id: string, fields: KeyFields): Promise<StoredKey>;
  /** More of one thing until a moment; raises that are over are forgotten on the way. */
  raise(id: string, raise: Raise): Promise<StoredKey>;
  /** Takes one back; what was used of it stays used. Throws RAISE_UNKNOWN. */
  unraise(id: string, taken: RaiseTaken): Promise<StoredKey>;
  /** Adds to the prepaid balance. The first of a key begins at what it has used by then: what is paid in is there in full. */
  topUp(id: string, amount: Nano, usedSoFar: () => Nano): Promise<StoredKey>;
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

/** The file would bring the old text, or the forgotten key, back at the next look. */
const assertNotInFile = (key: StoredKey) => {
  if (key.importedFrom !== KEYS_FILE) return;
  throw refuse('This key comes from the keys file. Change the file instead, or revoke the key.');
};

const isExpired = (key: StoredKey, now: Date) =>
  key.expiresAt !== null && Date.parse(key.expiresAt) <= now.getTime();

const sameInstant = (iso: string | null) => (iso === null ? null : new Date(iso).toISOString());

function applyFields(draft: Config, key: StoredKey, fields: KeyFields, now: Date): void {
  const { person, expiresAt, allowance, ...plain } = fields;
  if (fields.services !== undefined) assertScopeExists(draft, fields.services);
  for (const cidr of [fields.addresses?.allow, fields.addresses?.deny].flat()) {
    if (cidr !== undefined) assertCidr(cidr);
  }
  Object.assign(key, definedOnly(plain));
  if (person !== undefined) key.person = person === null ? null : personIdOf(draft, person, now);
  if (expiresAt !== undefined) key.expiresAt = sameInstant(expiresAt);
  if (allowance) key.allowance = changeAllowance(key.allowance, allowance);
}

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

/** More digits no amount has. */
const MOST_PAID_IN = 10n ** 18n - 1n;

/** More for a while, and money that was paid in. */
const createKeyExtras = (change: ChangeKey, now: () => Date) => ({
  raise: (id: string, raise: Raise) =>
    change(id, (key) => {
      assertNotRevoked(key);
      key.raises = withRaise(key.raises, raise, now());
    }),
  unraise: (id: string, taken: RaiseTaken) =>
    change(id, (key) => {
      key.raises = withoutRaise(key.raises, taken, now());
    }),
  topUp: (id: string, amount: Nano, usedSoFar: () => Nano) =>
    change(id, (key) => {
      assertNotRevoked(key);
      const { money } = key.allowance;
      const paidIn = (money.total === null ? usedSoFar() : BigInt(money.total)) + amount;
      if (paidIn > MOST_PAID_IN) throw refuse('No balance can hold that much. Pay in less.');
      money.total = paidIn.toString();
    }),
});

/** The key has this text from now on, and the old one for as long as they overlap. */
function giveText(key: StoredKey, hash: string, overlapSeconds: number, nowMs: number): void {
  assertNotRevoked(key);
  assertNotInFile(key);
  const until = new Date(nowMs + overlapSeconds * 1000).toISOString();
  key.previous = overlapSeconds > 0 ? { hash: key.hash, id: key.id, until } : null;
  key.hash = hash;
  // Whoever rotates wants the old texts gone, all of them.
  key.extraHashes = [];
  key.weak = false;
}

function forget(draft: Config, id: string, now: Date): void {
  const key = find(draft, id);
  assertNotInFile(key);
  const isOver = key.revokedAt !== null || isExpired(key, now);
  if (!isOver) throw refuse('Revoke the key first. A key in use cannot be forgotten.');
  draft.keys = draft.keys.filter((one) => one.id !== id);
  draft.prices = draft.prices.filter(({ scope }) => scope.keyId !== id);
}

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
    ...createKeyExtras(change, now),
    create: (asked: KeyFields & { name: string }, { isNameUnique = false }: CreateOptions = {}) =>
      config.update((draft): RevealedKey => {
        const names = isNameUnique ? draft.keys.map((key) => key.name) : [];
        const fields = { ...asked, name: uniqueName(asked.name, names) };
        const made = createKeyText(freeId(draft), random);
        const key = newKey(made.id, made.hash, fields.name, now().toISOString());
        applyFields(draft, key, fields, now());
        draft.keys.push(key);
        return { key: structuredClone(key), secret: made.text };
      }),
    update: (id: string, fields: KeyFields) =>
      change(id, (key, draft) => {
        assertNotRevoked(key);
        applyFields(draft, key, fields, now());
      }),
    async rotate(id: string, overlapSeconds: number): Promise<RevealedKey> {
      const made = createKeyText(id, random);
      const key = await change(id, (draft) =>
        giveText(draft, made.hash, overlapSeconds, now().getTime()),
      );
      return { key, secret: made.text };
    },
    remove: (id: string) => config.update((draft) => forget(draft, id, now())),
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
    byId: (id) => index.byId(id, now().getTime()),
    list: () => config.current.keys,
    ...createKeyChanges(config, now, random),
    close: stopListening,
  };
}
