/**
 * Threat: somebody tries keys until one opens. One address that fails again and again is told of, and one that brings
 * many different keys is told of as what it is: guessing.
 */
import type { Settings } from '#shared/contract/operations/system';
import { networkOf, sourceName, sourceUnit } from './address-unit';
import { BoundedMap } from './bounded-map';
import { isFailedTry, type Detector, type Finding, type Sighting } from './finding';

type Thresholds = Pick<
  Settings['alerts'],
  'failedAttempts' | 'failedWithinMinutes' | 'guessedKeys'
>;

interface Source {
  /** Tries since `sinceMs`; begins anew when the window is over. */
  count: number;
  sinceMs: number;
  readonly keys: Set<string>;
}

const MAX_SOURCES = 10_000;
const MAX_KEYS = 1_000;

const failed = (ip: string, count: number): Finding => ({
  kind: 'failed_attempts',
  subject: ip,
  severity: 'warning',
  keyId: null,
  ip,
  // This computer itself can never be banned.
  suggestion: networkOf(ip) === 'loopback' ? 'none' : 'ban_address',
  count,
  message: (all) => `${all} calls from ${ip} were refused because their key is not a good one.`,
});

const guessed = (ip: string, keys: number, count: number): Finding => ({
  ...failed(ip, count),
  kind: 'guessed_keys',
  severity: 'serious',
  message: (all) => `${ip} tries one key after another: at least ${keys} in ${all} calls.`,
});

/** Finds bursts of refused tries and guessing, per address (IPv6: per /64). */
export function createFailedTries(thresholds: () => Thresholds): Detector {
  const sources = new BoundedMap<Source>(MAX_SOURCES);
  const note = (seen: Sighting, windowMs: number): [Source, string] => {
    const unit = sourceUnit(seen.ip);
    const source = sources.take(unit, () => ({ count: 0, sinceMs: seen.atMs, keys: new Set() }));
    if (seen.atMs - source.sinceMs > windowMs) {
      source.count = 0;
      source.sinceMs = seen.atMs;
      source.keys.clear();
    }
    source.count++;
    if (seen.presented !== null && source.keys.size < MAX_KEYS) source.keys.add(seen.presented);
    return [source, sourceName(seen.ip)];
  };
  return (seen) => {
    if (!isFailedTry(seen)) return undefined;
    const { failedAttempts, failedWithinMinutes, guessedKeys } = thresholds();
    const [source, ip] = note(seen, failedWithinMinutes * 60_000);
    if (source.keys.size >= guessedKeys) return guessed(ip, source.keys.size, source.count);
    return source.count >= failedAttempts ? failed(ip, source.count) : undefined;
  };
}
