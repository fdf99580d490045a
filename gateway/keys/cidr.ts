import ipaddr from 'ipaddr.js';
import { LatchkeyError } from '#shared/contract/errors';

type Network = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** An address or network in CIDR form, IPv4 or IPv6; undefined for anything else. A single address is the network of itself. */
export function parseCidr(text: string): Network | undefined {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  if (!ipaddr.isValid(text)) return undefined;
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

/** Throws INPUT_INVALID for what is neither an address nor a network. */
export function assertCidr(text: string): void {
  if (parseCidr(text)) return;
  const message = `“${text}” is neither an address nor a network such as 192.168.1.0/24.`;
  throw new LatchkeyError('INPUT_INVALID', { message });
}
