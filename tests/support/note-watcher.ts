import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from '@playwright/test';

/** A note as the desktop was told to show it. */
export interface ShownNote {
  readonly id: number;
  readonly title: string;
  readonly body: string;
}

/** The notes of a desktop: sees each over D-Bus, and clicks. */
export interface NoteWatcher {
  readonly notes: readonly ShownNote[];
  titles(): readonly string[];
  /** Resolves with the note of that title as soon as it is shown. */
  shown(title: string): Promise<ShownNote>;
  click(note: ShownNote): void;
  stop(): void;
}

type Line = Partial<ShownNote> & { readonly watching?: true };

/** Starts before the app: it asks once whether the desktop shows notes. */
export async function startNoteWatcher(): Promise<NoteWatcher> {
  const script = path.join(import.meta.dirname, 'notes.py');
  const child = spawn('/usr/bin/python3', [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const notes: ShownNote[] = [];
  let isWatching = false;
  createInterface({ input: child.stdout }).on('line', (text) => {
    const { watching, id, title = '', body = '' } = JSON.parse(text) as Line;
    isWatching ||= watching === true;
    if (id !== undefined) notes.push({ id, title, body });
  });
  await expect.poll(() => isWatching).toBe(true);
  const titles = () => notes.map(({ title }) => title);
  return {
    notes,
    titles,
    async shown(title) {
      await expect.poll(titles).toContain(title);
      return notes.find((note) => note.title === title) ?? { id: 0, title, body: '' };
    },
    click: ({ id }) => void child.stdin.write(`${id}\n`),
    stop: () => void child.kill('SIGKILL'),
  };
}
