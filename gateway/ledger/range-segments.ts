import type { ROLLUPS } from './ledger-schema.ts';

export const MINUTE_MS = 60_000;
export const QUARTER_MS = 900_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** A time range, `toMs` exclusive. It is answered in whole minutes: those that it begins and ends in are counted whole. */
export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Part of a range, and the roll-up that answers it. */
export interface Segment extends Range {
  readonly table: (typeof ROLLUPS)[number];
}

/** Before these moments minutes and quarters are gone. */
export interface KeptFrom {
  readonly minuteMs: number;
  readonly quarterMs: number;
}

const UNITS = [
  { table: 'usage_day', unitMs: DAY_MS },
  { table: 'usage_hour', unitMs: HOUR_MS },
  { table: 'usage_quarter', unitMs: QUARTER_MS },
  { table: 'usage_minute', unitMs: MINUTE_MS },
] as const;

export const floorTo = (ms: number, unitMs: number) => Math.floor(ms / unitMs) * unitMs;
const ceilTo = (ms: number, unitMs: number) => Math.ceil(ms / unitMs) * unitMs;

/** Whole minutes; where they are gone, the whole quarter or hour that the range begins or ends in. */
export function widen({ fromMs, toMs }: Range, kept: KeptFrom): Range {
  let from = floorTo(fromMs, MINUTE_MS);
  let to = ceilTo(toMs, MINUTE_MS);
  if (from < kept.minuteMs) from = floorTo(from, QUARTER_MS);
  if (to < kept.minuteMs) to = ceilTo(to, QUARTER_MS);
  if (from < kept.quarterMs) from = floorTo(from, HOUR_MS);
  if (to < kept.quarterMs) to = ceilTo(to, HOUR_MS);
  return { fromMs: from, toMs: Math.min(to, Number.MAX_SAFE_INTEGER) };
}

/**
 * Divides a range so that the coarsest roll-ups answer most of it: days in the middle, then hours, quarters and minutes
 * towards both ends. A year must not read a million rows. Nothing coarser than `coarsestMs` is used.
 */
export function toSegments(range: Range, kept: KeptFrom, coarsestMs = DAY_MS): Segment[] {
  const { fromMs, toMs } = widen(range, kept);
  const segments: Segment[] = [];
  let covered: Range | undefined;
  for (const { table, unitMs } of UNITS) {
    const [from, to] = [ceilTo(fromMs, unitMs), floorTo(toMs, unitMs)];
    if (unitMs > coarsestMs || from >= to) continue;
    if (!covered) segments.push({ table, fromMs: from, toMs: to });
    else {
      if (from < covered.fromMs) segments.push({ table, fromMs: from, toMs: covered.fromMs });
      if (covered.toMs < to) segments.push({ table, fromMs: covered.toMs, toMs: to });
    }
    covered = { fromMs: from, toMs: to };
  }
  return segments;
}
