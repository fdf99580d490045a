/**
 * Threat: a ban that hits the family, or the owner. So it expires, it never holds for this computer itself, and unless
 * the owner says otherwise it is only for calls without a good key.
 */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { StoredBan } from '../storage/config-schema';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = [Address, number];

/** Who is turned away, ready to be asked at every call. */
export interface BanList {
  /** True while there is nothing to ask for. */
  readonly isEmpty: boolean;
  /** A ban that holds for this address now; of several, one that also turns good keys away. */
  find(ip: string): StoredBan | undefined;
}

/** An address or network; IPv4 inside IPv6 is read as what it is. Undefined for anything else. */
export function parseNetwork(text: string): Network | undefined {
  // The library also reads short and octal forms, which people read as something else.
  if (isIP(text.split('/')[0] ?? '') === 0) return undefined;
  try {
    const [address, bits] = text.includes('/')
      ? ipaddr.parseCIDR(text)
      : [ipaddr.parse(text), undefined];
    if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress()) {
      return [address.toIPv4Address(), bits === undefined ? 32 : Math.max(0, bits - 96)];
    }
    return [address, bits ?? (address.kind() === 'ipv4' ? 32 : 128)];
  } catch {
    return undefined; // that is how ipaddr.js says no
  }
}

const parseAddress = (ip: string): Address | undefined => parseNetwork(ip)?.[0];

const holds = (address: Address, [network, bits]: Network): boolean =>
  address.kind() === network.kind() && address.match(network, bits);

/** True for a network that has nothing in it but this computer: a ban of it could never hold. */
export function isOnlyOurs(text: string, ownAddresses: readonly string[]): boolean {
  const network = parseNetwork(text);
  if (!network) return false;
  const [address, bits] = network;
  if (address.range() === 'loopback') return bits >= (address.kind() === 'ipv4' ? 8 : 128);
  const isSingle = bits === (address.kind() === 'ipv4' ? 32 : 128);
  const own = ownAddresses.map((one) => parseAddress(one)?.toString());
  return isSingle && own.includes(address.toString());
}

/** True for two spellings of one address or network. */
export function isSameNetwork(one: string, other: string): boolean {
  const [left, right] = [parseNetwork(one), parseNetwork(other)];
  if (!left || !right || left[1] !== right[1]) return false;
  return holds(left[0], right);
}

interface BanListDeps {
  readonly bans: () => readonly StoredBan[];
  readonly ownAddresses: () => readonly string[];
  readonly now?: () => number;
}

interface Parsed {
  readonly ban: StoredBan;
  readonly network: Network;
  readonly untilMs: number;
}

const parseAll = (bans: readonly StoredBan[]): Parsed[] =>
  bans.flatMap((ban) => {
    const network = parseNetwork(ban.cidr);
    return network ? [{ ban, network, untilMs: Date.parse(ban.until) }] : [];
  });

/** The bans of the settings, parsed once per change of them. */
export function createBanList({ bans, ownAddresses, now = Date.now }: BanListDeps): BanList {
  let source: readonly StoredBan[] | undefined;
  let parsed: Parsed[] = [];
  const current = (): Parsed[] => {
    const next = bans();
    if (next !== source) {
      source = next;
      parsed = parseAll(next);
    }
    return parsed;
  };
  return {
    get isEmpty() {
      return bans().length === 0;
    },
    find(ip) {
      const address = parseAddress(ip);
      if (!address || address.range() === 'loopback') return undefined;
      const nowMs = now();
      let found: StoredBan | undefined;
      for (const { ban, network, untilMs } of current()) {
        if (untilMs <= nowMs || !holds(address, network)) continue;
        if (ban.alsoValidKeys) {
          found = ban;
          break;
        }
        found ??= ban;
      }
      return found && ownAddresses().includes(ip) ? undefined : found;
    },
  };
}
