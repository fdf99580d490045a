import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** A process of its own that holds the lock of a folder, or records calls in it as fast as it can. */
export interface StorageChild {
  readonly pid: number;
  readonly lines: string[];
  /** Resolves with the next line that comes after those read so far; undefined when the process has ended. */
  waitForLines(count: number): Promise<void>;
  /** Looks after each line; resolves when it is so, or the process has ended. */
  waitFor(isSo: () => boolean): Promise<void>;
  kill(): Promise<void>;
}

const script = path.join(import.meta.dirname, 'storage-process.mjs');

/** Starts the process; what it says on stdout is in `lines`. */
export function startStorageChild(
  task: 'lock' | 'record' | 'record-on',
  dataDir: string,
): StorageChild {
  const child: ChildProcess = spawn(process.execPath, [script, task, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines: string[] = [];
  let look = () => {};
  if (!child.stdout || child.pid === undefined) throw new Error('The process did not start.');
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => {
    lines.push(line);
    look();
  });
  const drained = once(reader, 'close');
  const waitFor = async (isSo: () => boolean) => {
    const found = new Promise<void>((resolve) => {
      look = () => {
        if (isSo()) resolve();
      };
      look();
    });
    await Promise.race([found, drained]);
  };
  return {
    pid: child.pid,
    lines,
    waitForLines: (count) => waitFor(() => lines.length >= count),
    waitFor,
    async kill() {
      child.kill('SIGKILL');
      await Promise.all([ended, drained]);
    },
  };
}
