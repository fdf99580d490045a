import { toLocalTime } from '#shared/domain/time-zone';

/** What energy costs; nano-units per kilowatt-hour. */
export interface Tariff {
  readonly perKwhNano: bigint;
  /** Minutes of the day, in the owner's time zone; `to` at or before `from` reaches past midnight. */
  readonly night: {
    readonly from: number;
    readonly to: number;
    readonly perKwhNano: bigint;
  } | null;
  readonly timeZone: string;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
/** Clocks are only ever changed at whole quarters of an hour. */
const QUARTER_MS = 900_000;
/** Longer than this no call is believed to have worked. */
const LONGEST_MS = 7 * 86_400_000;

/** `HH:MM` as minutes since midnight. */
export const toMinutes = (clock: string): number =>
  Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

/** Whole milliseconds by day and by night, split to the minute at which the tariff changes. */
export function splitByTariff(
  startMs: number,
  durationMs: number,
  { night, timeZone }: Pick<Tariff, 'night' | 'timeZone'>,
): { dayMs: number; nightMs: number } {
  const length = Math.min(Math.max(0, Math.round(durationMs)), LONGEST_MS);
  if (!night || night.from === night.to) return { dayMs: length, nightMs: 0 };
  const endMs = startMs + length;
  let nightMs = 0;
  for (let at = startMs; at < endMs;) {
    const { hour, minute } = toLocalTime(at, timeZone);
    const now = hour * 60 + minute;
    const isNight = until(now, night.to) < until(now, night.from);
    const change = until(now, isNight ? night.to : night.from);
    const next = Math.min(at - (at % MINUTE_MS) + change * MINUTE_MS, nextQuarter(at), endMs);
    if (isNight) nightMs += next - at;
    at = next;
  }
  return { dayMs: length - nightMs, nightMs };
}

const nextQuarter = (atMs: number): number => atMs - (atMs % QUARTER_MS) + QUARTER_MS;

/** Minutes from one time of day until the next one of another, 1 to 1440. */
const until = (now: number, then: number): number =>
  ((then - now + DAY_MINUTES - 1) % DAY_MINUTES) + 1;
