/** What notes are about. */
export type NoteKind =
  'threat' | 'trouble' | 'trouble_over' | 'service_down' | 'service_back' | 'budget' | 'update';

const PAUSE_MS = 600_000;
/** So many of one kind in that time, and so many of all: what is told all the time is soon no longer read. */
const MOST_OF_KIND = 3;
const MOST = 6;

interface Shown {
  readonly kind: NoteKind;
  readonly subject: string;
  readonly atMs: number;
}

/** Says whether a note may be shown: within ten minutes one of a kind about the same, three of a kind and six in all. */
export function createNoteLimit(
  nowMs: () => number,
): (kind: NoteKind, subject?: string) => boolean {
  let shown: Shown[] = [];
  return (kind, subject = '') => {
    const now = nowMs();
    shown = shown.filter(({ atMs }) => now - atMs < PAUSE_MS);
    const alike = shown.filter((one) => one.kind === kind);
    const isFull = shown.length >= MOST || alike.length >= MOST_OF_KIND;
    if (isFull || alike.some((one) => one.subject === subject)) return false;
    shown.push({ kind, subject, atMs: now });
    return true;
  };
}
