import type { HandlersOf } from '#shared/contract/define';
import type {
  Certificate,
  HttpsTrouble,
  NetworkInterface,
} from '#shared/contract/operations/network';
import type { Operations } from '#shared/contract/operations/registry';
import type { Caller } from '../caller';

interface HttpsState {
  readonly certificate: Certificate | null;
  readonly problem: string | null;
  readonly trouble?: HttpsTrouble | undefined;
}

/** The listeners, as the owner controls them. Each throws INTERFACE_UNKNOWN for an id that is not there. */
export interface NetworkControl {
  interfaces(): readonly NetworkInterface[] | Promise<readonly NetworkInterface[]>;
  /** Resolves when the choice is saved and the address was tried. */
  enable(id: string): Promise<unknown>;
  disable(id: string): Promise<unknown>;
  probe(id: string): Promise<{ reachable: boolean; message: string }>;
  /** What HTTPS shows, and what is wrong with it. */
  certificate(): HttpsState;
  /** A new certificate, with `newAuthority` by a new authority. Throws INPUT_INVALID while HTTPS is off. */
  renewCertificate(newAuthority: boolean): Promise<HttpsState>;
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
