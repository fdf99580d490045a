import type { FigureRow } from '../../components/figure-row';
import { toHref } from '../../page-address';
import { toBytes, toCount } from '../../text/format';
import { toModelName } from '../../text/model-name';
import { toShortMoney } from '../../text/short-money';
import { t } from '../../text/t';
import { toShare, toShares } from './usage-story';
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
  toShortMoney(sums.costNano, currency).text,
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

/** What one table is about, most calls first. What was removed since keeps its line. */
export function toUsed(usage: UsageState, table: Table) {
  const { value: summary } = usage.summary;
  if (!summary) return [];
  const names = table === 'model' ? undefined : usage.names.value?.[table];
  return listOf(summary, table)
    .toSorted((one, other) => other.row.calls - one.row.calls)
    .map(({ id, row }) => {
      const name = table === 'model' ? toModelName(id) : names?.get(id);
      const isGone = name === undefined && usage.names.value !== undefined;
      return { id, row, isGone, name: name ?? (isGone ? t.usage.removedId(id) : id) };
    });
}

/** The lines of one table, most used first, each with its part in all of them. */
export function toUsageRows(usage: UsageState, table: Table): FigureRow[] {
  const used = toUsed(usage, table);
  const totals = usage.summary.value?.totals;
  const shares = totals ? toShares(used, totals) : [];
  return used.map(({ id, name, isGone, row }, index) => {
    const part = shares[index] ?? 0;
    return {
      id,
      name,
      isGone,
      href: isGone ? undefined : hrefOf(table, id),
      share: { part, text: t.story.share(toShare(part)) },
      figures: figuresOf(row, usage.currency),
    };
  });
}
