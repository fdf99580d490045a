import { constants } from 'node:fs';
import { lstat, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createSynced } from './create-synced';

/** How a file on disk can be told from another one without reading it. */
export interface FileMark {
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
}

/** The few things the config asks of a disk, so that a disk which loses power can be put in its place. */
export interface DiskPort {
  /** The bytes of a plain file of ours; undefined when there is none. Throws for a link, or a file of somebody else. */
  read(file: string): Promise<Buffer | undefined>;
  mark(file: string): Promise<FileMark | undefined>;
  /** Creates a file that did not exist (0600). Its bytes outlive a power cut once this resolves; its name does not yet. */
  createSynced(file: string, bytes: Buffer): Promise<void>;
  /** Gives `from` the name `to`, all at once. */
  replace(from: string, to: string): Promise<void>;
  remove(file: string): Promise<void>;
  /** Names in this folder outlive a power cut once this resolves. */
  syncFolder(folder: string): Promise<void>;
}

/** Thrown for a file that we must not trust: a link, a device, or one that belongs to somebody else. */
export class ForeignFileError extends Error {
  override readonly name = 'ForeignFileError';
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** Throws ForeignFileError unless `found` is owned by the user who runs this process. */
export function assertOurs(file: string, found: { uid: number }): void {
  const self = process.getuid?.();
  if (self !== undefined && found.uid !== self) {
    throw new ForeignFileError(`${path.basename(file)} belongs to another user (${found.uid}).`);
  }
}

const statIfThere = async (file: string) => {
  try {
    return await lstat(file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

const assertPlain = (file: string, found: { isFile(): boolean; uid: number }) => {
  if (!found.isFile()) throw new ForeignFileError(`${path.basename(file)} is not a plain file.`);
  assertOurs(file, found);
};

async function readPlain(file: string): Promise<Buffer | undefined> {
  const found = await statIfThere(file);
  if (!found) return undefined;
  assertPlain(file, found);
  // Between the look and the opening somebody may have put a link or a pipe there: neither is followed nor waited for.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const handle = await open(file, flags);
  try {
    assertPlain(file, await handle.stat());
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

const TRIES = 10;

/** On Windows a virus scanner or the search index may hold a file for a moment. */
const isHeld = (error: unknown): boolean =>
  process.platform === 'win32' &&
  error instanceof Error &&
  'code' in error &&
  ['EPERM', 'EACCES', 'EBUSY'].includes(String(error.code));

async function replace(from: string, to: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (!isHeld(error) || tries === TRIES) throw error;
      await wait(20 * tries);
    }
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; NTFS keeps its names in a journal of its own.
  if (process.platform === 'win32') return;
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The real disk. */
export const realDisk: DiskPort = {
  read: readPlain,
  async mark(file) {
    const found = await statIfThere(file);
    return found && { ino: found.ino, size: found.size, mtimeMs: found.mtimeMs };
  },
  createSynced,
  replace,
  remove: (file) => rm(file, { force: true }),
  syncFolder,
};
