import { isIPv4, isIPv6 } from 'node:net';

/** The first four groups of an IPv6 address, in one spelling. */
function toPrefix(ip: string): string {
  const [head = '', tail] = ip.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array<string>(missing).fill('0'), ...after];
  return groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':');
}

/** A home gets a whole IPv6 /64, and any device may pick any address in it; an IPv4 address stands for itself. */
export const sourceUnit = (ip: string): string => (isIPv6(ip) ? toPrefix(ip) : ip);

/** A source unit as an address or network that people and ban lists can read. */
export const unitToCidr = (unit: string): string =>
  isIPv4(unit) || !unit.includes(':') ? unit : `${unit}::/64`;

/** A source as people read it: an address, the network of an IPv6 one, this computer by the address that it used. */
export const sourceName = (ip: string): string =>
  isIPv6(ip) && networkOf(ip) !== 'loopback' ? networkOf(ip) : ip;

/** The network that a device is in: IPv4 /24, IPv6 /64, and this computer itself as one. */
export function networkOf(ip: string): string {
  if (ip === '::1' || ip.startsWith('127.')) return 'loopback';
  if (isIPv4(ip)) return `${ip.slice(0, ip.lastIndexOf('.'))}.0/24`;
  return isIPv6(ip) ? `${toPrefix(ip)}::/64` : ip;
}
