import type * as z from 'zod';
import type { audit, AuditEntry } from '#shared/contract/operations/records';
import { toOutcome } from '#shared/domain/call-outcome';
import { linesBackward, type FileView } from './audit-files';
import { toEntry } from './audit-line';

/** What can be asked of the record. */
export type AuditQuery = z.input<typeof audit.search.input>;
/** The answer, newest first. */
export type AuditFound = { entries: AuditEntry[]; more: boolean };

const textOf = (entry: AuditEntry): string => {
  const { path, keyName, serviceName, ip, userAgent, code, model, person, operation } = entry;
  const parts = [path, keyName, serviceName, ip, userAgent, code, model, person, operation];
  return parts.join('\n').toLowerCase();
};

/** A question whether an entry is wanted. */
function toFilter(query: AuditQuery): (entry: AuditEntry) => boolean {
  const { event, outcome, keyId, serviceId, beforeSeq } = query;
  const text = query.text?.trim().toLowerCase();
  return (entry) =>
    (beforeSeq === undefined || entry.seq < beforeSeq) &&
    (event === undefined || entry.event === event) &&
    (keyId === undefined || entry.keyId === keyId) &&
    (serviceId === undefined || entry.serviceId === serviceId) &&
    (outcome === undefined || toOutcome(entry) === outcome) &&
    (!text || textOf(entry).includes(text));
}

/** A cheap look at a line before it is read as JSON; may let a wrong one pass, never stops a right one. */
function toGlance({ event, keyId, serviceId }: AuditQuery): (line: string) => boolean {
  const wanted = Object.entries({ event, keyId, serviceId })
    .filter(([, value]) => value !== undefined && /^[\w.-]*$/.test(value))
    .map(([name, value]) => `"${name}":"${value}"`);
  return (line) => wanted.every((part) => line.includes(part));
}

/** What searchRecord looks through: the newest entries in memory (oldest first), and the files (newest first). */
interface Sources {
  readonly recent: readonly AuditEntry[];
  views(): Promise<FileView[]>;
  closeViews(views: readonly FileView[]): Promise<void>;
}

/** Looks through memory first and through the files only when that is not enough; holds one chunk at a time. */
export async function searchRecord(query: AuditQuery, sources: Sources): Promise<AuditFound> {
  const limit = query.limit ?? 100;
  const isWanted = toFilter(query);
  const found = sources.recent.filter(isWanted).reverse();
  const oldest = sources.recent[0]?.seq ?? Infinity;
  if (found.length <= limit && oldest > 1) await searchFiles();
  return { entries: found.slice(0, limit), more: found.length > limit };

  async function searchFiles(): Promise<void> {
    const isWorthReading = toGlance(query);
    const views = await sources.views();
    try {
      for (const view of views) {
        for await (const line of linesBackward(view)) {
          if (!isWorthReading(line)) continue;
          const entry = toEntry(line);
          if (entry && entry.seq < oldest && isWanted(entry)) found.push(entry);
          if (found.length > limit) return;
        }
      }
    } finally {
      await sources.closeViews(views);
    }
  }
}
