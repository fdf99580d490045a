import type { AuditEntry } from '#shared/contract/operations/records';

const isChange = (entry: AuditEntry) => entry.operation !== null;
const isAsked = (entry: AuditEntry) => isChange(entry) && entry.status === 0;

/** What was asked, together with what it did; the word that tells the two lines apart goes. */
const merge = (asked: unknown, done: unknown): unknown => {
  const both = { ...(asked as object | undefined), ...(done as object | undefined) };
  return { ...both, phase: undefined };
};

/**
 * A change is on record twice: before it is made, with what was asked, and after, with how it ended. Returns the entries
 * with each such pair as one; a change that never ended stays, since that is worth seeing.
 */
export function joinChanges(entries: readonly AuditEntry[]): AuditEntry[] {
  const asked = new Map(
    entries.filter(isAsked).map(({ requestId, change }) => [requestId, change] as const),
  );
  const ended = new Set(
    entries.filter((entry) => isChange(entry) && !isAsked(entry)).map((entry) => entry.requestId),
  );
  return entries
    .filter((entry) => !isAsked(entry) || !ended.has(entry.requestId))
    .map((entry) =>
      isChange(entry) && asked.has(entry.requestId)
        ? { ...entry, change: merge(asked.get(entry.requestId), entry.change) }
        : entry,
    );
}
