import type { HandlersOf } from '#shared/contract/define';
import type { Operations } from '#shared/contract/operations/registry';
import type { Status } from '#shared/contract/operations/system';
import { stateOf } from '../../keys/key-summary';
import type { KeyStore } from '../../keys/key-store';
import type { ServiceStore } from '../../services/service-store';
import type { AdminAuth } from '../admin-auth';
import type { Caller } from '../caller';

/** What only the running gateway knows of itself. */
export type Runtime = () => Omit<Status, 'services' | 'activeKeys'>;

/** `status.get`: one look at everything. */
export const createStatusHandlers = (deps: {
  runtime: Runtime;
  keys: Pick<KeyStore, 'list'>;
  services: Pick<ServiceStore, 'list'>;
  now: () => Date;
}): HandlersOf<Operations, Caller>['status'] => ({
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
