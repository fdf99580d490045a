import type { NetworkInterface } from '#shared/contract/operations/network';
import { toEveryday } from '../../network/interface-name';

export interface WayOffer {
  /** An interface's id, or `here` for this computer alone. */
  readonly value: string;
  readonly kind: 'tailscale' | 'lan' | 'here';
  readonly way: NetworkInterface | undefined;
  /** The adapter's own name, where several home networks would else differ only by their numbers. */
  readonly adapter: string | undefined;
}

/** From where devices may come: Tailscale as the safest first, then home networks, then nobody. */
export function toOffers(interfaces: readonly NetworkInterface[]): WayOffer[] {
  const everyday = toEveryday(interfaces);
  const homes = everyday.filter(({ kind }) => kind === 'lan').length;
  const of = (kind: 'tailscale' | 'lan') =>
    everyday
      .filter((one) => one.kind === kind)
      .map((way): WayOffer => {
        const adapter = kind === 'lan' && homes > 1 ? way.name : undefined;
        return { value: way.id, kind, way, adapter };
      });
  const here = { value: 'here', kind: 'here', way: undefined, adapter: undefined } as const;
  return [...of('tailscale'), ...of('lan'), here];
}

/**
 * What is chosen before the person chooses: what is open already, else the only home network, since every phone of the
 * house is in it; else Tailscale. With several networks only the person knows which one the phone is in.
 */
export function toRecommended(offers: readonly WayOffer[]): string | undefined {
  const open = offers.find(({ way }) => way?.state === 'listening');
  if (open) return open.value;
  const homes = offers.filter(({ kind }) => kind === 'lan');
  if (homes.length === 1) return homes[0]?.value;
  const tailscale = offers.find(({ kind }) => kind === 'tailscale');
  return tailscale?.value ?? (homes.length === 0 ? 'here' : undefined);
}
