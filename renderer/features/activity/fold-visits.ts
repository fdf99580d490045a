import type { AuditEntry } from '#shared/contract/operations/records';

/** How many visits one line stands for, and the position of the oldest of them. */
export interface Visits {
  readonly count: number;
  readonly id: number;
}

const NEAR_MS = 600_000;

/** Somebody looked at the page for new devices, or took a file from it; one that was refused is no such visit. */
export const isVisit = ({ event, path, status, code }: AuditEntry): boolean =>
  event === 'PUBLIC' && code === null && status < 400 && /^\/join(\/|$)/.test(path);

/**
 * Takes the visits of one address within ten minutes together in the newest of them, whatever came between: a phone that
 * is being connected must not bury the calls of the others. Entries are newest first, and so is what comes back.
 */
export function foldVisits(entries: readonly AuditEntry[]): {
  readonly kept: readonly AuditEntry[];
  /** By the position of the entry that was kept. */
  readonly visits: ReadonlyMap<number, Visits>;
} {
  const visits = new Map<number, Visits>();
  const newest = new Map<string, AuditEntry>();
  const kept = entries.filter((entry) => {
    if (!isVisit(entry)) return true;
    const first = newest.get(entry.ip);
    const isNear = first && Date.parse(first.at) - Date.parse(entry.at) <= NEAR_MS;
    const line = isNear ? first : entry;
    newest.set(entry.ip, line);
    visits.set(line.seq, { count: (visits.get(line.seq)?.count ?? 0) + 1, id: entry.seq });
    return line === entry;
  });
  return { kept, visits };
}
