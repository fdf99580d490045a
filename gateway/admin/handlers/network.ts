import type { HandlersOf } from '#shared/contract/define';
import type { Certificate, NetworkInterface } from '#shared/contract/operations/network';
import type { Operations } from '#shared/contract/operations/registry';
import type { Caller } from '../caller';

/** The listeners, as the owner controls them. Each throws INTERFACE_UNKNOWN for an id that is not there. */
export interface NetworkControl {
  interfaces(): readonly NetworkInterface[] | Promise<readonly NetworkInterface[]>;
  /** Resolves when the choice is saved and the address was tried. */
  enable(id: string): Promise<unknown>;
  disable(id: string): Promise<unknown>;
  probe(id: string): Promise<{ reachable: boolean; message: string }>;
  /** What HTTPS shows, and what is wrong with it. */
  certificate(): { certificate: Certificate | null; problem: string | null };
  /** A new certificate, with `newAuthority` by a new authority. Throws INPUT_INVALID while HTTPS is off. */
  renewCertificate(
    newAuthority: boolean,
  ): Promise<{ certificate: Certificate | null; problem: string | null }>;
}

/** `network.*`: where devices may connect. */
export const createNetworkHandlers = (deps: {
  network: NetworkControl;
}): HandlersOf<Operations, Caller>['network'] => {
  const { network } = deps;
  const all = async () => ({ interfaces: [...(await network.interfaces())] });
  return {
    interfaces: all,
    async enable({ id }) {
      await network.enable(id);
      return all();
    },
    async disable({ id }) {
      await network.disable(id);
      return all();
    },
    certificate: async () => network.certificate(),
    renewCertificate: ({ newAuthority = false }) => network.renewCertificate(newAuthority),
    probe: ({ id }) => network.probe(id),
  };
};
