import type { NetworkInterfaceInfo } from 'node:os';
import ip from 'ipaddr.js';
import type * as z from 'zod';
import type { InterfaceKind as InterfaceKindSchema } from '#shared/contract/operations/network';

/**
 * Which addresses this computer has and who can reach them. A wrong answer opens the gateway wider than the owner
 * thinks, so whatever is not surely home or tailnet counts as public, and link-local addresses do not count at all.
 */
export type InterfaceKind = z.infer<typeof InterfaceKindSchema>;

export interface FoundInterface {
  /** `eth0/ipv4`, or `eth0/ipv4-public` for a public address; further ones get `eth0/ipv4#2` and so on. */
  readonly id: string;
  readonly name: string;
  readonly kind: InterfaceKind;
  readonly address: string;
}

/** What `os.networkInterfaces()` returns. */
type RawInterfaces = NodeJS.Dict<NetworkInterfaceInfo[]>;

const CGNAT = ip.IPv4.parseCIDR('100.64.0.0/10');
const TAILSCALE_V6 = ip.IPv6.parseCIDR('fd7a:115c:a1e0::/48');
const TAILSCALE_NAME = /^(tailscale|utun)/i;
const PUBLIC_SUFFIX = '-public';
const VIRTUAL_NAME =
  /^(docker|br-|veth|virbr|vmnet|vboxnet|lxc|lxd|podman|cni|flannel|cali|kube|zt|ham|utun|awdl|llw|bridge|anpi|ap\d|gif|stf|p2p|dummy|ifb|tap|tun(?!$)|vEthernet|VMware|VirtualBox|Hyper-V|Loopback|isatap|Teredo)/i;

const isTailscaleV6 = (address: string): boolean =>
  ip.IPv6.isValid(address) && ip.IPv6.parse(address).match(TAILSCALE_V6);

const homeKind = (name: string): InterfaceKind => (VIRTUAL_NAME.test(name) ? 'virtual' : 'lan');

const loopbackKind = (address: string): InterfaceKind | undefined => {
  if (address === '127.0.0.1' || address === '::1') return 'loopback';
  // An address parked on the loopback device, such as a container's, can be routed to from outside.
  return ip.parse(address).range() === 'loopback' ? undefined : 'virtual';
};

function kindOfV6(name: string, address: ip.IPv6): InterfaceKind | undefined {
  if (address.match(TAILSCALE_V6)) return 'tailscale';
  const range = address.range();
  if (range === 'linkLocal') return undefined;
  return range === 'uniqueLocal' ? homeKind(name) : 'public';
}

function kindOfV4(
  name: string,
  address: ip.IPv4,
  hasTailscaleV6: boolean,
): InterfaceKind | undefined {
  // Mobile and fibre providers hand out the same range (carrier NAT), and there strangers are the neighbours.
  if (address.match(CGNAT)) {
    return TAILSCALE_NAME.test(name) || hasTailscaleV6 ? 'tailscale' : 'public';
  }
  const range = address.range();
  if (range === 'linkLocal') return undefined;
  return range === 'private' ? homeKind(name) : 'public';
}

function kindOf(
  name: string,
  info: NetworkInterfaceInfo,
  hasTailscaleV6: boolean,
): InterfaceKind | undefined {
  if (!ip.isValid(info.address)) return undefined;
  if (info.internal) return loopbackKind(info.address);
  const address = ip.parse(info.address);
  return address instanceof ip.IPv4
    ? kindOfV4(name, address, hasTailscaleV6)
    : kindOfV6(name, address);
}

/** An address built from the MAC stays; the random ones beside it are replaced every day. */
const isFromMac = ({ address, family }: NetworkInterfaceInfo): boolean => {
  if (family !== 'IPv6') return false;
  const bytes = ip.parse(address).toByteArray();
  return bytes[11] === 0xff && bytes[12] === 0xfe;
};

function classifyOne(name: string, infos: readonly NetworkInterfaceInfo[]): FoundInterface[] {
  const hasTailscaleV6 = infos.some(({ address }) => isTailscaleV6(address));
  const usable = infos.flatMap((info) => {
    const kind = kindOf(name, info, hasTailscaleV6);
    return kind ? [{ info, kind }] : [];
  });
  usable.sort((a, b) => Number(isFromMac(b.info)) - Number(isFromMac(a.info)));
  const seen = new Map<string, number>();
  return usable.map(({ info, kind }) => {
    // The owner switches on an id. Were it the same one, the switch for a home address would also open a public one.
    const family = info.family.toLowerCase() + (kind === 'public' ? PUBLIC_SUFFIX : '');
    const nth = (seen.get(family) ?? 0) + 1;
    seen.set(family, nth);
    const id = `${name}/${family}${nth === 1 ? '' : `#${nth}`}`;
    return { id, name, kind, address: info.address };
  });
}

/** Every address a gateway may be offered on, with an id that survives a change of the address. Pure. */
export const classifyInterfaces = (raw: RawInterfaces): FoundInterface[] =>
  Object.entries(raw).flatMap(([name, infos]) => classifyOne(name, infos ?? []));

/** What can be said about an interface that is not there, from its id alone. Pure. */
export function describeAbsent(id: string): FoundInterface {
  const [name = id, family = ''] = id.split('/');
  const guessed = /^tailscale/i.test(name) ? 'tailscale' : homeKind(name);
  return { id, name, kind: family.includes(PUBLIC_SUFFIX) ? 'public' : guessed, address: '' };
}
