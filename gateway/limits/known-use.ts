import type { Bounds } from '#shared/domain/time-zone';
import type { BudgetSums, Ledger } from '../ledger/ledger';
import { accountName } from './call-limits';
import type { Epoch } from './period-clock';
import type { Amounts } from './account';

/** Where the use of earlier runs is on record. */
export type UseRecord = Pick<Ledger, 'spent' | 'lifetime'>;

/** What the record knows, by the name of the account. */
export interface KnownUse {
  readonly total: ReadonlyMap<string, Amounts>;
  /** In the order of `PERIODS`. */
  readonly inPeriod: readonly ReadonlyMap<string, Amounts>[];
}

const toAmounts = ({ calls, tokens, costNano }: BudgetSums): Amounts => [
  BigInt(calls),
  BigInt(tokens),
  costNano,
];

function addTo(sums: Map<string, Amounts>, name: string, more: Amounts): void {
  const before = sums.get(name);
  sums.set(name, before ? before.map((amount, at) => amount + (more[at] ?? 0n)) : more);
}

/** What the calls that began in this time have used, by the name of the account. */
export async function usedIn(
  record: Pick<UseRecord, 'spent'>,
  { startMs, endMs }: Bounds,
): Promise<Map<string, Amounts>> {
  const sums = new Map<string, Amounts>();
  for (const row of await record.spent({ fromMs: startMs, toMs: endMs })) {
    const amounts = toAmounts(row);
    addTo(sums, accountName('key', row.keyId), amounts);
    addTo(sums, accountName('service', row.serviceId), amounts);
    if (row.person !== null) addTo(sums, accountName('person', row.person), amounts);
  }
  return sums;
}

async function usedForEver(record: UseRecord) {
  const sums = new Map<string, Amounts>();
  const { byKey, byPerson, byService } = await record.lifetime();
  for (const [id, used] of byKey) sums.set(accountName('key', id), toAmounts(used));
  for (const [id, used] of byPerson) sums.set(accountName('person', id), toAmounts(used));
  for (const [id, used] of byService) sums.set(accountName('service', id), toAmounts(used));
  return sums;
}

/** Reads what was used for ever and in the periods of now. */
export async function readKnownUse(record: UseRecord, epoch: Epoch): Promise<KnownUse> {
  const periods = epoch.bounds.map((bounds) => usedIn(record, bounds));
  return { total: await usedForEver(record), inPeriod: await Promise.all(periods) };
}
