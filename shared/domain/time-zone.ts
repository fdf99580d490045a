/** Days, weeks and months as they pass in a time zone, with every change of its clocks. */
export type Period = 'day' | 'week' | 'month';

/** A stretch of time, `endMs` exclusive. */
export interface Bounds {
  readonly startMs: number;
  readonly endMs: number;
}

interface LocalTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** 1 is Monday. */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
}

/** Every offset in use, and every change of one, is a multiple of this. */
const STEP_MS = 900_000;
/** No local midnight is farther from the one in UTC. */
const REACH_MS = 15 * 3_600_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      ...(timeZone !== 'auto' && { timeZone }),
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** What the clock on the wall shows. `timeZone` is an IANA name, or `auto` for this computer's. */
export function toLocalTime(atMs: number, timeZone: string): LocalTime {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(atMs)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  const weekday = ((new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7) + 1;
  return { year, month, day, weekday, hour, minute };
}

/** A calendar day as a number that grows by one each day. */
const toDayNumber = (year: number, month: number, day: number): number =>
  Math.floor(Date.UTC(year, month - 1, day) / 86_400_000);

const dayNumberAt = (atMs: number, timeZone: string): number => {
  const { year, month, day } = toLocalTime(atMs, timeZone);
  return toDayNumber(year, month, day);
};

/** The first instant that belongs to a calendar day: midnight, or what comes first where clocks skip it. */
function startOfDay(dayNumber: number, timeZone: string): number {
  const midnightMs = dayNumber * 86_400_000;
  let [low, high] = [midnightMs - REACH_MS, midnightMs + REACH_MS];
  while (high - low > STEP_MS) {
    const middle = low + Math.floor((high - low) / 2 / STEP_MS) * STEP_MS;
    if (dayNumberAt(middle, timeZone) >= dayNumber) high = middle;
    else low = middle;
  }
  return high;
}

const firstDayOf = (period: Period, { year, month, day, weekday }: LocalTime): number => {
  if (period === 'month') return toDayNumber(year, month, 1);
  return toDayNumber(year, month, day) - (period === 'week' ? weekday - 1 : 0);
};

const dayAfter = (period: Period, { year, month }: LocalTime, firstDay: number): number => {
  if (period === 'month') return toDayNumber(year, month + 1, 1);
  return firstDay + (period === 'week' ? 7 : 1);
};

/** The day, week (from Monday) or month that `atMs` lies in. Its length follows the clocks: a day may have 23 or 25 hours. */
export function boundsOf(period: Period, atMs: number, timeZone: string): Bounds {
  const local = toLocalTime(atMs, timeZone);
  const firstDay = firstDayOf(period, local);
  return {
    startMs: startOfDay(firstDay, timeZone),
    endMs: startOfDay(dayAfter(period, local, firstDay), timeZone),
  };
}

/** The bounds of a named month such as `2026-11`. */
export function boundsOfMonth(name: string, timeZone: string): Bounds {
  const [year = 1970, month = 1] = name.split('-').map(Number);
  return {
    startMs: startOfDay(toDayNumber(year, month, 1), timeZone),
    endMs: startOfDay(toDayNumber(year, month + 1, 1), timeZone),
  };
}

/** The end of the day, as ISO time. */
export const midnightAfter = (now: Date, timeZone: string): string =>
  new Date(boundsOf('day', now.getTime(), timeZone).endMs).toISOString();
