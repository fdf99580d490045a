import { rename, rm, writeFile } from 'node:fs/promises';

/** A file that follows a state in memory, soon after each change and never more than four times a second. */
export interface SnapshotFile {
  changed(): void;
  /** Writes the last state; nothing is written afterwards. */
  close(): Promise<void>;
}

const SOON_MS = 50;
const APART_MS = 250;

/** Keeps `file` (0600, replaced whole) at what `render` says. A failed write is reported and tried again with the next change. */
export function createSnapshotFile(
  file: string,
  render: () => string,
  report: (message: string, cause: unknown) => void,
): SnapshotFile {
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let isDirty = false;
  let isClosed = false;
  let writtenAtMs = -Infinity;

  const write = async () => {
    isDirty = false;
    const temporary = `${file}.tmp`;
    try {
      await rm(temporary, { force: true });
      // "wx" refuses a link that someone else put there.
      await writeFile(temporary, render(), { mode: 0o600, flag: 'wx' });
      await rename(temporary, file);
    } catch (cause) {
      report('The levels of the limits could not be saved.', cause);
    }
    writtenAtMs = performance.now();
  };
  const schedule = () => {
    if (timer || isClosed) return;
    const wait = Math.max(SOON_MS, writtenAtMs + APART_MS - performance.now());
    timer = setTimeout(() => {
      writing = write().then(() => {
        timer = undefined;
        if (isDirty) schedule();
      });
    }, wait).unref();
  };
  return {
    changed() {
      isDirty = true;
      schedule();
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await writing;
      await write();
    },
  };
}
