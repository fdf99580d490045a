import { hashKey } from '../keys/api-key';
import type { MayComeFrom } from '../keys/address-list';
import { isPaused } from '../limits/pause';
import type { Config, StoredKey } from '../storage/config-schema';
import type { Grant } from './call';
import type { LiveCall } from './live-calls';
import { AUTH_DISABLED } from './open-to-own-programs';

/** Says whether a call that is under way may go on at a moment (ms since 1970). */
export type GoOnRule = (call: LiveCall, nowMs: number) => boolean;

interface Entry {
  readonly key: StoredKey;
  readonly endsMs: number;
  readonly overlapEndsMs: number;
}

interface GoOnDeps {
  readonly mayKeyComeFrom: (key: StoredKey, ip: string) => boolean;
  readonly mayComeFrom: MayComeFrom;
}

const toEntry = (key: StoredKey): Entry => ({
  key,
  endsMs: key.expiresAt === null ? Infinity : Date.parse(key.expiresAt),
  overlapEndsMs: key.previous === null ? 0 : Date.parse(key.previous.until),
});

/** Digests of what was presented; only calls of keys that were changed meanwhile need one. */
const digests = new WeakMap<Grant, string>();

function digestOf(grant: Grant): string {
  const { presented } = grant.call.guarded;
  // A signature was made with the digest itself.
  if (!presented || presented.carrier === 'signature') return grant.key.hash;
  let digest = digests.get(grant);
  if (digest === undefined) digests.set(grant, (digest = hashKey(presented.text)));
  return digest;
}

/** True while the text that opened the call still opens the key. */
function isTextGood(grant: Grant, { key, overlapEndsMs }: Entry, nowMs: number): boolean {
  const { presented } = grant.call.guarded;
  const isKeyText = presented !== undefined && presented.carrier !== 'jwt';
  const isUnchanged = key.hash === grant.key.hash && key.previous === null;
  if (!isKeyText || (isUnchanged && key.extraHashes.length === grant.key.extraHashes.length)) {
    return true;
  }
  const digest = digestOf(grant);
  if (digest === key.hash || key.extraHashes.includes(digest)) return true;
  return digest === key.previous?.hash && nowMs < overlapEndsMs;
}

/** The rule of one config: what would be refused now is cut, but for an end that comes by itself soon. */
export function createGoOnRule(config: Config, deps: GoOnDeps): GoOnRule {
  const { settings, keys } = config;
  const good = keys.filter((key) => !key.revokedAt && !key.pausedAt);
  const entries = new Map(good.map((key) => [key.id, toEntry(key)]));
  const services = new Set(config.services.filter((one) => !one.paused).map((one) => one.id));
  return ({ keyId, serviceId, grant }, nowMs) => {
    if (isPaused(settings, nowMs) || !services.has(serviceId)) return false;
    if (keyId === AUTH_DISABLED) return true; // never in the list, and only there when the start allowed it
    const entry = entries.get(keyId);
    if (!entry || nowMs >= entry.endsMs) return false;
    const scope = entry.key.services;
    if (scope !== '*' && !scope.includes(serviceId)) return false;
    if (!grant) return true;
    const { clientIp } = grant.call;
    if (!deps.mayComeFrom(clientIp) || !deps.mayKeyComeFrom(entry.key, clientIp)) return false;
    return isTextGood(grant, entry, nowMs);
  };
}
