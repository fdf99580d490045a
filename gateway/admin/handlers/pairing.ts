import type { HandlersOf } from '#shared/contract/define';
import type { Operations } from '#shared/contract/operations/registry';
import type { PairingDesk } from '../../pairing/pairing-desk';
import type { Caller } from '../caller';

/** `pairing.*`: inviting a device. The link with the code is only in the answer of start. */
export const createPairingHandlers = ({
  pairing,
}: {
  pairing: Pick<PairingDesk, 'start' | 'status' | 'cancel'>;
}): HandlersOf<Operations, Caller>['pairing'] => ({
  start: (asked) => pairing.start(asked),
  status: async ({ id }) => ({ pairing: pairing.status(id) }),
  cancel: async ({ id }) => ({ pairing: await pairing.cancel(id) }),
});
