import { toClock, toDateTime } from '../text/format';
import { t } from '../text/t';
import { toTotal, type Span, type Stretch } from './health-strip';

const text = t.serviceWatch;
const HOUR = 60;
const DAY = 24 * HOUR;
const MINUTE_MS = 60_000;

function toSpoken(minutes: number): string {
  if (minutes < HOUR) return text.minutes(minutes);
  const hours = Math.floor(minutes / HOUR);
  if (minutes < 2 * DAY) return text.hours(hours, minutes % HOUR);
  return text.days(Math.floor(minutes / DAY), hours % 24);
}

/** A moment as short as the time that is shown allows. */
const toMoment = (ms: number, span: Span): string =>
  span === 'day' ? toClock(ms) : toDateTime(new Date(ms).toISOString());

/** What a strip shows, in sentences: how the service was, how long Latchkey was off, and since when it is watched. */
export function toHealthWords(stretches: readonly Stretch[], span: Span): string {
  const down = toTotal(stretches, 'down');
  const off = toTotal(stretches, 'off');
  const [first] = stretches;
  const isUp = stretches.some(({ health }) => health === 'up');
  return [
    down.count > 0 && text.downtimes(down.count, toSpoken(down.minutes)),
    down.count === 0 && (isUp ? text.alwaysUp : text.neverAsked),
    off.count > 0 && text.wasOff(toSpoken(off.minutes)),
    first?.health === 'before' && text.historySince(toMoment(first.untilMs, span)),
  ]
    .filter((words) => words !== false)
    .join(' ');
}

/** What one stretch says when somebody points at it. */
export function toStretchHint({ health, fromMs, untilMs }: Stretch, span: Span, nowMs: number) {
  if (health === 'before') return text.historySince(toMoment(untilMs, span));
  const until = nowMs - untilMs < MINUTE_MS ? text.now : toMoment(untilMs, span);
  return text.part(text.states[health], toMoment(fromMs, span), until);
}
