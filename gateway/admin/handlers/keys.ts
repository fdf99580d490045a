import type { HandlersOf } from '#shared/contract/define';
import type { KeySummary } from '#shared/contract/operations/keys';
import { LatchkeyError } from '#shared/contract/errors';
import type { Operations } from '#shared/contract/operations/registry';
import { midnightAfter } from '#shared/domain/time-zone';
import { toKeySummary, type KeyUse } from '../../keys/key-summary';
import type { KeyStore, RevealedKey } from '../../keys/key-store';
import type { PersonStore } from '../../keys/person-store';
import type { Ledger } from '../../ledger/ledger';
import type { Allowances } from '../../limits/allowances';
import type { Limiter } from '../../limits/limiter';
import type { StoredKey } from '../../storage/config-schema';
import type { Caller } from '../caller';

interface KeyDeps {
  readonly keys: KeyStore;
  readonly people: Pick<PersonStore, 'byId'>;
  readonly ledger: Pick<Ledger, 'keyStats'>;
  readonly limiter: Pick<Limiter, 'forget'>;
  /** The address that a key was last used from, as far as it is known. */
  readonly lastUsedFrom: (keyId: string) => string | undefined;
  readonly now: () => Date;
  /** IANA name of the owner's time zone, or `auto`. */
  readonly timeZone: () => string;
  readonly allowances: Pick<Allowances, 'statesOf' | 'moneyUsedBy'>;
}

/** `keys.*`: who may call. A key's text is only in the answers of create and rotate. */
export function createKeyHandlers(deps: KeyDeps): HandlersOf<Operations, Caller>['keys'] {
  const { keys, people, ledger, limiter, lastUsedFrom, now } = deps;
  // A ledger that does not answer must not hide the keys: the owner may be about to revoke one.
  const uses = () => ledger.keyStats().catch(() => new Map<string, KeyUse>());
  const summary = (key: StoredKey, use: KeyUse | undefined): KeySummary =>
    toKeySummary(
      key,
      use && { ...use, lastUsedFrom: lastUsedFrom(key.id) },
      key.person === null ? null : (people.byId(key.person)?.name ?? null),
      now(),
    );
  const shown = async (key: StoredKey) => ({ key: summary(key, (await uses()).get(key.id)) });
  const revealed = async ({ key, secret }: RevealedKey) => ({ ...(await shown(key)), secret });
  return {
    async list() {
      const used = await uses();
      return { keys: keys.list().map((key) => summary(key, used.get(key.id))) };
    },
    create: async (fields) => revealed(await keys.create(fields)),
    update: async ({ id, ...fields }) => shown(await keys.update(id, fields)),
    pause: async ({ id }) => shown(await keys.pause(id)),
    resume: async ({ id }) => shown(await keys.resume(id)),
    rotate: async ({ id, overlapSeconds }) => revealed(await keys.rotate(id, overlapSeconds)),
    revoke: async ({ id }) => shown(await keys.revoke(id)),
    async raise({ id, measure, extra, until }) {
      const end = until ?? midnightAfter(now(), deps.timeZone());
      return shown(await keys.raise(id, { measure, extra, until: end }));
    },
    unraise: async ({ id, ...taken }) => shown(await keys.unraise(id, taken)),
    topUp: async ({ id, amountNano }) =>
      shown(await keys.topUp(id, BigInt(amountNano), () => deps.allowances.moneyUsedBy(id))),
    async allowance({ id }) {
      const key = keys.list().find((one) => one.id === id);
      if (!key) throw new LatchkeyError('KEY_UNKNOWN');
      return { states: deps.allowances.statesOf(key) };
    },
    async remove({ id }) {
      await keys.remove(id);
      limiter.forget(id);
      return { id };
    },
    async check({ secret }) {
      const found = keys.verify(secret);
      if (!('key' in found)) return { verdict: found.verdict, key: null };
      return { verdict: found.verdict, ...(await shown(found.key)) };
    },
  };
}
