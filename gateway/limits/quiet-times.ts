import type { QuietTime } from '#shared/contract/operations/allowances';
import { boundsOf, toLocalTime } from '#shared/domain/time-zone';
import { fitsModel } from '../billing/model-pattern';

const MINUTE_MS = 60_000;
const MINUTES_PER_DAY = 1440;

/** The minute of the week, in days from Monday (1) and minutes from midnight. */
export interface LocalMinute {
  readonly weekday: number;
  readonly minute: number;
}

const toMinutes = (clock: string): number =>
  Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

/** What the clock on the wall shows, looked up once a minute. */
export function createLocalClock(timeZone: () => string): (atMs: number) => LocalMinute {
  let known: LocalMinute & { readonly at: number; readonly zone: string } = {
    at: NaN,
    zone: '',
    weekday: 1,
    minute: 0,
  };
  return (atMs) => {
    const at = Math.floor(atMs / MINUTE_MS);
    const zone = timeZone();
    if (known.at === at && known.zone === zone) return known;
    const { weekday, hour, minute } = toLocalTime(atMs, zone);
    known = { at, zone, weekday, minute: hour * 60 + minute };
    return known;
  };
}

/** True while the time is on. One that ends at or before its beginning reaches into the next day. */
export function isOn({ days, from, to }: QuietTime, { weekday, minute }: LocalMinute): boolean {
  const [begin, end] = [toMinutes(from), toMinutes(to)];
  if (begin < end) return days.includes(weekday) && minute >= begin && minute < end;
  const yesterday = ((weekday + 5) % 7) + 1;
  return (days.includes(weekday) && minute >= begin) || (days.includes(yesterday) && minute < end);
}

/** What a call wants to use. */
export interface Wanted {
  readonly service: { readonly id: string; readonly name: string };
  readonly model: string | null;
}

/** True when the time lets this through all the same: of each list that is not empty, something must fit; two empty lists let nothing through. */
export function isLetThrough({ services, models }: QuietTime, { service, model }: Wanted): boolean {
  if (services.length === 0 && models.length === 0) return false;
  const hasService = services.includes(service.id) || services.includes(service.name);
  const hasModel = models.some((pattern) => fitsModel(pattern, model));
  return (services.length === 0 || hasService) && (models.length === 0 || hasModel);
}

/** The next moment after `nowMs` at which the clock on the wall shows this minute of the day. */
function nextTime(minute: number, nowMs: number, timeZone: string): number {
  const today = boundsOf('day', nowMs, timeZone);
  for (const startMs of [today.startMs, today.endMs]) {
    const guess = startMs + minute * MINUTE_MS;
    const { hour, minute: shown } = toLocalTime(guess, timeZone);
    // The clocks were changed since midnight: an hour too early, or too late.
    let off = hour * 60 + shown - minute;
    if (off > MINUTES_PER_DAY / 2) off -= MINUTES_PER_DAY;
    if (guess - off * MINUTE_MS > nowMs) return guess - off * MINUTE_MS;
  }
  return today.endMs;
}

/** When nothing of these times is on any more, one that follows another at once included; a week on at most. */
export function quietEndMs(
  times: readonly QuietTime[],
  found: QuietTime,
  nowMs: number,
  timeZone: string,
): number {
  let [endMs, current]: [number, QuietTime | undefined] = [nowMs, found];
  for (let round = 0; current && round < 2 * 7 * times.length; round++) {
    endMs = nextTime(toMinutes(current.to), endMs, timeZone);
    const { weekday, hour, minute } = toLocalTime(endMs, timeZone);
    current = times.find((time) => isOn(time, { weekday, minute: hour * 60 + minute }));
  }
  return endMs;
}
