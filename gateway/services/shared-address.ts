import { LatchkeyError } from '#shared/contract/errors';
import type { StoredService } from '../storage/config-schema';
import { toCanonicalAddress } from './address-rules';
import { isLoopback } from './local-ports';
import { ownNames } from './own-names';
import { presetOf } from './presets';
import { hostOf, portOf } from './target-rules';

/** Names of loopback: those that systems write into their hosts file, and all below `localhost` (RFC 6761). */
const LOOPBACK_NAME = /^(?:(?:.+\.)?localhost|localhost\.localdomain|ip6-(?:localhost|loopback))$/;

/** True for a host that is this computer, by whichever of its names. `own` are its addresses besides loopback. */
export function isThisComputer(host: string, own: readonly string[]): boolean {
  const address = toCanonicalAddress(host);
  const isOwn = own.some((one) => toCanonicalAddress(one) === address);
  return isOwn || isLoopback(address) || LOOPBACK_NAME.test(host) || ownNames().includes(host);
}

/** One text for all spellings of one address: case, a port that goes without saying, a slash at the end, names of this computer. */
export function toPlace(address: string, own: readonly string[]): string {
  const url = new URL(address);
  const host = hostOf(url);
  const name = isThisComputer(host, own) ? 'localhost' : toCanonicalAddress(host);
  return `${url.protocol}//${name}:${portOf(url)}${url.pathname.replace(/\/+$/, '')}`;
}

/** The path of the API that a program of AI serves: the gateway finds it by itself, so an address may have it or not. */
const API_PATH = /\/v1$/;

/** The same, for a service of this kind: where the path of the API is implied, it makes no other address. */
const placeFor = (kind: StoredService['kind'], url: string, own: readonly string[]): string => {
  const place = toPlace(url, own);
  return presetOf(kind).dialects.length > 0 ? place.replace(API_PATH, '') : place;
};

type Addressed = Pick<StoredService, 'id' | 'name' | 'kind' | 'targets'>;
interface Wanted {
  readonly kind: StoredService['kind'];
  readonly id?: string | undefined;
  readonly targets: readonly { readonly url: string }[];
}

/**
 * Threat: the same program twice without anybody meaning it, with limits and prices at one of them only. Throws
 * ADDRESS_TAKEN for an address that another service has; what a service had before it keeps.
 */
export function assertOwnAddress(
  services: readonly Addressed[],
  { id, kind, targets }: Wanted,
  own: readonly string[],
): void {
  const mine = ({ url }: { readonly url: string }) => placeFor(kind, url, own);
  const before = services.find((one) => one.id === id)?.targets.map(mine) ?? [];
  const added = targets.map(mine).filter((one) => !before.includes(one));
  for (const { id: serviceId, name, kind: theirKind, targets: theirs } of services) {
    const shared = theirs.find(({ url }) => added.includes(placeFor(theirKind, url, own)));
    if (serviceId === id || !shared) continue;
    throw new LatchkeyError('ADDRESS_TAKEN', {
      message: `The service "${name}" has the address ${shared.url} already.`,
      details: { serviceId, name, url: shared.url },
    });
  }
}
