import type { QuietTime } from '#shared/contract/operations/allowances';
import { fitsModel } from '../billing/model-pattern';
import { createLocalDays, firstInstant, lastInstant, type LocalDays } from './local-days';

const toMinutes = (clock: string): number =>
  Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

/**
 * When the time is over that is on at `atMs`; undefined when it is not on. It is one stretch from its beginning to its
 * end, whatever the clocks do meanwhile: an end that they skip is where they skip it, and of an hour that comes twice
 * both belong to it. One that ends at or before its beginning reaches into the next day.
 */
function endOf({ days, from, to }: QuietTime, atMs: number, around: LocalDays): number | undefined {
  const { yesterday, today, tomorrow } = around;
  const [begin, end] = [toMinutes(from), toMinutes(to)];
  const isOvernight = end <= begin;
  if (days.includes(today.weekday) && atMs >= firstInstant(today, begin)) {
    const endMs = lastInstant(isOvernight ? tomorrow : today, end);
    if (atMs < endMs) return endMs;
  }
  if (!isOvernight || !days.includes(yesterday.weekday)) return undefined;
  const endMs = lastInstant(today, end);
  return atMs < endMs ? endMs : undefined;
}

/** True while the time is on. `around` are the days around that instant. */
export const isOn = (time: QuietTime, atMs: number, around: LocalDays): boolean =>
  endOf(time, atMs, around) !== undefined;

/** What a call wants to use. */
export interface Wanted {
  readonly service: { readonly id: string; readonly name: string };
  readonly model: string | null;
  /** The other name by which the model was asked for. */
  readonly alias?: string | undefined;
}

/** True when the time lets this through all the same: of each list that is not empty, something must fit; two empty lists let nothing through. */
export function isLetThrough({ services, models }: QuietTime, wanted: Wanted): boolean {
  if (services.length === 0 && models.length === 0) return false;
  const { service, model, alias = null } = wanted;
  const fits = (pattern: string) => fitsModel(pattern, model) || fitsModel(pattern, alias);
  const hasService = services.includes(service.id) || services.includes(service.name);
  return (services.length === 0 || hasService) && (models.length === 0 || models.some(fits));
}

/** When nothing of these times is on any more, one that follows another at once included; a week on at most. */
export function quietEndMs(
  times: readonly QuietTime[],
  found: QuietTime,
  nowMs: number,
  timeZone: string,
): number {
  const daysAt = createLocalDays(() => timeZone);
  let [endMs, current]: [number, QuietTime | undefined] = [nowMs, found];
  for (let round = 0; current && round < 2 * 7 * times.length; round++) {
    endMs = endOf(current, endMs, daysAt(endMs)) ?? endMs;
    current = times.find((time) => isOn(time, endMs, daysAt(endMs)));
  }
  return endMs;
}
