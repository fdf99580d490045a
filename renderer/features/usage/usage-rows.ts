import type { FigureRow } from '../../components/figure-row';
import { toHref } from '../../page-address';
import { toBytes, toCount, toMoney } from '../../text/format';
import { t } from '../../text/t';
import type { Figures, Table, UsageState } from './usage.svelte';

export const USAGE_COLUMNS = [
  { title: t.usage.columns.calls },
  { title: t.usage.columns.tokensIn, isWide: true },
  { title: t.usage.columns.tokensOut, isWide: true },
  { title: t.usage.columns.data, isWide: true },
  { title: t.usage.columns.cost },
];

const figuresOf = (sums: Figures, currency: string): string[] => [
  toCount(sums.calls),
  toCount(sums.tokensIn),
  toCount(sums.tokensOut),
  t.usage.inOut(toBytes(sums.bytesIn), toBytes(sums.bytesOut)),
  toMoney(sums.costNano, currency),
];

const hrefOf = (table: Table, id: string): string | undefined => {
  if (table === 'key') return toHref('activity', { key: id });
  return table === 'model' ? undefined : toHref(table === 'person' ? 'people' : 'services');
};

function listOf(summary: NonNullable<UsageState['summary']['value']>, table: Table) {
  if (table === 'service') return summary.byService.map((row) => ({ id: row.serviceId, row }));
  if (table === 'key') return summary.byKey.map((row) => ({ id: row.keyId, row }));
  if (table === 'person') return summary.byPerson.map((row) => ({ id: row.person, row }));
  return summary.byModel.map((row) => ({ id: row.model, row }));
}

/** The lines of one table, most used first. What was removed since keeps its line. */
export function toUsageRows(usage: UsageState, table: Table): FigureRow[] {
  const { value: summary } = usage.summary;
  if (!summary) return [];
  const names = table === 'model' ? undefined : usage.names.value?.[table];
  return listOf(summary, table)
    .toSorted((one, other) => other.row.calls - one.row.calls)
    .map(({ id, row }) => {
      const name = table === 'model' ? id || t.usage.noModel : names?.get(id);
      const isGone = name === undefined && usage.names.value !== undefined;
      return {
        id,
        name: name ?? (isGone ? t.usage.removedId(id) : id),
        isGone,
        href: isGone ? undefined : hrefOf(table, id),
        figures: figuresOf(row, usage.currency),
      };
    });
}
