import type { EdgeCaps } from './edge-caps';
import { isLoopbackAddress } from './client-address';

/**
 * Open connections per address. One device, or one stranger, must not be able to hold all of them.
 */
export interface ConnectionTable {
  /** False when this address, or the gateway as a whole, has as many as it may; it is not counted then. */
  admit(ip: string): boolean;
  release(ip: string): void;
  readonly size: number;
}

type Caps = Pick<EdgeCaps, 'maxConnections' | 'maxPerAddress' | 'maxPerLoopback'>;

/** Counts connections; share one table between servers to make them share the caps. */
export function createConnectionTable(caps: Caps): ConnectionTable {
  const counts = new Map<string, number>();
  let size = 0;
  const capOf = (ip: string) => (isLoopbackAddress(ip) ? caps.maxPerLoopback : caps.maxPerAddress);
  return {
    get size() {
      return size;
    },
    admit(ip) {
      const count = counts.get(ip) ?? 0;
      if (size >= caps.maxConnections || count >= capOf(ip)) return false;
      counts.set(ip, count + 1);
      size++;
      return true;
    },
    release(ip) {
      const count = counts.get(ip);
      if (count === undefined) return;
      if (count > 1) counts.set(ip, count - 1);
      else counts.delete(ip);
      size--;
    },
  };
}
