import type { BudgetSums, CycleSum, Ledger } from '../ledger/ledger';
import type { StoredKey, StoredPerson } from '../storage/config-schema';
import { BillTable } from './bill-sums';
import type { PriceBook } from './price-book';
import type { RowNames } from './call-export';

interface AccountDeps {
  readonly ledger: Pick<Ledger, 'cycleSums' | 'lifetime'>;
  readonly prices: Pick<PriceBook, 'resolve'>;
  readonly names: RowNames;
}

const never: BudgetSums = { calls: 0, tokens: 0, costNano: 0n };

const sinceThen = (open: { billed: number; costNano: bigint }, ever: BudgetSums) => ({
  requests: open.billed,
  totalCostNano: open.costNano.toString(),
  everRequests: ever.calls,
  everCostNano: ever.costNano.toString(),
});

function tableBy(sums: readonly CycleSum[], of: (sum: CycleSum) => string | null) {
  const table = new BillTable<string>();
  for (const sum of sums) {
    const id = of(sum);
    if (id !== null) table.add(id, sum);
  }
  return table;
}

/** Ids of those that are there, then of those that are only on bills still. */
const allIds = (known: readonly { id: string }[], billed: Iterable<string>): string[] => [
  ...new Set([...known.map(({ id }) => id), ...billed]),
];

/** What each key costs and has cost; keys that were removed keep their bill. */
export async function keyAccounts(deps: AccountDeps, keys: readonly StoredKey[]) {
  const [sums, lifetime] = [await deps.ledger.cycleSums('open'), await deps.ledger.lifetime()];
  const open = tableBy(sums, ({ keyId }) => keyId);
  const byId = new Map(keys.map((key) => [key.id, key]));
  return allIds(keys, lifetime.byKey.keys()).map((keyId) => {
    const person = byId.get(keyId)?.person ?? null;
    const price = deps.prices.resolve({ keyId, person, serviceId: '', model: null });
    return {
      keyId,
      name: deps.names.key(keyId),
      person,
      pricePerRequestNano: price.perRequestNano.toString(),
      ...sinceThen(open.of(keyId), lifetime.byKey.get(keyId) ?? never),
    };
  });
}

/** What each person has cost. */
export async function personAccounts(
  deps: Omit<AccountDeps, 'prices'>,
  people: readonly StoredPerson[],
) {
  const [sums, lifetime] = [await deps.ledger.cycleSums('open'), await deps.ledger.lifetime()];
  const open = tableBy(sums, ({ person }) => person);
  return allIds(people, lifetime.byPerson.keys()).map((person) => ({
    person,
    name: deps.names.person(person),
    ...sinceThen(open.of(person), lifetime.byPerson.get(person) ?? never),
  }));
}
