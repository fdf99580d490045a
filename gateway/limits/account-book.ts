import type { Config } from '../storage/config-schema';
import { Account, MEASURES, type Amounts } from './account';
import { accountName } from './call-limits';
import { readKnownUse, type KnownUse, type UseRecord } from './known-use';
import { PERIODS, type PeriodClock } from './period-clock';

/** The accounts of all keys, people and services by name, each made when it is first asked for. */
export interface AccountBook {
  accountOf(name: string): Account;
  /** Takes over what earlier runs used; to be called once, before the first call. */
  load(record: UseRecord): Promise<void>;
  /** Reads the periods again, for when they begin at other times than before. Calls may go on meanwhile. */
  reload(record: UseRecord): Promise<void>;
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

export function createAccountBook(clock: PeriodClock): AccountBook {
  const accounts = new Map<string, Account>();
  const accountOf = (name: string): Account => {
    let account = accounts.get(name);
    if (!account) accounts.set(name, (account = new Account(clock.epoch())));
    return account;
  };
  /** `asked` is what an account said when the record was asked: what was used since is not in the answer. */
  const setPeriods = (known: KnownUse, asked: (name: string) => Amounts) => {
    for (const [name, account] of accounts) {
      account.catchUp(clock.epoch());
      PERIODS.forEach((_period, at) =>
        account.setPeriod(at, asked(name), known.inPeriod[at]?.get(name) ?? NONE),
      );
    }
  };
  return {
    accountOf,
    async load(record) {
      const known = await readKnownUse(record, clock.epoch());
      for (const [name, amounts] of known.total) accountOf(name).addKnown(amounts);
      setPeriods(known, (name) => known.total.get(name) ?? NONE);
    },
    async reload(record) {
      const totals = new Map([...accounts].map(([name, account]) => [name, account.total()]));
      const known = await readKnownUse(record, clock.epoch());
      setPeriods(known, (name) => totals.get(name) ?? NONE);
    },
    prune(config) {
      const names = namesIn(config);
      for (const [name, account] of accounts) {
        if (account.open === 0 && !names.has(name)) accounts.delete(name);
      }
    },
  };
}
