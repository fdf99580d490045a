import type { HandlersOf } from '#shared/contract/define';
import type { KeySummary } from '#shared/contract/operations/keys';
import type { Operations } from '#shared/contract/operations/registry';
import { toKeySummary, type KeyUse } from '../../keys/key-summary';
import type { KeyStore, RevealedKey } from '../../keys/key-store';
import type { Ledger } from '../../ledger/ledger';
import type { Limiter } from '../../limits/limiter';
import type { StoredKey } from '../../storage/config-schema';
import type { Caller } from '../caller';

interface KeyDeps {
  readonly keys: KeyStore;
  readonly ledger: Pick<Ledger, 'keyStats'>;
  readonly limiter: Pick<Limiter, 'forget'>;
  /** The address that a key was last used from, as far as it is known. */
  readonly lastUsedFrom: (keyId: string) => string | undefined;
  readonly now: () => Date;
}

/** `keys.*`: who may call. A key's text is only in the answers of create and rotate. */
export function createKeyHandlers(deps: KeyDeps): HandlersOf<Operations, Caller>['keys'] {
  const { keys, ledger, limiter, lastUsedFrom, now } = deps;
  // A ledger that does not answer must not hide the keys: the owner may be about to revoke one.
  const uses = () => ledger.keyStats().catch(() => new Map<string, KeyUse>());
  const summary = (key: StoredKey, use: KeyUse | undefined): KeySummary =>
    toKeySummary(key, use && { ...use, lastUsedFrom: lastUsedFrom(key.id) }, now());
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
