import { AuditEntry } from '#shared/contract/operations/records';
import { toCsvRow, type CsvValue } from '#shared/domain/csv';
import { openExport } from '../storage/export-files';
import type { AuditLog } from './audit-log';
import { clean, renderAccess, renderClassic } from './renderers';

/** The forms in which the record can be taken away. */
export type ExportFormat = 'jsonl' | 'csv' | 'classic' | 'access';

interface ExportAsked {
  readonly format: ExportFormat;
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

interface ExportDeps {
  readonly dataDir: string;
  readonly audit: Pick<AuditLog, 'lines'>;
  readonly now: () => Date;
}

const columns = Object.keys(AuditEntry.shape) as (keyof AuditEntry)[];

const toValue = (value: AuditEntry[keyof AuditEntry]): CsvValue => {
  if (typeof value === 'string') return clean(value);
  if (typeof value === 'number' || value === null || value === undefined) return value;
  return clean(JSON.stringify(value));
};

const toCsv = (entry: AuditEntry): string => toCsvRow(columns.map((name) => toValue(entry[name])));

const forms: Record<ExportFormat, (entry: AuditEntry, line: string) => string> = {
  jsonl: (_entry, line) => `${line}\n`,
  csv: toCsv,
  classic: (entry) => `${renderClassic(entry)}\n`,
  access: (entry) => `${renderAccess(entry)}\n`,
};
const endings: Record<ExportFormat, string> = {
  jsonl: 'jsonl',
  csv: 'csv',
  classic: 'log',
  access: 'log',
};

const BLOCK = 64 * 1024;

const nameFor = (format: ExportFormat, now: Date): string => {
  const stamp = now.toISOString().replaceAll(/[:.]/g, '-').slice(0, 23);
  return `latchkey-${format}-${stamp}.${endings[format]}`;
};

/** Writes the record between two times (`toMs` exclusive) to an export. Holds one block of it in memory. */
export async function exportAudit(deps: ExportDeps, asked: ExportAsked) {
  const { format, fromMs = 0, toMs = Infinity } = asked;
  const file = await openExport(deps.dataDir, nameFor(format, deps.now()));
  let rows = 0;
  let block = format === 'csv' ? toCsvRow(columns) : '';
  try {
    for await (const { entry, line } of deps.audit.lines()) {
      const atMs = Date.parse(entry.at);
      if (atMs < fromMs || atMs >= toMs) continue;
      block += forms[format](entry, line);
      rows++;
      if (block.length < BLOCK) continue;
      await file.write(block);
      block = '';
    }
    await file.write(block);
  } catch (error) {
    await file.discard();
    throw error;
  }
  return { ...(await file.close()), rows };
}
