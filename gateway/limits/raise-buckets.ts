import type { Config, StoredKey } from '../storage/config-schema';
import { keyLimit } from './call-limits';
import type { Limiter } from './limiter';

type Raise = StoredKey['raises'][number];

const ratesOf = (key: StoredKey | undefined): Raise[] =>
  key?.raises.filter(({ measure }) => measure === 'rate') ?? [];

/** Those of `now` that were not there before; two equal ones are two. */
function newOnes(now: readonly Raise[], before: readonly Raise[]): Raise[] {
  const old = before.map((raise) => JSON.stringify(raise));
  return now.filter((raise) => {
    const at = old.indexOf(JSON.stringify(raise));
    if (at >= 0) old.splice(at, 1);
    return at < 0;
  });
}

/** Puts the places of each new raise of a rate into the bucket of its key, once. */
export function raiseBuckets(limiter: Limiter, next: Config, before: Config, nowMs: number): void {
  if (next.keys === before.keys) return;
  const old = new Map(before.keys.map((key) => [key.id, key]));
  for (const key of next.keys) {
    if (key.raises.length === 0) continue;
    const had = ratesOf(old.get(key.id));
    const added = newOnes(ratesOf(key), had);
    // What an older raise left behind must not outlive it in the shelter of the new one.
    const isOn = had.some(({ until }) => Date.parse(until) > nowMs);
    if (added.length > 0 && !isOn) limiter.clip(key.id);
    for (const { extra } of added) limiter.add(key.id, keyLimit(key), Number(extra));
  }
}
