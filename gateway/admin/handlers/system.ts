import type { HandlersOf } from '#shared/contract/define';
import type { Operations } from '#shared/contract/operations/registry';
import type { Status } from '#shared/contract/operations/system';
import { stateOf } from '../../keys/key-summary';
import type { KeyStore } from '../../keys/key-store';
import type { AdminAuth } from '../admin-auth';
import type { Caller } from '../caller';
import { readServed, type ServedDeps } from '../read-served';

/** What only the running gateway knows of itself. */
export type Runtime = () => Omit<Status, 'services' | 'activeKeys'>;

interface StatusDeps extends ServedDeps {
  readonly runtime: Runtime;
  readonly keys: Pick<KeyStore, 'list'>;
  readonly now: () => Date;
}

/** `status.*`: one look at everything, and at who is being served. */
export const createStatusHandlers = (
  deps: StatusDeps,
): HandlersOf<Operations, Caller>['status'] => ({
  live: async () => readServed(deps),
  async get() {
    const now = deps.now();
    const states = deps.keys.list().map((key) => stateOf(key, now));
    return {
      ...deps.runtime(),
      services: deps.services.list().length,
      activeKeys: states.filter((state) => state === 'active').length,
    };
  },
});

/** `panel.*`: how a browser becomes the owner's. */
export const createPanelHandlers = (deps: {
  auth: AdminAuth;
}): HandlersOf<Operations, Caller>['panel'] => ({
  createCode: async () => deps.auth.createCode(),
  rotateSecret: async () => ({ secret: await deps.auth.rotate() }),
});
