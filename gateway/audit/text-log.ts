/**
 * Lines for programs that read a log file. Nobody may wait for it, a full disk must not become a failed call, and
 * whoever can cause a line must not be able to fill the disk: so it is batched, bounded and rotated by size.
 */
import { constants } from 'node:fs';
import { lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

export interface TextLog {
  /** Never throws and never waits. */
  write(line: string): void;
  /** Resolves when everything written so far is in the file, or was given up. */
  flush(): Promise<void>;
}

interface TextLogOptions {
  readonly file: string;
  readonly maxBytes: () => number;
  readonly keepFiles: () => number;
  /** Is told once when writing begins to fail, and not again until it works. */
  readonly warn: (message: string) => void;
}

/** Lines waiting for a slow disk; more than this are left out. */
const MAX_WAITING = 10_000;
const APPEND =
  constants.O_WRONLY |
  constants.O_APPEND |
  constants.O_CREAT |
  (constants.O_NOFOLLOW ?? 0) |
  (constants.O_NONBLOCK ?? 0);

async function rotate(file: string, keepFiles: number): Promise<void> {
  const at = (age: number) => (age === 0 ? file : `${file}.${age}`);
  await rm(at(keepFiles), { force: true });
  for (let age = keepFiles - 1; age >= 0; age--) {
    await rename(at(age), at(age + 1)).catch(() => undefined); // there are fewer than may be kept
  }
}

async function appendTo(options: TextLogOptions, text: string): Promise<void> {
  const { file, maxBytes, keepFiles } = options;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const size = await lstat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > 0 && size + Buffer.byteLength(text) > maxBytes()) await rotate(file, keepFiles());
  const handle = await open(file, APPEND, 0o600);
  try {
    if (!(await handle.stat()).isFile()) throw new Error('not a plain file');
    await handle.appendFile(text);
  } finally {
    await handle.close();
  }
}

/** Appends lines to a file (0600), whose folder is made; older ones are `<file>.1` and so on. */
export function createTextLog(options: TextLogOptions): TextLog {
  let waiting: string[] = [];
  let writing: Promise<void> | undefined;
  let isFailing = false;
  const drain = async () => {
    // Lines of one turn of the event loop go out together.
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const lines = waiting;
      waiting = [];
      try {
        await appendTo(options, `${lines.join('\n')}\n`);
        isFailing = false;
      } catch {
        if (!isFailing) options.warn(`${options.file} cannot be written; calls go on without it.`);
        isFailing = true;
      }
    }
    writing = undefined;
  };
  return {
    write(line) {
      if (waiting.length >= MAX_WAITING) return;
      waiting.push(line);
      writing ??= drain();
    },
    async flush() {
      while (writing) await writing;
    },
  };
}
