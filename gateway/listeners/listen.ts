import type { Server } from 'node:net';
import ip from 'ipaddr.js';
import { findPortOwner } from './port-owner';

/**
 * The only place that opens a public port. A listener must never be wider than the screen says, so this binds to one
 * address and nothing else: a wildcard is refused, and nothing falls back to one.
 */
export type ListenResult =
  | { readonly state: 'listening'; readonly port: number }
  | { readonly state: 'port_taken'; readonly owner: string | undefined }
  | { readonly state: 'address_gone' }
  | { readonly state: 'failed'; readonly reason: string };

/** True for the addresses that mean "every interface". */
export const isWildcard = (address: string): boolean =>
  !ip.isValid(address) || ip.process(address).range() === 'unspecified';

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'UNKNOWN';

function bind(server: Server, address: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: address, port, exclusive: true, ipv6Only: true }, () => {
      server.off('error', reject);
      const bound = server.address();
      resolve(typeof bound === 'object' && bound ? bound.port : port);
    });
  });
}

/** Opens `server` on exactly this address; what stood in the way is a value, never an exception. */
export async function listen(server: Server, address: string, port: number): Promise<ListenResult> {
  if (isWildcard(address)) return { state: 'failed', reason: 'EWILDCARD' };
  try {
    return { state: 'listening', port: await bind(server, address, port) };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EADDRNOTAVAIL') return { state: 'address_gone' };
    if (code !== 'EADDRINUSE') return { state: 'failed', reason: code };
    return { state: 'port_taken', owner: await findPortOwner(address, port) };
  }
}
