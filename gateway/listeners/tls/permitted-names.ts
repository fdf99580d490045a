import ip from 'ipaddr.js';
import { der, readDer } from './der';

/**
 * Threat: whoever steals the key of a certificate authority that phones trust can play any site on the internet to
 * them. This authority is therefore made so that devices believe it about home names and home addresses only.
 */
const HOME_NAMES = [
  'local',
  'localhost',
  'ts.net',
  'home.arpa',
  'internal',
  'lan',
  'fritz.box',
] as const;

const HOME_RANGES = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '127.0.0.0/8',
  'fc00::/7',
  'fe80::/10',
  '::1/128',
] as const;

const IS_NAME =
  /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/;

/** A host name as certificates spell it, or undefined for what cannot stand in one. */
export function toDnsName(name: string): string | undefined {
  const lower = name.toLowerCase().replace(/\.$/, '');
  return IS_NAME.test(lower) && !ip.isValid(lower) ? lower : undefined;
}

function rangeBytes(cidr: string): Uint8Array {
  const [address, bits] = ip.parseCIDR(cidr);
  const bytes = address.toByteArray();
  const mask = bytes.map((_, at) => (0xff00 >> Math.min(8, Math.max(0, bits - at * 8))) & 0xff);
  return Buffer.from([...bytes, ...mask]);
}

const subtree = (tag: number, value: Uint8Array) => der(0x30, der(tag, value));

/** The names of an authority: of the home, and those given. */
export const toPermittedNames = (own: readonly string[]): string[] => [
  ...new Set([...HOME_NAMES, ...own.flatMap((name) => toDnsName(name) ?? [])]),
];

/** The contents of a name-constraints extension (RFC 5280, 4.2.1.10) that permits these names, all below them, and home addresses. */
export function encodeNameConstraints(names: readonly string[]): Buffer {
  const dns = names.map((name) => subtree(0x82, Buffer.from(name, 'latin1')));
  const ranges = HOME_RANGES.map((cidr) => subtree(0x87, rangeBytes(cidr)));
  return der(0x30, der(0xa0, ...dns, ...ranges));
}

/** The names in what `encodeNameConstraints` made; none in anything else. */
export function decodeNameConstraints(bytes: Uint8Array): string[] {
  const subtrees = readDer(bytes).flatMap(({ body }) =>
    readDer(body).flatMap((one) => readDer(one.body)),
  );
  const bases = subtrees.flatMap(({ body }) => readDer(body));
  return bases.flatMap(({ tag, body }) =>
    tag === 0x82 ? [Buffer.from(body).toString('latin1')] : [],
  );
}

const isHomeAddress = (address: string): boolean => {
  const parsed = ip.process(address);
  return HOME_RANGES.some((cidr) => {
    const range = ip.parseCIDR(cidr);
    return range[0].kind() === parsed.kind() && parsed.match(range);
  });
};

/** Whether an authority with these names may vouch for this name or address; a device refuses the whole certificate otherwise. */
export const isPermitted = (name: string, permitted: readonly string[]): boolean =>
  ip.isValid(name)
    ? isHomeAddress(name)
    : permitted.some((end) => name === end || name.endsWith(`.${end}`));
