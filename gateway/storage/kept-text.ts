import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { realDisk } from './disk-port';

/** A small file that follows a state in memory: written soon after a change, replaced whole, private. */
interface KeptText {
  /** True while the file, written by us, says what the state is. */
  readonly isSaved: boolean;
  changed(): void;
  /** Writes the last state if it is not written yet. */
  close(): Promise<void>;
}

interface KeptTextOptions {
  readonly file: string;
  readonly render: () => string;
  readonly report: (message: string, cause: unknown) => void;
  /** How long changes are gathered. */
  readonly soonMs?: number;
}

const SOON_MS = 2_000;

/** The text of such a file; undefined when there is none that can be trusted. */
export const readKept = async (file: string): Promise<string | undefined> => {
  const bytes = await realDisk.read(file).catch(() => undefined);
  return bytes?.toString('utf8');
};

/** Keeps `file` (0600, synced, replaced whole) at what `render` says. A failed write is reported and tried again with the next change. */
export function createKeptText(options: KeptTextOptions): KeptText {
  const { file, render, report, soonMs = SOON_MS } = options;
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  let isDirty = false;
  let isSaved = false;
  const write = async () => {
    if (!isDirty) return;
    isDirty = false;
    const part = `${file}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      await realDisk.createSynced(part, Buffer.from(render()));
      await realDisk.replace(part, file);
      isSaved = !isDirty;
    } catch (cause) {
      isDirty = true;
      await rm(part, { force: true }).catch(() => undefined); // the next write has another name
      report(`${path.basename(file)} could not be saved.`, cause);
    }
  };
  return {
    get isSaved() {
      return isSaved;
    },
    changed() {
      isDirty = true;
      isSaved = false;
      timer ??= setTimeout(() => {
        timer = undefined;
        writing = writing.then(write);
      }, soonMs).unref();
    },
    async close() {
      clearTimeout(timer);
      await writing;
      await write();
    },
  };
}
