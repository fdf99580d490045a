import type { Config } from '../storage/config-schema';
import { Account, MEASURES, type Amounts } from './account';
import { accountName } from './call-limits';
import { readKnownUse, usedIn, type KnownUse, type UseRecord } from './known-use';
import { PERIODS, type Epoch, type PeriodClock } from './period-clock';

/** The accounts of all keys, people and services by name, each made when it is first asked for. */
export interface AccountBook {
  accountOf(name: string): Account;
  /** Takes over what earlier runs used; to be called once, before the first call. */
  load(record: UseRecord): Promise<void>;
  /** Follows periods that begin at other times than before, as after a change of the time zone. Calls may go on meanwhile. */
  move(record: UseRecord, before: Epoch, after: Epoch): Promise<void>;
  /** Lets go of accounts whose key, person or service is gone and has no call under way. */
  prune(config: Config): void;
}

const NONE: Amounts = MEASURES.map(() => 0n);

const namesIn = ({ keys, people, services }: Config): Set<string> =>
  new Set([
    ...keys.map(({ id }) => accountName('key', id)),
    ...people.map(({ id }) => accountName('person', id)),
    ...services.map(({ id }) => accountName('service', id)),
  ]);

const startOf = ({ bounds }: Epoch, period: number): number => bounds[period]?.startMs ?? 0;

export function createAccountBook(clock: PeriodClock): AccountBook {
  const accounts = new Map<string, Account>();
  const accountOf = (name: string): Account => {
    let account = accounts.get(name);
    if (!account) accounts.set(name, (account = new Account(clock.epoch())));
    return account;
  };
  const setPeriods = (known: KnownUse) => {
    for (const [name, account] of accounts) {
      account.catchUp(clock.epoch());
      PERIODS.forEach((_period, at) =>
        account.setPeriod(at, known.total.get(name) ?? NONE, known.inPeriod[at]?.get(name) ?? NONE),
      );
    }
  };
  /** Only what lies between the old beginning and the new one is asked for: it is over, so calls that end meanwhile are counted once. */
  const movePeriod = async (record: UseRecord, period: number, before: Epoch, after: Epoch) => {
    const [from, to] = [startOf(before, period), startOf(after, period)];
    if (from === to) return;
    const range = { startMs: Math.min(from, to), endMs: Math.max(from, to) };
    for (const [name, amounts] of await usedIn(record, range)) {
      const account = accounts.get(name);
      account?.catchUp(clock.epoch());
      account?.shiftPeriod(period, after.serials[period], amounts, to > from ? 1n : -1n);
    }
  };
  return {
    accountOf,
    async load(record) {
      const known = await readKnownUse(record, clock.epoch());
      for (const [name, amounts] of known.total) accountOf(name).addKnown(amounts);
      setPeriods(known);
    },
    async move(record, before, after) {
      await Promise.all(PERIODS.map((_, period) => movePeriod(record, period, before, after)));
    },
    prune(config) {
      const names = namesIn(config);
      for (const [name, account] of accounts) {
        if (account.open === 0 && !names.has(name)) accounts.delete(name);
      }
    },
  };
}
