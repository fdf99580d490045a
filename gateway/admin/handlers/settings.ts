import type { HandlersOf } from '#shared/contract/define';
import { LatchkeyError } from '#shared/contract/errors';
import type { Operations } from '#shared/contract/operations/registry';
import type { Settings } from '#shared/contract/operations/system';
import type { ConfigStore } from '../../storage/config-store';
import type { Caller } from '../caller';

const definedOnly = (fields: object): Partial<Settings> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** `settings.*`: a change against an older revision is refused, so two windows cannot undo each other unseen. */
export const createSettingsHandlers = (deps: {
  config: ConfigStore;
}): HandlersOf<Operations, Caller>['settings'] => {
  const { config } = deps;
  const answer = () => ({ settings: config.current.settings, revision: config.revision });
  return {
    get: async () => answer(),
    async update({ ifRevision, ...fields }) {
      await config.update(
        (draft) => {
          const next = { ...draft.settings, ...definedOnly(fields) };
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
