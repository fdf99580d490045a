import type { FigureColumn, FigureRow } from '../../components/figure-row';
import type { Api } from '../../api/api';
import { toCount, toMoney } from '../../text/format';
import { t } from '../../text/t';

export const BILL_TABLES = ['key', 'person', 'service'] as const;
export type BillTable = (typeof BILL_TABLES)[number];
type Summary = Awaited<ReturnType<Api['billing']['summary']>>;
type Account = Awaited<ReturnType<Api['billing']['keys']>>['keys'][number];

const columns = t.usage.columns;

/** The columns of a bill; keys also show what one call costs. */
export const billColumns = (table: BillTable, hasPrices: boolean): readonly FigureColumn[] => [
  { title: t.billing.billed },
  { title: columns.tokensIn, isWide: true },
  { title: columns.tokensOut, isWide: true },
  ...(table === 'key' && hasPrices ? [{ title: t.billing.perCall, isWide: true }] : []),
  { title: columns.cost },
];

function listOf({ byService, byKey, byPerson }: Summary, table: BillTable) {
  if (table === 'service') return byService.map((row) => ({ id: row.serviceId, row }));
  if (table === 'key') return byKey.map((row) => ({ id: row.keyId, row }));
  return byPerson.map((row) => ({ id: row.person, row }));
}

/** The lines of a bill in the gateway's order, dearest first. What was removed since stays on it. */
export function toBillRows(
  summary: Summary,
  table: BillTable,
  accounts: readonly Account[] | undefined,
): FigureRow[] {
  return listOf(summary, table).map(({ id, row }) => {
    const price = accounts?.find(({ keyId }) => keyId === id)?.pricePerRequestNano;
    const perCall = price === undefined ? '' : toMoney(price, summary.currency);
    return {
      id,
      name: row.name ?? t.usage.removedId(id),
      isGone: row.name === null,
      figures: [
        toCount(row.billed),
        toCount(row.tokensIn),
        toCount(row.tokensOut),
        ...(table === 'key' && accounts ? [perCall] : []),
        toMoney(row.costNano, summary.currency),
      ],
    };
  });
}
