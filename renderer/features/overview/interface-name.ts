import type { NetworkInterface } from '#shared/contract/operations/network';
import { t } from '../../text/t';

const WIRELESS = /^(wl|wlan|wifi|wi-fi|ath|ra\d)/i;
const WIRED = /^(eth|en[opsx]\d|ethernet)/i;

/** What a person calls this way into the computer. */
export function toInterfaceName({ kind, name }: NetworkInterface): string {
  if (kind !== 'lan') return t.network.kinds[kind];
  if (WIRELESS.test(name)) return t.network.wifi;
  return WIRED.test(name) ? t.network.cable : t.network.kinds.lan;
}

/** The everyday ones stand at the top; IPv6, container networks and public addresses are for those who look for them. */
export const isEveryday = ({ kind, address }: NetworkInterface): boolean =>
  (kind === 'loopback' || kind === 'lan' || kind === 'tailscale') && !address.includes(':');

/** What a device could be told to use: everything that listens, but this computer's own address only once. */
export const isWorthShowing = ({ url, kind, address }: NetworkInterface): boolean =>
  url !== null && !(kind === 'loopback' && address.includes(':'));
