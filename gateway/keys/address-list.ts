import ipaddr from 'ipaddr.js';
import { parseCidr } from './cidr';

/**
 * Threat: a leaked key that is used from another network. IPv4 inside IPv6 is taken as the IPv4 address that it is,
 * in a rule as well as in a caller, so that neither notation slips past the other.
 */
type Network = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

const MAPPED_BITS = 96;

function toNetwork(text: string): Network[] {
  const found = parseCidr(text);
  if (!found) return [];
  const [address, bits] = found;
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && bits >= MAPPED_BITS) {
    return [[address.toIPv4Address(), bits - MAPPED_BITS]];
  }
  return [[address, bits]];
}

const holds = ([network, bits]: Network, address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
  network.kind() === address.kind() && address.match(network, bits);

/** True when calls may come from this address: `deny` wins, an empty `allow` is everywhere. */
export type MayComeFrom = (ip: string) => boolean;

/** The rule, parsed once; undefined when there is none. An address that cannot be read is refused by any rule. */
export function createAddressList(rules: {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}): MayComeFrom | undefined {
  if (rules.allow.length + rules.deny.length === 0) return undefined;
  const [allow, deny] = [rules.allow.flatMap(toNetwork), rules.deny.flatMap(toNetwork)];
  return (ip) => {
    if (!ipaddr.isValid(ip)) return false;
    const address = ipaddr.process(ip);
    if (deny.some((network) => holds(network, address))) return false;
    // A list whose entries cannot be read allows nothing rather than everything.
    return rules.allow.length === 0 || allow.some((network) => holds(network, address));
  };
}
