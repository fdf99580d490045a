import type { AllowanceState } from '#shared/contract/operations/allowances';
import type { Raise } from '#shared/contract/operations/allowances';
import type { Config, StoredKey, StoredService } from '../storage/config-schema';
import { MEASURES, type Account } from './account';
import { PERIODS } from './period-clock';
import type { Limit } from './token-bucket';

interface Owned {
  readonly of: AllowanceState['of'];
  readonly id: string;
  /** Only reports what it would have refused. */
  readonly isShadow: boolean;
}

/** More of something until a moment of the wall clock. */
interface Extra {
  readonly amount: bigint;
  readonly untilMs: number;
}

/** How much of one measure may be used in one period. */
export interface Cap extends Owned {
  /** Its own among all caps of all keys, people and services. */
  readonly name: string;
  readonly account: Account;
  /** Place in `MEASURES`. */
  readonly measure: number;
  /** Place in `PERIODS`, or `TOTAL`. */
  readonly period: number;
  readonly limit: bigint;
  readonly extras: readonly Extra[];
}

/** How many calls may be under way at once. */
export interface Crowd extends Owned {
  readonly account: Account;
  readonly most: number;
}

/** How fast calls may come. */
export interface Pace extends Owned {
  readonly bucket: string;
  readonly limit: Limit;
  /** From then on nothing is left of what was put on top of the bucket. */
  readonly clipAtMs: number;
}

/** Every limit that holds for the calls of one key to one service. */
export interface CallLimits {
  readonly accounts: readonly Account[];
  readonly paces: readonly Pace[];
  readonly crowds: readonly Crowd[];
  readonly caps: readonly Cap[];
  /** AI tokens or money are limited. */
  readonly isBudgeted: boolean;
  /** The only pace when that is all there is to look at. */
  readonly onlyPace: Pace | undefined;
}

type AccountOf = (name: string) => Account;

/** What an account of a key, person or service is called. */
export const accountName = (of: AllowanceState['of'], id: string): string => `${of}:${id}`;

const extrasOf = ({ raises = [] }: Pick<Shared, 'raises'>, measure: string): Extra[] =>
  raises
    .filter((raise) => raise.measure === measure)
    .map(({ extra, until }) => ({ amount: BigInt(extra), untilMs: Date.parse(until) }));

const NAMES = [...PERIODS, 'total'] as const;

/** What a person and a service have of limits. */
interface Shared extends Pick<StoredService, 'id' | 'allowance' | 'rate' | 'shadow'> {
  /** People have them, services do not. */
  readonly raises?: readonly Raise[];
}
type Subject = StoredKey | Shared;

function capsOf(owned: Owned, subject: Subject, account: Account): Cap[] {
  return MEASURES.flatMap((name, measure) => {
    const extras = extrasOf(subject, name);
    return NAMES.flatMap((periodName, period) => {
      const limit = subject.allowance[name][periodName];
      if (limit === null) return [];
      const own = `${accountName(owned.of, owned.id)} ${name} ${periodName}`;
      return [{ ...owned, name: own, account, measure, period, limit: BigInt(limit), extras }];
    });
  });
}

const crowdsOf = (owned: Owned, subject: Subject, account: Account): Crowd[] => {
  const most = subject.allowance.concurrent;
  return most === null ? [] : [{ ...owned, account, most }];
};

function paceOf(owned: Owned, subject: Subject): Pace[] {
  const untils = extrasOf(subject, 'rate').map(({ untilMs }) => untilMs);
  const clipAtMs = untils.length > 0 ? Math.max(...untils) : Infinity;
  if ('rate_limit_requests' in subject) {
    return [
      {
        ...owned,
        bucket: subject.id,
        limit: keyLimit(subject),
        clipAtMs,
      },
    ];
  }
  const bucket = accountName(owned.of, subject.id);
  return subject.rate ? [{ ...owned, bucket, limit: subject.rate, clipAtMs }] : [];
}

/** The bucket of a key. */
export const keyLimit = (key: StoredKey): Limit => ({
  requests: key.rate_limit_requests,
  windowSeconds: key.rate_limit_window_seconds,
});

/** The limits of one key, person or service. */
export function limitsOf(of: AllowanceState['of'], subject: Subject, accountOf: AccountOf) {
  const owned = { of, id: subject.id, isShadow: subject.shadow };
  const account = accountOf(accountName(of, subject.id));
  return {
    account,
    paces: paceOf(owned, subject),
    crowds: crowdsOf(owned, subject, account),
    caps: capsOf(owned, subject, account),
  };
}

function join(parts: readonly ReturnType<typeof limitsOf>[]): CallLimits {
  const paces = parts.flatMap((part) => part.paces);
  const crowds = parts.flatMap((part) => part.crowds);
  const caps = parts.flatMap((part) => part.caps);
  const [first] = paces;
  const isPlain = paces.length === 1 && crowds.length + caps.length === 0;
  const onlyPace = isPlain && !first?.isShadow && first?.clipAtMs === Infinity ? first : undefined;
  const isBudgeted = caps.some(({ measure }) => MEASURES[measure] !== 'calls');
  const accounts = parts.map(({ account }) => account);
  return { accounts, paces, crowds, caps, isBudgeted, onlyPace };
}

/** Says which limits hold for a call; worked out once per key and service, until the config changes. */
export interface LimitBook {
  limitsOf(key: StoredKey, service: Shared): CallLimits;
  /** To be called with every change of the config. */
  forget(): void;
}

/** What is known under two names, one within the other. */
type Nested<Outer, Value> = Map<Outer, Map<string, Value>>;

function within<Outer, Value>(nested: Nested<Outer, Value>, outer: Outer): Map<string, Value> {
  let inner = nested.get(outer);
  if (!inner) nested.set(outer, (inner = new Map()));
  return inner;
}

/** The book of a config whose accounts are found by name. */
export function createLimitBook(config: () => Config, accountOf: AccountOf): LimitBook {
  // By person too: who signs in with a token of a sign-in service brings a person to a key.
  const known: Nested<string | null, Map<string, CallLimits>> = new Map();
  const work = (key: StoredKey, service: Shared): CallLimits => {
    const person = config().people.find(({ id }) => id === key.person);
    return join([
      limitsOf('key', key, accountOf),
      ...(person ? [limitsOf('person', person, accountOf)] : []),
      limitsOf('service', service, accountOf),
    ]);
  };
  return {
    limitsOf(key, service) {
      const ofKey = within(within(known, key.person), key.id);
      let found = ofKey.get(service.id);
      if (!found) ofKey.set(service.id, (found = work(key, service)));
      return found;
    },
    forget: () => known.clear(),
  };
}
