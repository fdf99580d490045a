import type { NetworkInterface } from '#shared/contract/operations/network';

/** The port at which devices reach the gateway now: a start option can make it another than the one that was chosen. */
export function portInUse(interfaces: readonly NetworkInterface[]): number | undefined {
  const open = interfaces.find(({ url }) => url !== null)?.url;
  return open ? Number(new URL(open).port || 80) : undefined;
}
