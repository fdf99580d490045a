import ip from 'ipaddr.js';
import type { NetworkInterface } from '#shared/contract/operations/network';
import type { Way } from '#shared/contract/operations/pairing';
import type { CertificateAnswer } from '../listeners/network-control';
import type { ProbeAnswer } from '../listeners/probe-listener';

/**
 * Threat: a QR code that leads nowhere, or to another computer. An address is offered only after a socket of its own got
 * an answer at that very address, and never one that only this computer has.
 */
export interface WaysDeps {
  readonly interfaces: () => readonly NetworkInterface[];
  readonly certificate: () => CertificateAnswer;
  /** This computer's own name in its tailnet. */
  readonly tailnetName: () => string | undefined;
  /** Asks at the address of an interface, over HTTPS with a check of the certificate when the URL says so. */
  readonly probe: (url: string, one: NetworkInterface) => Promise<ProbeAnswer>;
}

const PROBLEMS = {
  off: 'off',
  port_taken: 'port_taken',
  address_gone: 'address_gone',
  failed: 'failed',
  listening: 'not_answering',
} as const satisfies Record<NetworkInterface['state'], Way['problem']>;

/** Where devices believe the certificate without being told to: only by the tailnet's name. */
export function trustedUrl(
  { kind, httpsUrl }: NetworkInterface,
  { certificate, tailnetName }: Pick<WaysDeps, 'certificate' | 'tailnetName'>,
): string | undefined {
  const name = tailnetName();
  if (kind !== 'tailscale' || httpsUrl === null || name === undefined) return undefined;
  const shown = certificate().certificate;
  if (shown?.source !== 'tailscale' || !shown.names.includes(name)) return undefined;
  return `https://${name}:${new URL(httpsUrl).port}`;
}

const toWay = (
  { id: interfaceId, name, kind, address }: NetworkInterface,
  rest: Pick<Way, 'url' | 'works' | 'problem' | 'message'>,
): Way => ({ interfaceId, name, kind, address, ...rest });

async function lookAt(one: NetworkInterface, deps: WaysDeps): Promise<Way> {
  const { url, name, state } = one;
  if (one.kind === 'loopback') {
    const message = 'Only programs on this computer can connect here.';
    return toWay(one, { url, works: false, problem: 'this_computer_only', message });
  }
  if (url === null) {
    const message = one.problem ?? `${name} is switched off.`;
    return toWay(one, { url, works: false, problem: PROBLEMS[state], message });
  }
  const trusted = trustedUrl(one, deps);
  if (trusted !== undefined && (await deps.probe(trusted, one)).reachable) {
    const message = `${trusted} answers.`;
    return toWay(one, { url: trusted, works: true, problem: null, message });
  }
  const { reachable: works, message } = await deps.probe(url, one);
  return toWay(one, { url, works, problem: works ? null : 'not_answering', message });
}

/** Tunnels that only some devices are in, by the names that systems give them. */
const TUNNEL = /^(wg|tun|tap|ppp|ipsec|nordlynx|proton|mullvad|openvpn|utun)/i;

/** The lower, the more devices of a home get through. */
function rankOf({ url, kind, address, name }: Way): number {
  if (url?.startsWith('https:')) return 0;
  const isV4 = ip.IPv4.isValid(address);
  if (kind === 'lan' && TUNNEL.test(name)) return isV4 ? 3 : 5;
  if (kind === 'lan') return isV4 ? 1 : 2;
  if (kind === 'tailscale') return isV4 ? 4 : 5;
  if (kind === 'public') return isV4 ? 7 : 6;
  return kind === 'virtual' ? 8 : 9;
}

/** Every address of this computer, the best first, each asked just now and all at once. */
export async function lookAtWays(deps: WaysDeps): Promise<Way[]> {
  const ways = await Promise.all(deps.interfaces().map((one) => lookAt(one, deps)));
  return ways.sort((a, b) => rankOf(a) - rankOf(b));
}

/** The first that works; of virtual networks only the one that was asked for by name. */
export const chooseWay = (ways: readonly Way[], interfaceId?: string): Way | undefined =>
  ways.find(
    (way) =>
      way.works &&
      (interfaceId === undefined ? way.kind !== 'virtual' : way.interfaceId === interfaceId),
  );

const lost = (way: Way, problem: Way['problem'], message: string): Way => ({
  ...way,
  works: false,
  problem,
  message,
});

/** A way that once worked, as the listeners are now: the same while they listen at just its URL. Asks nobody. */
export function wayNow(way: Way, deps: Omit<WaysDeps, 'probe'>): Way {
  const one = deps.interfaces().find(({ id }) => id === way.interfaceId);
  if (!one) return lost(way, 'address_gone', `${way.name} is not there any more.`);
  if (way.url !== null && [one.url, trustedUrl(one, deps)].includes(way.url)) return way;
  const problem = PROBLEMS[one.state];
  if (one.state === 'off') return lost(way, problem, `${way.name} is switched off.`);
  if (one.problem !== null) return lost(way, problem, one.problem);
  return lost(way, 'address_gone', `${way.name} is no longer at ${way.url ?? way.address}.`);
}
