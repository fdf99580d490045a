import type { NetworkInterface } from '#shared/contract/operations/network';
import { t } from '../text/t';

/** What is wrong with a way in, in the window's language; undefined when nothing is. */
export function toInterfaceProblem({
  state,
  portOwner,
}: Pick<NetworkInterface, 'state' | 'portOwner'>): string | undefined {
  switch (state) {
    case 'port_taken':
      return portOwner ? t.trouble.portTaken(portOwner) : t.trouble.portTakenBySome;
    case 'address_gone':
      return t.trouble.addressGone;
    case 'failed':
      return t.trouble.failed;
    case 'off':
    case 'listening':
      return undefined;
  }
}
