import type * as z from 'zod';
import type { NetworkInterface as NetworkInterfaceSchema } from '#shared/contract/operations/network';
import type { FoundInterface } from './interfaces';
import type { ListenResult } from './listen';

export type NetworkInterface = z.infer<typeof NetworkInterfaceSchema>;

/** One interface as the listener set knows it: what was found, what is wanted, what became of it. */
interface InterfaceEntry {
  readonly found: FoundInterface;
  readonly isPresent: boolean;
  readonly isEnabled: boolean;
  /** Undefined while nobody tried to open it. */
  readonly result: ListenResult | undefined;
  /** The same for HTTPS. */
  readonly secure?: ListenResult | undefined;
}

/** `http://192.168.1.20:5539`, with brackets around IPv6. */
export const toUrl = (address: string, port: number, scheme = 'http'): string =>
  `${scheme}://${address.includes(':') ? `[${address}]` : address}:${port}`;

const isGone = ({ isPresent, result }: InterfaceEntry): boolean =>
  !isPresent || result?.state === 'address_gone';

function stateOf(entry: InterfaceEntry): NetworkInterface['state'] {
  if (!entry.isEnabled) return 'off';
  return isGone(entry) ? 'address_gone' : (entry.result?.state ?? 'off');
}

function problemOf(entry: InterfaceEntry, port: number): string | null {
  if (!entry.isEnabled) return null;
  const { found, result } = entry;
  if (isGone(entry)) {
    const last = found.address && found.address !== found.name ? ` (it was ${found.address})` : '';
    return `${found.name} has no usable address right now${last}. Latchkey listens again as soon as it is back.`;
  }
  if (result?.state === 'port_taken') {
    const owner = result.owner ? `"${result.owner}"` : 'another program';
    return `Port ${port} on ${found.address} is in use by ${owner}. Latchkey keeps trying.`;
  }
  if (result?.state === 'failed') {
    return `The system did not let Latchkey listen on ${found.address} (${result.reason}). Latchkey keeps trying.`;
  }
  return null;
}

const ownerOf = ({ result }: InterfaceEntry): string | undefined =>
  result?.state === 'port_taken' ? result.owner : undefined;

/** What the owner sees of an interface. Pure. */
export function viewInterface(entry: InterfaceEntry, port: number): NetworkInterface {
  const { id, name, kind, address } = entry.found;
  const state = stateOf(entry);
  const url = state === 'listening' ? toUrl(address, port) : null;
  const { isEnabled: enabled, isPresent, secure } = entry;
  const isSecure = enabled && isPresent && secure?.state === 'listening';
  const httpsUrl = isSecure ? toUrl(address, secure.port, 'https') : null;
  const problem = problemOf(entry, port);
  const owner = state === 'port_taken' ? ownerOf(entry) : undefined;
  const view = { id, name, kind, address, enabled, state, url, httpsUrl, problem };
  return owner === undefined ? view : { ...view, portOwner: owner };
}
