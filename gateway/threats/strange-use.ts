/**
 * Threat: a key that got into other hands works like any other call. What gives it away is that it is used unlike its
 * owner uses it: from another network, at night, from two devices in turn, or far more often.
 */
import type { Settings } from '#shared/contract/operations/system';
import { networkOf } from './address-unit';
import { BoundedMap } from './bounded-map';
import { NIGHT, isAdmitted, nameOf, type Detector, type Finding, type Sighting } from './finding';
import type { Habits } from './key-habits';

type Alerts = Settings['alerts'];

const MAX_KEYS = 5_000;
const MAX_NETWORKS = 64;
const DAY_MS = 86_400_000;
const INTERLEAVED_MS = 600_000;
/** A key must be known so long and so well before its nights mean anything. */
const KNOWN_MS = 3 * DAY_MS;
const KNOWN_CALLS = 20;

type Told = Pick<Finding, 'kind' | 'subject' | 'message'> & Partial<Finding>;

const about = (seen: Sighting, rest: Told): Finding => ({
  severity: 'warning',
  keyId: seen.keyId,
  ip: seen.ip,
  suggestion: 'pause_key',
  count: 1,
  ...rest,
});

/** Tells of a key on a network where it never was. Its first network is learnt without a word. */
export function createNewNetwork(alerts: () => Alerts, habits: Habits): Detector {
  // Most calls come from where the last one came from.
  const knownAt = new Map<string, string>();
  return (seen) => {
    if (seen.keyId === null || !isAdmitted(seen)) return undefined;
    if (knownAt.get(seen.keyId) === seen.ip) return undefined;
    const { networks } = habits.of(seen.keyId, seen.atMs);
    const network = networkOf(seen.ip);
    if (networks.includes(network)) {
      knownAt.set(seen.keyId, seen.ip);
      return undefined;
    }
    if (networks.length === 0 || !alerts().newNetwork) {
      networks.push(network);
      if (networks.length > MAX_NETWORKS) networks.shift();
      habits.changed();
      return undefined;
    }
    return about(seen, {
      kind: 'new_network',
      subject: `${seen.keyId} ${network}`,
      message: () => `${nameOf(seen)} is used from ${seen.ip}, a network where it never was.`,
    });
  };
}

/** Tells of a key at night (local 0 to 5 o'clock) that is known for days and was never used at night. */
export const createNightUse =
  (alerts: () => Alerts, habits: Habits, hourOf: (atMs: number) => number): Detector =>
  (seen) => {
    if (seen.keyId === null || !isAdmitted(seen)) return undefined;
    const known = habits.of(seen.keyId, seen.atMs);
    known.calls++;
    if (known.usesNights || hourOf(seen.atMs) >= NIGHT.to) return undefined;
    const isKnown = seen.atMs - known.firstMs >= KNOWN_MS && known.calls >= KNOWN_CALLS;
    if (!isKnown || !alerts().nightUse) {
      known.usesNights = true;
      habits.changed();
      return undefined;
    }
    return about(seen, {
      kind: 'night_use',
      subject: seen.keyId,
      message: () => `${nameOf(seen)} is used at night, which it never was before.`,
    });
  };

interface Place {
  readonly ip: string;
  readonly userAgent: string;
  atMs: number;
}

const areTwoDevices = (a: Place, b: Sighting): boolean =>
  a.userAgent !== b.userAgent && networkless(a.ip) !== networkless(b.ip);
const networkless = (ip: string) => (networkOf(ip) === 'loopback' ? 'loopback' : ip);

/** Tells of a key that two devices (other address and other program) use in turn within ten minutes. */
export function createSharedKey(alerts: () => Alerts, habits: Habits): Detector {
  const recent = new BoundedMap<Place[]>(MAX_KEYS);
  return (seen) => {
    if (seen.keyId === null || !isAdmitted(seen)) return undefined;
    const places = recent.take(seen.keyId, () => []);
    const last = places.at(-1);
    if (last?.ip === seen.ip && last.userAgent === seen.userAgent) {
      last.atMs = seen.atMs;
      return undefined;
    }
    const earlier = places.find((one) => one.ip === seen.ip && one.userAgent === seen.userAgent);
    const isBack = earlier !== undefined && seen.atMs - earlier.atMs <= INTERLEAVED_MS;
    const isOther = last !== undefined && areTwoDevices(last, seen);
    places.push({ ip: seen.ip, userAgent: seen.userAgent, atMs: seen.atMs });
    if (places.length > 8) places.shift();
    if (!isBack || !isOther || !alerts().sharedKey) return undefined;
    if (habits.of(seen.keyId, seen.atMs).isShared) return undefined;
    return about(seen, {
      kind: 'shared_key',
      severity: 'notice',
      suggestion: 'rotate_key',
      subject: seen.keyId,
      message: () => `${nameOf(seen)} is used by more than one device at the same time.`,
    });
  };
}
