import type { AuditEntry } from '#shared/contract/operations/records';
import { foldProbes, type Line } from './fold-probes';
import { foldVisits } from './fold-visits';
import { joinChanges } from './join-changes';

/** The record as the lines of the list, newest first. Whoever searches (`isSearched`) gets each visit of the page for new devices. */
export function toLines(entries: readonly AuditEntry[], isSearched: boolean): Line[] {
  const changes = joinChanges(entries);
  if (isSearched) return foldProbes(changes);
  const { kept, visits } = foldVisits(changes);
  return foldProbes(kept).map((line) => {
    const found = visits.get(line.entry.seq);
    return found ? { ...line, ...found, kind: 'visits' } : line;
  });
}
