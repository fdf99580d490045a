import type { Health } from './health';

/** From `at` on, a service was as `health` says. */
export interface HealthChange {
  readonly atMs: number;
  readonly health: Health;
}

interface HealthHistoryDeps {
  readonly wallMs?: () => number;
  /** For how long a change is worth showing. */
  readonly keepMs?: number;
  /** More changes of one service than this are not kept: the oldest go. */
  readonly most?: number;
}

/** How each service was of late; in memory only, so it begins anew with each start. */
export interface HealthHistory {
  /** Notes how a service is now; the same again is not noted. */
  note(serviceId: string, health: Health): void;
  /** Oldest first, never empty: the first says how it was when the time shown begins. */
  of(serviceId: string, health: Health): readonly HealthChange[];
  forget(serviceId: string): void;
}

const DAY_MS = 24 * 3_600_000;

/** Leaves out what ended before `fromMs`; what still held then begins with it. */
function since(changes: readonly HealthChange[], fromMs: number): HealthChange[] {
  const first = changes.findLastIndex(({ atMs }) => atMs <= fromMs);
  return changes
    .slice(Math.max(0, first))
    .map((change) => (change.atMs < fromMs ? { ...change, atMs: fromMs } : change));
}

/** At most `most` changes of each service, of the last `keepMs`. */
export function createHealthHistory({
  wallMs = Date.now,
  keepMs = DAY_MS,
  most = 500,
}: HealthHistoryDeps = {}): HealthHistory {
  const histories = new Map<string, HealthChange[]>();
  const read = (serviceId: string) => since(histories.get(serviceId) ?? [], wallMs() - keepMs);
  const note = (serviceId: string, health: Health): HealthChange[] => {
    const known = histories.get(serviceId);
    const last = known?.at(-1);
    if (known && last?.health === health) return known;
    // The clock of the computer may be set back; a history never runs backwards.
    const atMs = Math.max(wallMs(), last?.atMs ?? 0);
    const next = [...(known ? read(serviceId) : []), { atMs, health }].slice(-most);
    histories.set(serviceId, next);
    return next;
  };
  return {
    note: (serviceId, health) => void note(serviceId, health),
    of(serviceId, health) {
      note(serviceId, health);
      return read(serviceId);
    },
    forget: (serviceId) => void histories.delete(serviceId),
  };
}
