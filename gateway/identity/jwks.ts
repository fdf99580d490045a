import { isIP, type LookupFunction } from 'node:net';
import { createLocalJWKSet, type JSONWebKeySet, type LocalJWKSet } from 'jose';
import * as z from 'zod';
import { probe } from '../services/probe';
import { hostOf } from '../services/target-rules';

/**
 * Threat: whoever can put another public key into the list signs in as anybody. So the list comes over HTTPS, or from
 * this computer, through the look-up that refuses addresses nobody should be sent to; no redirect is followed, and
 * neither a huge nor a slow answer, nor a flood of made-up key names, costs more than one small fetch a minute.
 */
interface JwksDeps {
  readonly lookupFor: (target: URL) => LookupFunction;
  readonly monotonicMs?: (() => number) | undefined;
}

/** The public keys of sign-in services, by the address they are published at. */
export interface Jwks {
  /** The keys as they were last read, at most an hour old when the service answers; rejects when they never could be read. */
  keysAt(url: string): Promise<LocalJWKSet>;
  /** Reads the list anew for a key nobody knows, at most once a minute; undefined when it is too early. */
  newerThan(url: string, known: LocalJWKSet): Promise<LocalJWKSet | undefined>;
}

type LocalSet = Awaited<ReturnType<Jwks['keysAt']>>;
interface Known {
  readonly keys: LocalSet | undefined;
  readonly atMs: number;
}

const TIMEOUT_MS = 5000;
const REFETCH_MS = 60_000;
const FRESH_MS = 3_600_000;
const MAX_KEYS = 100;

const KeySet = z.object({
  keys: z.array(z.looseObject({ kty: z.string().max(20) })).max(MAX_KEYS),
});

const isLoopback = (url: URL): boolean => {
  const host = hostOf(url);
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
};

function toAddress(text: string): URL {
  const url = new URL(text);
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
  if (!isSafe || url.username !== '') throw new Error('the keys must come over HTTPS');
  return url;
}

/** A written-out address is not looked up when connecting, so it is judged here. */
const assertReachable = (url: URL, lookup: LookupFunction): Promise<void> =>
  new Promise((resolve, reject) => {
    lookup(hostOf(url), { all: true }, (error) => (error ? reject(error) : resolve()));
  });

async function fetchKeys(text: string, lookupFor: JwksDeps['lookupFor']): Promise<LocalSet> {
  const url = toAddress(text);
  const lookup = lookupFor(url);
  if (isIP(hostOf(url))) await assertReachable(url, lookup);
  const { status, body } = await probe({ url, headers: {}, lookup, timeoutMs: TIMEOUT_MS });
  if (status !== 200) throw new Error(`status ${status}`);
  // jose judges each key again when it is used.
  return createLocalJWKSet(KeySet.parse(JSON.parse(body)) as JSONWebKeySet);
}

/** Keeps the lists in memory; every address is asked once at a time. */
export function createJwks({ lookupFor, monotonicMs = () => performance.now() }: JwksDeps): Jwks {
  const known = new Map<string, Known>();
  const asking = new Map<string, Promise<LocalSet | undefined>>();
  const ask = async (url: string): Promise<LocalSet | undefined> => {
    const before = known.get(url)?.keys;
    const keys = await fetchKeys(url, lookupFor).catch(() => before);
    known.set(url, { keys, atMs: monotonicMs() });
    return keys;
  };
  const refresh = (url: string): Promise<LocalSet | undefined> => {
    const pending = asking.get(url) ?? ask(url).finally(() => asking.delete(url));
    asking.set(url, pending);
    return pending;
  };
  const ageOf = (url: string): number => monotonicMs() - (known.get(url)?.atMs ?? -Infinity);
  return {
    async keysAt(url) {
      const last = known.get(url)?.keys;
      const age = ageOf(url);
      const isDue = last ? age >= FRESH_MS : age >= REFETCH_MS;
      const keys = isDue || asking.has(url) ? await refresh(url) : last;
      if (!keys) throw new Error('the keys of the sign-in service cannot be read');
      return keys;
    },
    async newerThan(url, before) {
      if (ageOf(url) < REFETCH_MS && !asking.has(url)) return undefined;
      const keys = await refresh(url);
      return keys === before ? undefined : keys;
    },
  };
}
