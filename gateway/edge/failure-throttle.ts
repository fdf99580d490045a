import { sourceUnit } from '../threats/address-unit';
import { isLoopbackAddress } from './client-address';

/**
 * Guessing keys. Only failures are counted, per address, so a stranger behind the family's own router can slow down
 * nobody but those who also fail: a valid key is looked at before this table is asked.
 */
export interface FailureThrottle {
  /** Counts one refused key from this address. */
  recordFailure(ip: string): void;
  /** How long this address must wait before a failing try is answered as such; 0 for not at all. */
  retryAfterMs(ip: string): number;
  /** The sources that must wait now: an IPv4 address, or the four groups of an IPv6 /64. */
  list(): { readonly unit: string; readonly failures: number; readonly waitMs: number }[];
  /** Begins anew with a source of the list. */
  forget(unit: string): void;
  /** The sources that were forgotten and can be restored. */
  forgotten(): string[];
  /** Undoes a `forget`: the failures count again, and what is left of the wait goes on. */
  restore(unit: string): void;
}

export interface FailureThrottleOptions {
  readonly monotonicMs?: () => number;
  readonly maxEntries?: number;
  /** Loopback is left alone unless asked: whoever is there could read the traffic anyway, and owners test from there. */
  readonly throttleLoopback?: boolean;
}

const FREE_FAILURES = 5;
const MAX_WAIT_MS = 60_000;
const FORGET_AFTER_MS = 600_000;
const MAX_ENTRIES = 10_000;

interface Entry {
  readonly failures: number;
  readonly lastMs: number;
}

const waitAfter = (failures: number): number =>
  failures <= FREE_FAILURES
    ? 0
    : Math.min(MAX_WAIT_MS, 1000 * 2 ** Math.min(failures - FREE_FAILURES - 1, 10));

/** Back-off per address: five failures are free, then 1, 2, 4 .. 60 seconds. The table is bounded; the oldest is forgotten first. */
export function createFailureThrottle(options: FailureThrottleOptions = {}): FailureThrottle {
  const { monotonicMs = () => performance.now(), maxEntries = MAX_ENTRIES } = options;
  const entries = new Map<string, Entry>();
  const forgotten = new Map<string, Entry>();
  const isExempt = (ip: string) => !options.throttleLoopback && isLoopbackAddress(ip);
  const liveIn = (from: Map<string, Entry>, unit: string): Entry | undefined => {
    const entry = from.get(unit);
    return entry && monotonicMs() - entry.lastMs < FORGET_AFTER_MS ? entry : undefined;
  };
  const live = (unit: string) => liveIn(entries, unit);
  const put = (into: Map<string, Entry>, unit: string, entry: Entry): void => {
    into.delete(unit);
    into.set(unit, entry);
    if (into.size > maxEntries) into.delete(into.keys().next().value ?? unit);
  };
  const waitOf = (entry: Entry): number =>
    Math.max(0, Math.ceil(entry.lastMs + waitAfter(entry.failures) - monotonicMs()));
  return {
    recordFailure(ip) {
      if (isExempt(ip)) return;
      const unit = sourceUnit(ip);
      const failures = (live(unit)?.failures ?? 0) + 1;
      put(entries, unit, { failures, lastMs: monotonicMs() });
    },
    retryAfterMs(ip) {
      const entry = live(sourceUnit(ip));
      return !entry || isExempt(ip) ? 0 : waitOf(entry);
    },
    list: () =>
      [...entries]
        .map(([unit, entry]) => ({ unit, failures: entry.failures, waitMs: waitOf(entry) }))
        .filter(({ waitMs }) => waitMs > 0),
    forget(unit) {
      const entry = live(unit);
      if (entry) put(forgotten, unit, entry);
      entries.delete(unit);
    },
    forgotten: () => [...forgotten.keys()].filter((unit) => liveIn(forgotten, unit)),
    restore(unit) {
      const before = liveIn(forgotten, unit);
      forgotten.delete(unit);
      if (!before) return;
      const since = live(unit);
      const failures = before.failures + (since?.failures ?? 0);
      put(entries, unit, { failures, lastMs: since?.lastMs ?? before.lastMs });
    },
  };
}
