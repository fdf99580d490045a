import type { AuditEntry } from '#shared/contract/operations/records';

/** One line of the list: an entry, or several that say the same, of which it is the newest. */
export interface Line {
  /** `probes`: knocks without a key. `visits`: looks at the page for new devices. */
  readonly kind: 'one' | 'probes' | 'visits';
  readonly entry: AuditEntry;
  readonly count: number;
  /** Position of the oldest of them: it stays the same while more arrive. */
  readonly id: number;
}

const NEAR_MS = 60_000;
const FEWEST = 3;

/** Programs that look around knock at many paths without a key, within moments. */
const isProbe = ({ event, code, keyId }: AuditEntry): boolean =>
  event === 'UNAUTHORIZED' && code === 'KEY_MISSING' && keyId === null;

const isSame = (newer: AuditEntry, older: AuditEntry): boolean =>
  isProbe(newer) &&
  isProbe(older) &&
  newer.ip === older.ip &&
  newer.userAgent === older.userAgent &&
  Date.parse(newer.at) - Date.parse(older.at) <= NEAR_MS;

const toLine = (entry: AuditEntry): Line => ({ kind: 'one', entry, count: 1, id: entry.seq });

/** The entries as lines, newest first; three or more knocks without a key from one place, one after the other, become one line. */
export function foldProbes(entries: readonly AuditEntry[]): Line[] {
  const lines: Line[] = [];
  let run: AuditEntry[] = [];
  const end = () => {
    const [newest] = run;
    const oldest = run.at(-1);
    if (newest && oldest && run.length >= FEWEST) {
      lines.push({ kind: 'probes', entry: newest, count: run.length, id: oldest.seq });
    } else lines.push(...run.map(toLine));
    run = [];
  };
  for (const entry of entries) {
    const [newest] = run;
    if (newest && !isSame(newest, entry)) end();
    run.push(entry);
  }
  end();
  return lines;
}
