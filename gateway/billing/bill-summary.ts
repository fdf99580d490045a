import { LatchkeyError } from '#shared/contract/errors';
import type { CycleSum, Ledger } from '../ledger/ledger';
import type { Range } from '../ledger/range-segments';
import { BillTable, sumBills, toBill } from './bill-sums';
import type { RowNames } from './call-export';

interface SummaryDeps {
  readonly ledger: Pick<Ledger, 'cycleSums' | 'cycles' | 'summary'>;
  readonly names: RowNames;
}

const by = (sums: readonly CycleSum[], of: (sum: CycleSum) => string | null) => {
  const table = new BillTable<string>();
  for (const sum of sums) {
    const id = of(sum);
    if (id !== null) table.add(id, sum);
  }
  return table.entries().map(([id, bill]) => [id, toBill(bill)] as const);
};

/** The bill of a cycle, by service, key and person. Throws CYCLE_UNKNOWN. */
export async function cycleBill({ ledger, names }: SummaryDeps, cycle: number | 'open') {
  const isKnown = cycle === 'open' || (await ledger.cycles()).some(({ id }) => id === cycle);
  if (!isKnown) throw new LatchkeyError('CYCLE_UNKNOWN');
  const sums = await ledger.cycleSums(cycle);
  return {
    range: null,
    totals: toBill(sumBills(sums)),
    byService: by(sums, ({ serviceId }) => serviceId).map(([serviceId, bill]) => ({
      ...{ serviceId, name: names.service(serviceId), ...bill },
    })),
    byKey: by(sums, ({ keyId }) => keyId).map(([keyId, bill]) => ({
      ...{ keyId, name: names.key(keyId), ...bill },
    })),
    byPerson: by(sums, ({ person }) => person).map(([person, bill]) => ({
      ...{ person, name: names.person(person), ...bill },
    })),
    byModel: [],
  };
}

interface Totals {
  readonly calls: number;
  readonly billed: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly costNano: string;
}

const fromTotals = ({ calls, billed, tokensIn, tokensOut, costNano }: Totals) => ({
  ...{ calls, billed, tokensIn, tokensOut, costNano },
});

const dearestFirst = <Row extends Totals>(rows: readonly Row[]): Row[] =>
  [...rows].sort((a, b) => {
    const [one, other] = [BigInt(a.costNano), BigInt(b.costNano)];
    return one === other ? b.billed - a.billed : one < other ? 1 : -1;
  });

/** What was spent in a time range, by service, key, person and model; the range is what was really counted. */
export async function rangeBill({ ledger, names }: SummaryDeps, range: Range) {
  const found = await ledger.summary(range);
  return {
    range: { fromMs: found.fromMs, toMs: found.toMs },
    totals: fromTotals(found.totals),
    byService: dearestFirst(found.byService).map(({ serviceId, ...sums }) => ({
      ...{ serviceId, name: names.service(serviceId), ...fromTotals(sums) },
    })),
    byKey: dearestFirst(found.byKey).map(({ keyId, ...sums }) => ({
      ...{ keyId, name: names.key(keyId), ...fromTotals(sums) },
    })),
    byPerson: dearestFirst(found.byPerson).map(({ person, ...sums }) => ({
      ...{ person, name: names.person(person), ...fromTotals(sums) },
    })),
    byModel: dearestFirst(found.byModel).map(({ model, ...sums }) => ({
      ...{ model, ...fromTotals(sums) },
    })),
  };
}
