import type { NetworkInterface } from '#shared/contract/operations/network';
import { t } from '../text/t';

const WIRELESS = /^(wl|wlan|wifi|wi-fi|ath|ra\d)/i;
const WIRED = /^(eth|en[opsx]\d|ethernet)/i;

/** What a person calls this way into the computer. */
export function toInterfaceName({ kind, name }: Pick<NetworkInterface, 'kind' | 'name'>): string {
  if (kind !== 'lan') return t.network.kinds[kind];
  if (WIRELESS.test(name)) return t.network.wifi;
  return WIRED.test(name) ? t.network.cable : t.network.kinds.lan;
}

const EVERYDAY = ['loopback', 'lan', 'tailscale'] as const;
const isIpv6 = ({ address }: NetworkInterface) => address.includes(':');

/** Whether devices in the home, or the owner's own from afar, could come this way. */
export const isForDevices = ({ kind }: Pick<NetworkInterface, 'kind'>): boolean =>
  kind === 'lan' || kind === 'tailscale';

/**
 * The everyday ones, which stand at the top; container networks and public addresses are for those who look for them.
 * IPv6 is among them only where a home network has nothing else, once for each way in.
 */
export function toEveryday(all: readonly NetworkInterface[]): NetworkInterface[] {
  return EVERYDAY.flatMap((kind) => {
    const these = all.filter((item) => item.kind === kind);
    const plain = these.filter((item) => !isIpv6(item));
    if (plain.length > 0 || kind === 'loopback') return plain;
    return these.filter(({ name }, at) => these.findIndex((one) => one.name === name) === at);
  });
}

/** What a device could be told to use: everything that listens, but this computer's own address only once. */
export const isWorthShowing = ({ url, kind, address }: NetworkInterface): boolean =>
  url !== null && !(kind === 'loopback' && address.includes(':'));

/**
 * Whether this computer is in no tailnet: Tailscale is not installed, not signed in or not running; which of these, the
 * addresses do not tell. Undefined as long as they are not known.
 */
export const lacksTailscale = (all: readonly NetworkInterface[] | undefined): boolean | undefined =>
  all && !all.some(({ kind }) => kind === 'tailscale');

/** Whether another device can really come this way now. */
export const isOpenToDevices = ({ kind, state }: NetworkInterface): boolean =>
  state === 'listening' && kind !== 'loopback';
