/** What notes are about. */
export type NoteKind = 'threat' | 'trouble' | 'trouble_over' | 'service_down' | 'service_back';

const PAUSE_MS = 600_000;
const MAX_LENGTH = 240;

/** Words that a desktop shows as they are: no control characters, and nothing that some of them read as markup. */
export function toPlainText(text: string): string {
  const plain = text
    .replaceAll(/[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+/gu, ' ')
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replaceAll('&', '＆')
    .trim();
  return plain.length > MAX_LENGTH ? `${plain.slice(0, MAX_LENGTH - 1)}…` : plain;
}

/** Lets one note of each kind through in ten minutes: what is told all the time is soon no longer read. */
export function createNoteLimit(nowMs: () => number): (kind: NoteKind) => boolean {
  const last = new Map<NoteKind, number>();
  return (kind) => {
    const before = last.get(kind);
    if (before !== undefined && nowMs() - before < PAUSE_MS) return false;
    last.set(kind, nowMs());
    return true;
  };
}
