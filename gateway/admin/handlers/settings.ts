import type { HandlersOf } from '#shared/contract/define';
import { LatchkeyError } from '#shared/contract/errors';
import type { Operations } from '#shared/contract/operations/registry';
import { definedOnly } from '#shared/domain/defined-only';
import { assertCidr } from '../../keys/cidr';
import { changePause } from '../../limits/pause';
import type { ConfigStore } from '../../storage/config-store';
import type { Caller } from '../caller';

/** `settings.*`: a change against an older revision is refused, so two windows cannot undo each other unseen. */
export const createSettingsHandlers = (deps: {
  config: ConfigStore;
  now: () => Date;
}): HandlersOf<Operations, Caller>['settings'] => {
  const { config } = deps;
  const answer = () => ({ settings: config.current.settings, revision: config.revision });
  return {
    get: async () => answer(),
    async update({ ifRevision, ...fields }) {
      const { allow = [], deny = [] } = fields.addresses ?? {};
      for (const cidr of [...allow, ...deny]) assertCidr(cidr);
      await config.update(
        (draft) => {
          const changed = { ...draft.settings, ...definedOnly(fields) };
          const pause = changePause(draft.settings, fields, deps.now().getTime());
          const next = { ...changed, ...pause };
          if (next.publicPort === next.adminPort) {
            throw new LatchkeyError('INPUT_INVALID', {
              message: 'Devices and the panel need two different ports.',
            });
          }
          draft.settings = next;
        },
        ifRevision === undefined ? {} : { ifRevision },
      );
      return answer();
    },
  };
};
