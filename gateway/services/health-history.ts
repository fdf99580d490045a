import type { PastHealth } from '#shared/contract/operations/services';
import type { Health } from './health';

/** From `at` on, a service was as `health` says; `off` while the gateway itself did not run. */
export interface HealthChange {
  readonly atMs: number;
  readonly health: PastHealth;
}

interface HealthHistoryDeps {
  readonly wallMs?: () => number;
  /** For how long a change is worth showing. */
  readonly keepMs?: number;
  /** More changes of one service than this are not kept: the oldest go. */
  readonly most?: number;
  readonly onChange?: () => void;
  /** What earlier runs saw of each service, by its id. */
  readonly before?: ReadonlyMap<string, readonly HealthChange[]>;
}

/** How each service was in the last week. */
export interface HealthHistory {
  /** Notes how a service is now; the same again is not noted. */
  note(serviceId: string, health: Health): void;
  /** Nobody watched from `fromMs` until now: says so for every service, which then is as it was. */
  noteOff(fromMs: number): void;
  /** The clock was set back: whatever holds by a time that is yet to come holds from now on. */
  noteSetBack(): void;
  /** Oldest first, never empty: the first says how it was when the time shown begins. */
  of(serviceId: string, health: Health): readonly HealthChange[];
  /** How it was when last somebody knew, also in an earlier run. */
  lastKnown(serviceId: string): 'up' | 'down' | undefined;
  forget(serviceId: string): void;
  /** All that is kept, by the id of the service. */
  all(): ReadonlyMap<string, readonly HealthChange[]>;
}

export const KEEP_HEALTH_MS = 7 * 24 * 3_600_000;

/** Leaves out what ended before `fromMs`; what still held then begins with it. */
function since(changes: readonly HealthChange[], fromMs: number): HealthChange[] {
  const first = changes.findLastIndex(({ atMs }) => atMs <= fromMs);
  return changes
    .slice(Math.max(0, first))
    .map((change) => (change.atMs < fromMs ? { ...change, atMs: fromMs } : change));
}

/** What a clock that was ahead wrote lies after `nowMs`: only how it was in the end is left of that, from then on. */
function until(changes: readonly HealthChange[], nowMs: number): readonly HealthChange[] {
  const last = changes.at(-1);
  if (!last || changes.every(({ atMs }) => atMs <= nowMs)) return changes;
  const past = changes.filter(({ atMs }) => atMs <= nowMs);
  return past.at(-1)?.health === last.health ? past : [...past, { ...last, atMs: nowMs }];
}

/** At most `most` changes of each service, of the last `keepMs`. */
export function createHealthHistory({
  wallMs = Date.now,
  keepMs = KEEP_HEALTH_MS,
  most = 500,
  onChange = () => {},
  before = new Map(),
}: HealthHistoryDeps = {}): HealthHistory {
  const histories = new Map<string, readonly HealthChange[]>(before);
  const settled = (serviceId: string): readonly HealthChange[] => {
    const changes = histories.get(serviceId) ?? [];
    const believed = until(changes, wallMs());
    if (believed === changes) return changes;
    histories.set(serviceId, believed);
    onChange();
    return believed;
  };
  const read = (serviceId: string) => since(settled(serviceId), wallMs() - keepMs);
  const add = (serviceId: string, atMs: number, health: PastHealth): void => {
    const last = settled(serviceId).at(-1);
    if (last?.health === health) return;
    // What is noted afterwards may be older than what was re-timed; a history never runs backwards.
    const change = { atMs: Math.max(atMs, last?.atMs ?? 0), health };
    histories.set(serviceId, [...read(serviceId), change].slice(-most));
    onChange();
  };
  return {
    note: (serviceId, health) => add(serviceId, wallMs(), health),
    noteOff(fromMs) {
      for (const [serviceId, changes] of histories) {
        const last = changes.at(-1)?.health ?? 'unknown';
        add(serviceId, fromMs, 'off');
        add(serviceId, wallMs(), last);
      }
    },
    noteSetBack() {
      for (const serviceId of histories.keys()) settled(serviceId);
    },
    of(serviceId, health) {
      add(serviceId, wallMs(), health);
      return read(serviceId);
    },
    lastKnown(serviceId) {
      const known = settled(serviceId).flatMap(({ health }) =>
        health === 'up' || health === 'down' ? [health] : [],
      );
      return known.at(-1);
    },
    forget(serviceId) {
      if (histories.delete(serviceId)) onChange();
    },
    all: () => histories,
  };
}
