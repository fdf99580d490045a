import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import { isIP } from 'node:net';
import { LatchkeyError } from '#shared/contract/errors';
import { assertAddress, type OwnPlaces } from './address-rules';

/**
 * Threat: a service whose address is the router, a cloud's metadata server or Latchkey's own admin port would lend its keys
 * the power of this computer. Addresses are judged after the URL standard has undone decimal, octal, hex and mapped spellings.
 */
export interface TargetRules {
  readonly own: OwnPlaces;
  /** Every address of a name; rejects when the name is not known. */
  readonly resolve?: (hostname: string) => Promise<readonly string[]>;
}

const refuse = (message: string, reason: string) =>
  new LatchkeyError('TARGET_NOT_ALLOWED', { message, details: { reason } });

const METADATA_NAMES: ReadonlySet<string> = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
]);

/** The port a URL means, written or not. */
export const portOf = (url: URL): number =>
  url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);

/** The host of a URL as an address or a name, without brackets and without the dot of a full name. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');

/** Reads the text of a target; throws TARGET_NOT_ALLOWED for anything but plain http or https with an optional path. */
export function parseTarget(text: string): URL {
  const url = URL.parse(text.trim());
  if (!url) throw refuse('This is not a web address. Try http://127.0.0.1:11434', 'syntax');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refuse('The address must begin with http:// or https://', 'scheme');
  }
  if (url.username !== '' || url.password !== '') {
    throw refuse('Leave the user name out. Put a password or key into a header instead.', 'user');
  }
  if (/[?#]/.test(text)) throw refuse('The address must not contain "?" or "#".', 'query');
  // An escape in a prefix could mean another path to the service than to us.
  if (/[%\\]/.test(text) || url.pathname.includes('//')) {
    throw refuse('The path of the address must be plain.', 'path');
  }
  return url;
}

/** Throws TARGET_NOT_ALLOWED for what can be judged without asking anyone: the form, and an address that is written out. */
function assertTargetText(text: string, own: OwnPlaces): URL {
  const url = parseTarget(text);
  const host = hostOf(url);
  if (host === '' || METADATA_NAMES.has(host.toLowerCase())) {
    throw refuse('This host may not be used as a service.', 'address');
  }
  if (isIP(host)) assertAddress(host, portOf(url), own);
  return url;
}

const resolveAll = async (hostname: string): Promise<string[]> =>
  (await lookup(hostname, { all: true })).map(({ address }) => address);

/** Checks a target before it is saved, the addresses behind a name included. A name that is not known now may be saved: every connection is checked again. */
export async function checkTarget(text: string, rules: TargetRules): Promise<URL> {
  const url = assertTargetText(text, rules.own);
  const host = hostOf(url);
  if (isIP(host)) return url;
  const addresses = await (rules.resolve ?? resolveAll)(host).catch(() => []);
  for (const address of addresses) assertAddress(address, portOf(url), rules.own);
  return url;
}

/** The addresses of this computer, read anew each time: they change while the gateway runs. */
export const ownAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));

/** The gateway's own places, for ports that are known only while it runs. */
export const createOwnPlaces = (ports: () => readonly number[]): OwnPlaces => ({
  ports,
  addresses: ownAddresses,
});
