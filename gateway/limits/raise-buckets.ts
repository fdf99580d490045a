import type { Raise } from '#shared/contract/operations/allowances';
import type { Config, StoredKey, StoredPerson } from '../storage/config-schema';
import { accountName, keyLimit } from './call-limits';
import type { Limit, Limiter } from './limiter';

/** Who has a bucket that can be raised. */
interface Raised {
  readonly id: string;
  readonly raises: readonly Raise[];
}

const ratesOf = (one: Raised | undefined): Raise[] =>
  one?.raises.filter(({ measure }) => measure === 'rate') ?? [];

/** Those of `now` that were not there before; two equal ones are two. */
function newOnes(now: readonly Raise[], before: readonly Raise[]): Raise[] {
  const old = before.map((raise) => JSON.stringify(raise));
  return now.filter((raise) => {
    const at = old.indexOf(JSON.stringify(raise));
    if (at >= 0) old.splice(at, 1);
    return at < 0;
  });
}

/** Puts the places of each new raise on top of the buckets of one kind; someone without a limit has no bucket. */
function raiseEach<Of extends Raised>(
  limiter: Limiter,
  [next, before]: readonly [readonly Of[], readonly Of[]],
  bucketOf: (one: Of) => { id: string; limit: Limit | null },
  nowMs: number,
): void {
  if (next === before) return;
  const old = new Map(before.map((one) => [one.id, one]));
  for (const one of next) {
    if (one.raises.length === 0) continue;
    const { id, limit } = bucketOf(one);
    if (limit === null) continue;
    const had = ratesOf(old.get(one.id));
    const added = newOnes(ratesOf(one), had);
    // What an older raise left behind must not outlive it in the shelter of the new one.
    const isOn = had.some(({ until }) => Date.parse(until) > nowMs);
    if (added.length > 0 && !isOn) limiter.clip(id);
    for (const { extra } of added) limiter.add(id, limit, Number(extra));
  }
}

/** Puts the places of each new raise of a rate into the bucket of its key or person, once. */
export function raiseBuckets(limiter: Limiter, next: Config, before: Config, nowMs: number): void {
  const ofKey = (key: StoredKey) => ({ id: key.id, limit: keyLimit(key) });
  const ofPerson = ({ id, rate }: StoredPerson) => ({
    id: accountName('person', id),
    limit: rate,
  });
  raiseEach(limiter, [next.keys, before.keys], ofKey, nowMs);
  raiseEach(limiter, [next.people, before.people], ofPerson, nowMs);
}
