import { LatchkeyError } from '#shared/contract/errors';
import type { NetworkInterface } from '#shared/contract/operations/network';
import type { NetworkControl } from '../../gateway/admin/handlers/network';
import { createPairingDesk } from '../../gateway/pairing/pairing-desk';

/** Two addresses that can be switched; nothing is bound. */
export function createToldNetwork(): NetworkControl & { interfaces(): NetworkInterface[] } {
  const lan = (enabled: boolean): NetworkInterface => ({
    id: 'eth0/ipv4',
    name: 'eth0',
    kind: 'lan',
    address: '192.168.1.20',
    enabled,
    state: enabled ? 'listening' : 'off',
    url: enabled ? 'http://192.168.1.20:5539' : null,
    httpsUrl: null,
    problem: null,
  });
  let isEnabled = false;
  const assertKnown = (id: string) => {
    if (id !== 'eth0/ipv4') throw new LatchkeyError('INTERFACE_UNKNOWN');
  };
  const set = (enabled: boolean) => async (id: string) => {
    assertKnown(id);
    isEnabled = enabled;
  };
  return {
    interfaces: () => [lan(isEnabled)],
    enable: set(true),
    disable: set(false),
    certificate: () => ({ certificate: null, problem: null }),
    renewCertificate: () => Promise.resolve({ certificate: null, problem: null }),
    async probe(id) {
      assertKnown(id);
      return { reachable: isEnabled, message: isEnabled ? 'It answers.' : 'It is off.' };
    },
  };
}

/** Invitations over the network that is only told of: whatever is switched on there answers. */
export const createToldPairing = (
  { config, keys }: Pick<Parameters<typeof createPairingDesk>[0], 'config' | 'keys'>,
  network: { interfaces(): NetworkInterface[] },
  now: () => Date,
) =>
  createPairingDesk({
    config,
    keys,
    interfaces: network.interfaces,
    certificate: () => ({ certificate: null, problem: null }),
    tailnetName: () => undefined,
    probe: async (url) => ({ reachable: true, message: `${url} answers.` }),
    onChange: () => {},
    wallMs: () => now().getTime(),
    firewall: { platform: 'linux', read: () => 'ENABLED=yes', exists: () => false },
  });
