import { boundsOf, toLocalTime, type Bounds } from '#shared/domain/time-zone';

export const RANGE_NAMES = ['today', 'week', 'days', 'month', 'custom'] as const;
export type RangeName = (typeof RANGE_NAMES)[number];

/** A stretch of time, `toMs` exclusive, and into how many bars a chart divides it. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
  readonly steps: number;
}

interface Asked {
  readonly nowMs: number;
  /** IANA name, or `auto`. */
  readonly timeZone: string;
  /** First and last day of a custom range, as inputs give them (2026-12-24). */
  readonly from: string;
  readonly until: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_BARS = 120;
const SPANS = { week: 7, days: 30 } as const;

/** The calendar month that `nowMs` lies in, in the owner's time zone. */
export function monthRange(nowMs: number, timeZone: string): { fromMs: number; toMs: number } {
  const { startMs, endMs } = boundsOf('month', nowMs, timeZone);
  return { fromMs: startMs, toMs: endMs };
}

/** A day as an input gives it, from its first to its last instant; undefined when it is not a day. */
export function boundsOfDay(day: string, timeZone: string): Bounds | undefined {
  const noonMs = Date.parse(`${day}T12:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(noonMs)) return undefined;
  // Where clocks are far from UTC, noon there is another day already.
  const inside = [0, -DAY_MS / 2, DAY_MS / 2].find(
    (shiftMs) => toDayText(noonMs + shiftMs, timeZone) === day,
  );
  return inside === undefined ? undefined : boundsOf('day', noonMs + inside, timeZone);
}

/** The day of an instant as an input shows it. */
export function toDayText(atMs: number, timeZone: string): string {
  const { year, month, day } = toLocalTime(atMs, timeZone);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)}`;
}

function rangeOf(startMs: number, endMs: number): TimeRange {
  const days = Math.round((endMs - startMs) / DAY_MS);
  const steps = days <= 1 ? Math.round((endMs - startMs) / HOUR_MS) : days <= 8 ? days * 4 : days;
  return { fromMs: startMs, toMs: endMs, steps: Math.max(1, Math.min(MOST_BARS, steps)) };
}

/** What a person means by "today" or "7 days": whole days in the owner's time zone. Undefined when a custom range is none. */
export function toTimeRange(name: RangeName, asked: Asked): TimeRange | undefined {
  const { nowMs, timeZone } = asked;
  const today = boundsOf('day', nowMs, timeZone);
  if (name === 'today') return rangeOf(today.startMs, today.endMs);
  if (name === 'month') {
    const { startMs, endMs } = boundsOf('month', nowMs, timeZone);
    return rangeOf(startMs, endMs);
  }
  if (name === 'custom') {
    const first = boundsOfDay(asked.from, timeZone);
    const last = boundsOfDay(asked.until, timeZone);
    if (!first || !last || last.startMs < first.startMs) return undefined;
    return rangeOf(first.startMs, last.endMs);
  }
  // From the middle of that day, so that a change of the clocks does not lead into another.
  const middleMs = today.startMs - (SPANS[name] - 1) * DAY_MS + DAY_MS / 2;
  return rangeOf(boundsOf('day', middleMs, timeZone).startMs, today.endMs);
}
