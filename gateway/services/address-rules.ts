import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { LatchkeyError } from '#shared/contract/errors';

/**
 * Threat: a name that is harmless when it is saved and leads elsewhere when it is called (DNS rebinding), or a spelling
 * that hides an address. What is checked here is the very address that is then connected to.
 */
const ALLOWED_RANGES: ReadonlySet<string> = new Set([
  'unicast',
  'private',
  'loopback',
  'carrierGradeNat',
  'uniqueLocal',
]);

/** Where clouds hand out credentials to whoever asks, outside the link-local range. */
const METADATA: ReadonlySet<string> = new Set(['100.100.100.200', '192.0.0.192', 'fd00:ec2::254']);

/** The IPv4 address inside an IPv6 one that stands for it. */
function unwrap(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (!(address instanceof ipaddr.IPv6)) return address;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  const bytes = address.toByteArray();
  const isNat64 = address.range() === 'rfc6052';
  const isCompatible = bytes.slice(0, 12).every((byte) => byte === 0) && bytes[12] !== 0;
  return isNat64 || isCompatible ? new ipaddr.IPv4(bytes.slice(12)) : address;
}

/** One spelling for one address: IPv4 in IPv6 clothes becomes IPv4, zeros and case no longer matter. */
export const toCanonicalAddress = (text: string): string =>
  ipaddr.isValid(text) ? unwrap(ipaddr.parse(text)).toNormalizedString() : text;

/** False for addresses that no service of a home has: link-local, metadata, multicast, unspecified, reserved. */
export function isAllowedAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = unwrap(ipaddr.parse(text));
  const isMetadata = [...METADATA].some(
    (one) => ipaddr.parse(one).toNormalizedString() === address.toNormalizedString(),
  );
  return !isMetadata && ALLOWED_RANGES.has(address.range());
}

/** What a target may not be: the gateway itself. */
export interface OwnPlaces {
  /** Ports that the gateway listens on, now or after the next start. */
  ports(): readonly number[];
  /** The addresses of this computer besides loopback. */
  addresses(): readonly string[];
}

/** Throws TARGET_NOT_ALLOWED when this address and port must not be connected to. */
export function assertAddress(address: string, port: number, own: OwnPlaces): void {
  if (!isAllowedAddress(address)) {
    throw new LatchkeyError('TARGET_NOT_ALLOWED', { details: { reason: 'address' } });
  }
  if (!own.ports().includes(port)) return;
  const here = toCanonicalAddress(address);
  const isLoopback = ipaddr.parse(here).range() === 'loopback';
  if (isLoopback || own.addresses().map(toCanonicalAddress).includes(here)) {
    throw new LatchkeyError('TARGET_NOT_ALLOWED', {
      message: 'This address is Latchkey itself. Enter the address of the service behind it.',
      details: { reason: 'own_port' },
    });
  }
}

/** A DNS look-up for one port that fails when any answer is an address that must not be connected to. */
export const createCheckedLookup =
  (port: number, own: OwnPlaces, lookup: typeof systemLookup = systemLookup): LookupFunction =>
  (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      try {
        for (const { address } of found) assertAddress(address, port, own);
      } catch (refusal) {
        return callback(refusal as LatchkeyError, []);
      }
      const [first] = found;
      if (options.all || !first) return callback(null, found);
      callback(null, first.address, first.family);
    });
  };
