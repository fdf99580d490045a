import { boundsOf, toLocalTime } from '#shared/domain/time-zone';

const MINUTE_MS = 60_000;
const QUARTER_MINUTES = 15;
const QUARTER_MS = QUARTER_MINUTES * MINUTE_MS;
const DAY_MS = 86_400_000;

/** One day as the owner's clock shows it; `endMs` is the first instant of the next. */
export interface LocalDay {
  readonly startMs: number;
  readonly endMs: number;
  /** 1 is Monday. */
  readonly weekday: number;
  /** What the clock shows at each quarter of an hour, in minutes, on a day on which it is changed. */
  readonly shown: readonly number[] | undefined;
}

/** A day and those around it. */
export interface LocalDays {
  readonly yesterday: LocalDay;
  readonly today: LocalDay;
  readonly tomorrow: LocalDay;
}

function shownIn(startMs: number, endMs: number, timeZone: string): number[] {
  return Array.from({ length: (endMs - startMs) / QUARTER_MS }, (_, at) => {
    const { hour, minute } = toLocalTime(startMs + at * QUARTER_MS, timeZone);
    return hour * 60 + minute;
  });
}

function dayOf(atMs: number, timeZone: string): LocalDay {
  const { startMs, endMs } = boundsOf('day', atMs, timeZone);
  const { weekday } = toLocalTime(startMs, timeZone);
  // Clocks are changed by whole quarters, at whole quarters.
  const isPlain = endMs - startMs === DAY_MS;
  return {
    startMs,
    endMs,
    weekday,
    shown: isPlain ? undefined : shownIn(startMs, endMs, timeZone),
  };
}

/** Looks the days around an instant up, once a day. `timeZone` may change at any time. */
export function createLocalDays(timeZone: () => string): (atMs: number) => LocalDays {
  let known: LocalDays | undefined;
  let zone = '';
  return (atMs) => {
    const now = timeZone();
    if (known && zone === now && atMs >= known.today.startMs && atMs < known.today.endMs) {
      return known;
    }
    zone = now;
    const today = dayOf(atMs, zone);
    known = {
      yesterday: dayOf(today.startMs - 1, zone),
      today,
      tomorrow: dayOf(today.endMs, zone),
    };
    return known;
  };
}

/** The first instant of a day at which the clock shows this minute or a later one. */
export function firstInstant({ startMs, endMs, shown }: LocalDay, minute: number): number {
  if (!shown) return startMs + minute * MINUTE_MS;
  const at = shown.findIndex((quarter) => quarter + QUARTER_MINUTES > minute);
  if (at < 0) return endMs;
  return startMs + at * QUARTER_MS + Math.max(0, minute - (shown[at] ?? 0)) * MINUTE_MS;
}

/** The first instant of a day after which the clock shows no earlier minute any more: in an hour that comes twice, the second time. */
export function lastInstant({ startMs, shown }: LocalDay, minute: number): number {
  if (!shown) return startMs + minute * MINUTE_MS;
  const at = shown.findLastIndex((quarter) => quarter < minute);
  if (at < 0) return startMs;
  const left = Math.min(QUARTER_MINUTES, minute - (shown[at] ?? 0));
  return startMs + at * QUARTER_MS + left * MINUTE_MS;
}
