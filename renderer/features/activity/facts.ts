import type { AuditEntry } from '#shared/contract/operations/records';
import { toBytes, toCount, toDuration, toExactTime, toMoney } from '../../text/format';
import { t } from '../../text/t';

interface Fact {
  readonly name: string;
  readonly value: string;
  /** Shown as it is, in the fixed-width font. */
  readonly isCode: boolean;
}

type Row = readonly [name: string, value: string | null, isCode?: boolean];

const callRows = (entry: AuditEntry, currency: string): Row[] => {
  const { fields, inOut } = t.activity;
  const { tokensIn, tokensOut } = entry;
  const hasTokens = tokensIn !== null || tokensOut !== null;
  return [
    [fields.key, entry.keyName],
    [fields.service, entry.serviceName],
    [fields.request, `${entry.method} ${entry.path}`, true],
    [fields.status, String(entry.status)],
    [fields.model, entry.model],
    [fields.tokens, hasTokens ? inOut(toCount(tokensIn ?? 0), toCount(tokensOut ?? 0)) : null],
    [fields.size, inOut(toBytes(entry.bytesIn), toBytes(entry.bytesOut))],
    [fields.duration, toDuration(entry.milliseconds)],
    [fields.cost, entry.costNano === '0' ? null : toMoney(entry.costNano, currency)],
    [fields.presented, entry.presented, true],
  ];
};

const changeRows = (entry: AuditEntry): Row[] => [
  [t.activity.fields.operation, entry.operation, true],
  [
    t.activity.fields.change,
    entry.change == null ? null : JSON.stringify(entry.change, null, 2),
    true,
  ],
];

/** What is known about an entry, in reading order; what is not known is left out. */
export function toFacts(entry: AuditEntry, currency: string): Fact[] {
  const { fields } = t.activity;
  const rows: Row[] = [
    [fields.time, toExactTime(entry.at)],
    ...(entry.event === 'ADMIN' ? changeRows(entry) : callRows(entry, currency)),
    [fields.from, entry.ip],
    [fields.app, entry.userAgent],
    [fields.code, entry.code, true],
    [fields.requestId, entry.requestId, true],
    [fields.position, toCount(entry.seq)],
  ];
  return rows.flatMap(([name, value, isCode = false]) =>
    value === null || value === '' ? [] : [{ name, value, isCode }],
  );
}
