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

const placesOf = (raises: readonly Raise[]): number =>
  raises.reduce((sum, { extra }) => sum + Number(extra), 0);

/** Puts the places of new raises into one bucket, and takes those away that nothing holds any more. */
function changeBucket(
  limiter: Limiter,
  { id, limit }: { readonly id: string; readonly limit: Limit },
  [now, had]: readonly [readonly Raise[], readonly Raise[]],
  nowMs: number,
): void {
  const isOn = ({ until }: Raise) => Date.parse(until) > nowMs;
  const added = newOnes(now, had);
  const gone = newOnes(had, now);
  const stays = now.filter((raise) => isOn(raise) && !added.includes(raise));
  // Taken back before its end: what it gave goes, or giving and taking back would fill the bucket at will.
  for (const { extra } of gone.filter(isOn)) limiter.add(id, limit, -Number(extra));
  // What an older raise left behind must not outlive it in the shelter of another one.
  if (gone.length > 0 || (added.length > 0 && stays.length === 0))
    limiter.clip(id, placesOf(stays));
  for (const { extra } of added) limiter.add(id, limit, Number(extra));
}

/** Follows the raises of one kind of bucket; someone without a limit has none. */
function raiseEach<Of extends Raised>(
  limiter: Limiter,
  [next, before]: readonly [readonly Of[], readonly Of[]],
  bucketOf: (one: Of) => { id: string; limit: Limit | null },
  nowMs: number,
): void {
  if (next === before) return;
  const old = new Map(before.map((one) => [one.id, one]));
  for (const one of next) {
    const rates = [ratesOf(one), ratesOf(old.get(one.id))] as const;
    if (rates.every((raises) => raises.length === 0)) continue;
    const { id, limit } = bucketOf(one);
    if (limit !== null) changeBucket(limiter, { id, limit }, rates, nowMs);
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
