import { toCsvRow, type CsvValue } from '#shared/domain/csv';
import { formatUnits } from '#shared/domain/money';
import type { CallRow, Ledger } from '../ledger/ledger';
import { openExport } from '../storage/export-files';

/** Names of what a row only has ids of; null for what has been removed since. */
export interface RowNames {
  readonly key: (id: string) => string | null;
  readonly person: (id: string) => string | null;
  readonly service: (id: string) => string | null;
}

interface ExportDeps {
  readonly dataDir: string;
  readonly ledger: Pick<Ledger, 'exportRows'>;
  readonly names: RowNames;
  readonly currency: string;
  readonly now: () => Date;
}

interface ExportAsked {
  readonly format: 'csv' | 'jsonl';
  readonly fromMs: number;
  readonly toMs: number;
}

type Flat = Readonly<Record<string, CsvValue>>;

/** A row as it is taken away. Amounts are text, since programs that read JSON or CSV as numbers would round them. */
const toFlat = (row: CallRow, { names, currency }: ExportDeps): Flat => ({
  id: row.id,
  at: new Date(row.startedAtMs).toISOString(),
  settled_at: new Date(row.settledAtMs).toISOString(),
  request_id: row.requestId,
  key_id: row.keyId,
  key_name: names.key(row.keyId),
  person_id: row.person,
  person_name: row.person === null ? null : names.person(row.person),
  service_id: row.serviceId,
  service_name: names.service(row.serviceId),
  model: row.model,
  method: row.method,
  path: row.path,
  status: row.status,
  outcome: row.outcome,
  code: row.code,
  billed: row.billed,
  bytes_in: row.bytesIn,
  bytes_out: row.bytesOut,
  tokens_in: row.tokensIn,
  tokens_out: row.tokensOut,
  tokens_cached: row.tokensCached,
  images: row.images,
  audio_ms: row.audioMs,
  watt_seconds: row.wattSeconds,
  milliseconds: Math.round(row.totalMs),
  cost_nano: row.costNano.toString(),
  cost: formatUnits(row.costNano),
  currency,
  simulated: true,
  cycle: row.cycleId,
  flags: row.flags.join(' '),
});

/** The columns in their order; a table has its head also when it has no rows. */
const COLUMNS = [
  'id',
  'at',
  'settled_at',
  'request_id',
  'key_id',
  'key_name',
  'person_id',
  'person_name',
  'service_id',
  'service_name',
  'model',
  'method',
  'path',
  'status',
  'outcome',
  'code',
  'billed',
  'bytes_in',
  'bytes_out',
  'tokens_in',
  'tokens_out',
  'tokens_cached',
  'images',
  'audio_ms',
  'watt_seconds',
  'milliseconds',
  'cost_nano',
  'cost',
  'currency',
  'simulated',
  'cycle',
  'flags',
] as const;

const toLine: Record<ExportAsked['format'], (flat: Flat) => string> = {
  csv: (flat) => toCsvRow(COLUMNS.map((name) => flat[name])),
  jsonl: (flat) => `${JSON.stringify(flat)}\n`,
};

/** A moment as part of a file name. */
const toStamp = (now: Date): string => now.toISOString().replaceAll(/[:.]/g, '-').slice(0, 23);

/** Writes every call of a range to an export, oldest first, a thousand rows in memory at most. */
export async function exportCalls(deps: ExportDeps, { format, ...range }: ExportAsked) {
  const name = `latchkey-calls-${toStamp(deps.now())}.${format}`;
  const file = await openExport(deps.dataDir, name);
  let rows = 0;
  try {
    if (format === 'csv') await file.write(toCsvRow(COLUMNS));
    await deps.ledger.exportRows(range, async (some) => {
      rows += some.length;
      await file.write(some.map((row) => toLine[format](toFlat(row, deps))).join(''));
    });
  } catch (error) {
    await file.discard();
    throw error;
  }
  return { ...(await file.close()), rows };
}
