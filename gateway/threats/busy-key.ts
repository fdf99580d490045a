/**
 * Threat: a key in other hands, or an app gone wild, uses up what the family has. Told by the key's own habits, and by
 * a floor below which nothing is worth a word; and a key that runs into its limit again and again is told of too.
 */
import type { Settings } from '#shared/contract/operations/system';
import { BoundedMap } from './bounded-map';
import { isAdmitted, nameOf, type Detector, type Finding, type Sighting } from './finding';
import type { Habits, KeyHabits } from './key-habits';

const MAX_KEYS = 5_000;
const STEP_MS = 300_000;
const STEPS = 12;
/** Hours of use after which a key has habits. */
const ENOUGH_HOURS = 3;

interface Hour {
  /** Calls in each of the last twelve five-minute steps; the last one is `step`. */
  readonly counts: number[];
  /** All of them together. */
  total: number;
  step: number;
  /** The calls since `startedStep`, which becomes one hour of habit. */
  sinceStart: number;
  startedStep: number;
}

function learnHour(known: KeyHabits, calls: number): void {
  known.hours++;
  const weight = Math.max(0.1, 1 / known.hours);
  known.perHour += (calls - known.perHour) * weight;
}

/** Moves the hour on to `step`; what fell out of it is no longer counted. */
function moveTo(hour: Hour, step: number): void {
  const gone = Math.min(STEPS, Math.max(0, step - hour.step));
  for (let n = 0; n < gone; n++) {
    hour.counts.push(0);
    hour.total -= hour.counts.shift() ?? 0;
  }
  hour.step = Math.max(hour.step, step);
}

const spike = (seen: Sighting, count: number, usual: number): Finding => ({
  kind: 'volume_spike',
  subject: seen.keyId ?? '',
  severity: 'warning',
  keyId: seen.keyId,
  ip: seen.ip,
  suggestion: 'pause_key',
  count,
  message: (all) =>
    usual > 0
      ? `${nameOf(seen)} made ${all} calls since this began; usual are ${Math.round(usual)} an hour.`
      : `${nameOf(seen)} made ${all} calls since this began, and it is too new to know whether that is usual.`,
});

/** Tells of a key that makes far more calls within an hour than it usually does. */
export function createVolumeSpike(
  alerts: () => Pick<Settings['alerts'], 'volumeFactor' | 'volumeFloorPerHour'>,
  habits: Habits,
): Detector {
  const hours = new BoundedMap<Hour>(MAX_KEYS);
  return (seen) => {
    if (seen.keyId === null || !isAdmitted(seen)) return undefined;
    const step = Math.floor(seen.atMs / STEP_MS);
    const hour = hours.take(seen.keyId, () => ({
      counts: Array<number>(STEPS).fill(0),
      total: 0,
      step,
      sinceStart: 0,
      startedStep: step,
    }));
    const known = habits.of(seen.keyId, seen.atMs);
    if (step - hour.startedStep >= STEPS) {
      learnHour(known, hour.sinceStart);
      habits.changed();
      hour.sinceStart = 0;
      hour.startedStep = step;
    }
    moveTo(hour, step);
    hour.sinceStart++;
    hour.total++;
    hour.counts[STEPS - 1] = (hour.counts[STEPS - 1] ?? 0) + 1;
    const { volumeFactor, volumeFloorPerHour } = alerts();
    const isKnown = known.hours >= ENOUGH_HOURS;
    const usual = isKnown ? known.perHour : volumeFloorPerHour;
    const count = hour.total;
    if (count < Math.max(volumeFloorPerHour, usual * volumeFactor)) return undefined;
    return spike(seen, count, isKnown ? usual : 0);
  };
}

const HITS = 20;
const HITS_WITHIN_MS = 600_000;
/** The gateway's own refusals carry a code; a 429 of the service behind does not. */
const isLimit = (seen: Sighting): boolean =>
  seen.status === 429 && seen.code !== null && seen.event !== 'UNAUTHORIZED';

/** Tells of a key that is refused for its limit twenty times within ten minutes. */
export function createLimitHits(): Detector {
  const keys = new BoundedMap<{ count: number; sinceMs: number }>(MAX_KEYS);
  return (seen) => {
    if (seen.keyId === null || !isLimit(seen)) return undefined;
    const hits = keys.take(seen.keyId, () => ({ count: 0, sinceMs: seen.atMs }));
    if (seen.atMs - hits.sinceMs > HITS_WITHIN_MS) {
      hits.count = 0;
      hits.sinceMs = seen.atMs;
    }
    hits.count++;
    if (hits.count < HITS) return undefined;
    return {
      kind: 'limit_hits',
      subject: seen.keyId,
      severity: 'notice',
      keyId: seen.keyId,
      ip: seen.ip,
      suggestion: 'none',
      count: hits.count,
      message: (all) => `${nameOf(seen)} ran into its limit ${all} times since this began.`,
    };
  };
}
