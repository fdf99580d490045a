/**
 * Threat: what is logged is read by support, backups and malware, so a key or an admin secret must never be in it;
 * and whoever can cause a line must not be able to fill the disk.
 */
import { appendFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

export interface LogFile {
  /** Never throws and never waits. */
  write(line: string): void;
  /** Resolves when everything written so far is in the file. */
  flush(): Promise<void>;
}

interface LogFileOptions {
  readonly dir: string;
  readonly maxBytes?: number;
  readonly keepFiles?: number;
  /** Also print it: during development. */
  readonly echo?: boolean;
  readonly now?: () => Date;
}

const MAX_BYTES = 5 * 1024 * 1024;
const KEEP_FILES = 4;
/** Lines waiting for a slow disk; more than this are counted and left out. */
const MAX_WAITING = 2_000;
const LONGEST_LINE = 8_192;

/** The text without anything that looks like a key or a secret of ours. */
export const redact = (text: string): string =>
  text.replace(/\b(lka?)_[0-9A-Za-z]+_?[0-9A-Za-z]*/g, '$1_•••');

/** A file of limited size: `desktop.log`, and older ones as `desktop.1.log` and so on. */
function createRollingFile({ dir, maxBytes = MAX_BYTES, keepFiles = KEEP_FILES }: LogFileOptions) {
  const at = (n: number) => path.join(dir, n === 0 ? 'desktop.log' : `desktop.${n}.log`);
  let size: number | undefined;
  const rotate = async () => {
    await rm(at(keepFiles), { force: true });
    for (let n = keepFiles - 1; n >= 0; n--) {
      await rename(at(n), at(n + 1)).catch(() => {
        // There are fewer old files than may be kept.
      });
    }
    size = 0;
  };
  return {
    async open() {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      size ??= await stat(at(0)).then(
        (file) => file.size,
        () => 0,
      );
    },
    async append(lines: readonly string[]) {
      const text = Buffer.from(`${lines.join('\n')}\n`);
      const before = size ?? 0;
      if (before > 0 && before + text.length > maxBytes) await rotate();
      await appendFile(at(0), text, { mode: 0o600 });
      size = (size ?? 0) + text.length;
    },
  };
}

/** A log of limited size in a folder that is made when it is first needed. */
export function openLogFile(options: LogFileOptions): LogFile {
  const { now = () => new Date() } = options;
  const file = createRollingFile(options);
  let waiting: string[] = [];
  let left = 0;
  let writing: Promise<void> | undefined;

  const drain = async () => {
    await file.open();
    while (waiting.length > 0) {
      const lines = left > 0 ? [...waiting, `... ${left} more lines were left out`] : waiting;
      waiting = [];
      left = 0;
      await file.append(lines);
    }
  };

  const write = (line: string) => {
    const stamped = `${now().toISOString()} ${redact(line.slice(0, LONGEST_LINE))}`;
    if (options.echo) console.log(stamped);
    if (waiting.length >= MAX_WAITING) return void (left += 1);
    waiting.push(stamped);
    // A disk that refuses must not stop the app: the lines are dropped and the next write tries again.
    writing ??= drain()
      .catch(() => void (waiting = []))
      .finally(() => (writing = undefined));
  };

  return {
    write,
    flush: async () => {
      while (writing) await writing;
    },
  };
}
