import ip from 'ipaddr.js';
import { LatchkeyError } from '#shared/contract/errors';
import type { FoundInterface, InterfaceKind } from './interfaces';

/** What `--listen` asks for, besides what the owner switched on. */
export interface ListenSpec {
  matches(found: Pick<FoundInterface, 'kind' | 'address'>): boolean;
  /** Addresses asked for by number: shown as missing while the computer does not have them. */
  readonly addresses: readonly string[];
}

const KINDS: ReadonlySet<string> = new Set<InterfaceKind>(['loopback', 'lan', 'tailscale']);

const USE = 'Use loopback, lan, tailscale, or addresses of this computer, separated by commas.';

const wrong = (why: string): LatchkeyError =>
  new LatchkeyError('INPUT_INVALID', { message: `--listen: ${why} ${USE}` });

function toAddress(entry: string): string {
  const bare = entry.replace(/^\[(.*)\]$/, '$1');
  if (bare === '*') throw wrong('"*" would open every interface, also public ones.');
  if (!ip.IPv6.isValid(bare) && !ip.IPv4.isValidFourPartDecimal(bare)) {
    throw wrong(`"${entry}" is not understood.`);
  }
  const address = ip.process(bare);
  const range = address.range();
  if (range === 'unspecified') {
    throw wrong(`"${entry}" would open every interface, also public ones.`);
  }
  if (['linkLocal', 'multicast', 'broadcast'].includes(range)) {
    throw wrong(`devices cannot connect to "${entry}".`);
  }
  return address.toString();
}

/** Two spellings of one address. */
export const isSameAddress = (one: string, other: string): boolean =>
  ip.isValid(one) &&
  ip.isValid(other) &&
  ip.process(one).toString() === ip.process(other).toString();

/** Reads `loopback,lan,tailscale,<address>`; undefined and empty ask for nothing. Throws INPUT_INVALID for anything else. */
export function parseListenSpec(text: string | undefined): ListenSpec {
  const entries = (text ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const isKind = (entry: string) => KINDS.has(entry.toLowerCase());
  const kinds = new Set(entries.filter(isKind).map((entry) => entry.toLowerCase()));
  const addresses = [...new Set(entries.filter((entry) => !isKind(entry)).map(toAddress))];
  return {
    matches: ({ kind, address }) =>
      kinds.has(kind) || addresses.some((asked) => isSameAddress(asked, address)),
    addresses,
  };
}
