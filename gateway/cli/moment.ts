import { boundsOf, toLocalTime } from '#shared/domain/time-zone';
import { usageError } from './exit-code';

const MINUTE_MS = 60_000;
const UNIT_MS = { m: MINUTE_MS, h: 60 * MINUTE_MS, d: 1_440 * MINUTE_MS } as const;

const endOfDay = (atMs: number, zone: string): number => boundsOf('day', atMs, zone).endMs;

/** The time of day on the day of `atMs`; on a day whose clocks change, as the clock shows it. */
function timeOnDay(atMs: number, minutes: number, zone: string): number {
  const { startMs } = boundsOf('day', atMs, zone);
  const guessMs = startMs + minutes * MINUTE_MS;
  const { hour, minute } = toLocalTime(guessMs, zone);
  return guessMs + (minutes - hour * 60 - minute) * MINUTE_MS;
}

function nextTimeOfDay(minutes: number, nowMs: number, zone: string): number {
  const todayMs = timeOnDay(nowMs, minutes, zone);
  return todayMs > nowMs ? todayMs : timeOnDay(endOfDay(nowMs, zone), minutes, zone);
}

function endOfDate(year: number, month: number, day: number, zone: string): number {
  const noonMs = Date.UTC(year, month - 1, day, 12);
  const { startMs, endMs } = boundsOf('day', noonMs, zone);
  // East of the date line noon in UTC is the next day already.
  return toLocalTime(noonMs, zone).day === day ? endMs : startMs;
}

function readMoment(text: string, nowMs: number, zone: string): number | undefined {
  if (text === 'tonight' || text === 'midnight') return endOfDay(nowMs, zone);
  if (text === 'tomorrow') return endOfDay(endOfDay(nowMs, zone), zone);
  const span = /^(\d{1,5})([mhd])$/.exec(text);
  if (span) return nowMs + Number(span[1]) * UNIT_MS[span[2] as keyof typeof UNIT_MS];
  const time = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (time) return nextTimeOfDay(Number(time[1]) * 60 + Number(time[2]), nowMs, zone);
  const date = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (date) return endOfDate(Number(date[1]), Number(date[2]), Number(date[3]), zone);
  return /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : undefined;
}

/** How moments are typed, for the help. */
export const MOMENT_TEXT = '30m, 2h, 7d, 21:00, tonight, tomorrow, 2026-12-24 (its end)';

/** The moment that a person means, later than now, as a timestamp; days end in the time zone `zone`. Throws a usage error. */
export function toMoment(text: string, now: Date, zone: string): string {
  const atMs = readMoment(
    text
      .trim()
      .toLowerCase()
      .replace(/t(?=\d)/, 'T')
      .replace(/z$/, 'Z'),
    now.getTime(),
    zone,
  );
  if (atMs !== undefined && Number.isFinite(atMs) && atMs > now.getTime()) {
    return new Date(atMs).toISOString();
  }
  throw usageError(`--until takes a time to come, such as ${MOMENT_TEXT}.`);
}
