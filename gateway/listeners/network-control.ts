import type { Certificate, HttpsTrouble } from '#shared/contract/operations/network';
import { LatchkeyError } from '#shared/contract/errors';
import type { ConfigStore } from '../storage/config-store';
import type { NetworkInterface } from './interface-view';
import type { ListenerSet } from './listener-set';
import type { ProbeAnswer } from './probe-listener';

/** The owner's switches: a change is saved first and applied when it is, so a restart finds what the screen showed. */
export interface NetworkControl {
  interfaces(): NetworkInterface[];
  enable(id: string): Promise<void>;
  disable(id: string): Promise<void>;
  probe(id: string): Promise<ProbeAnswer>;
  certificate(): CertificateAnswer;
  /** Throws INPUT_INVALID while HTTPS is off. */
  renewCertificate(newAuthority: boolean): Promise<CertificateAnswer>;
}

/** What HTTPS shows to devices, and what keeps it from working. */
export interface CertificateAnswer {
  readonly certificate: Certificate | null;
  readonly problem: string | null;
  /** Only with a problem. */
  readonly trouble?: HttpsTrouble | undefined;
}

interface NetworkControlDeps {
  readonly config: Pick<ConfigStore, 'update'>;
  readonly listeners: Pick<
    ListenerSet,
    'snapshot' | 'enable' | 'disable' | 'probe' | 'certificate' | 'renewCertificate'
  >;
}

/** Switches over the given listeners. Ids that are not listed are refused with INTERFACE_UNKNOWN, nothing is saved then. */
export function createNetworkControl({ config, listeners }: NetworkControlDeps): NetworkControl {
  const find = (id: string): NetworkInterface => {
    const found = listeners.snapshot().find((one) => one.id === id);
    if (!found) throw new LatchkeyError('INTERFACE_UNKNOWN');
    return found;
  };
  return {
    interfaces: () => listeners.snapshot(),
    async enable(id) {
      if (find(id).kind === 'loopback') return;
      await config.update((draft) => {
        if (!draft.enabledInterfaces.includes(id)) draft.enabledInterfaces.push(id);
      });
      await listeners.enable(id);
    },
    async disable(id) {
      if (find(id).kind === 'loopback') {
        throw new LatchkeyError('INPUT_INVALID', {
          message: 'Programs on this computer can always connect; this cannot be switched off.',
        });
      }
      await config.update((draft) => {
        draft.enabledInterfaces = draft.enabledInterfaces.filter((one) => one !== id);
      });
      await listeners.disable(id);
    },
    probe: (id) => listeners.probe(id),
    certificate: () => listeners.certificate(),
    async renewCertificate(newAuthority) {
      const { certificate, problem } = listeners.certificate();
      if (!certificate && problem === null) {
        throw new LatchkeyError('INPUT_INVALID', { message: 'Switch HTTPS on first.' });
      }
      return listeners.renewCertificate(newAuthority);
    },
  };
}
