import { isFailed, isRefused } from './outcome';
import type { LogRecord } from './log-record';

const HOUR_MS = 3_600_000;
/** More than two years of hours; a log with invented times must not fill the memory. */
const MAX_HOURS = 20_000;

export interface HourPoint {
  /** The first millisecond of the hour. */
  readonly atMs: number;
  calls: number;
  refused: number;
  failed: number;
}

/** Calls by the hour. */
export class HourTrend {
  readonly #hours = new Map<number, HourPoint>();

  add(record: LogRecord): void {
    const hour = Math.floor(record.atMs / HOUR_MS);
    let point = this.#hours.get(hour);
    if (!point) {
      if (this.#hours.size >= MAX_HOURS) return;
      point = { atMs: hour * HOUR_MS, calls: 0, refused: 0, failed: 0 };
      this.#hours.set(hour, point);
    }
    point.calls++;
    if (isRefused(record)) point.refused++;
    if (isFailed(record)) point.failed++;
  }

  /** The hours that had calls, in order. */
  points(): HourPoint[] {
    return [...this.#hours.values()].sort((a, b) => a.atMs - b.atMs);
  }
}
