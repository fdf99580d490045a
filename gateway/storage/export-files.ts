/**
 * Exports are whole lists of what a household did. They are private files below one folder, gone after a day; a name
 * that is not exactly one of theirs (a path, a link, a device) is never opened, neither for writing nor for reading.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { LatchkeyError } from '#shared/contract/errors';
import { isExportName } from '#shared/domain/export-name';

/** One file on its way out. It has its name only once it is whole. */
interface ExportFile {
  write(chunk: string | Uint8Array): Promise<void>;
  /** Gives the file its name. Throws STORAGE_FAILED when the disk refuses. */
  close(): Promise<{ name: string; bytes: number }>;
  /** Leaves nothing behind. */
  discard(): Promise<void>;
}

const KEEP_MS = 86_400_000;

const folderOf = (dataDir: string): string => path.join(dataDir, 'exports');

const failed = (cause: unknown) => new LatchkeyError('STORAGE_FAILED', { cause });

/** Removes exports, whole or half-written, that are older than 24 h. */
export async function sweepExports(dataDir: string, nowMs = Date.now()): Promise<void> {
  const folder = folderOf(dataDir);
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const file = path.join(folder, name);
    const found = await lstat(file).catch(() => undefined);
    if (found && nowMs - found.mtimeMs > KEEP_MS) await rm(file, { force: true });
  }
}

async function create(dataDir: string, part: string): Promise<FileHandle> {
  await mkdir(folderOf(dataDir), { recursive: true, mode: 0o700 });
  return open(part, 'wx', 0o600);
}

/** Begins an export (0600). Throws INPUT_INVALID for a name that is not plain, STORAGE_FAILED when the disk refuses. */
export async function openExport(dataDir: string, name: string): Promise<ExportFile> {
  if (!isExportName(name)) throw new LatchkeyError('INPUT_INVALID');
  await sweepExports(dataDir);
  const part = path.join(folderOf(dataDir), `${randomBytes(8).toString('hex')}.part`);
  const handle = await create(dataDir, part).catch((cause: unknown) => {
    throw failed(cause);
  });
  let bytes = 0;
  const discard = async () => {
    await handle.close().catch(() => undefined); // it may be closed already
    await rm(part, { force: true });
  };
  const orDiscard = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (cause) {
      await discard();
      throw failed(cause);
    }
  };
  const finish = async () => {
    await handle.close();
    await rename(part, path.join(folderOf(dataDir), name));
    return { name, bytes };
  };
  return {
    async write(chunk) {
      const buffer = Buffer.from(chunk);
      await orDiscard(handle.appendFile(buffer));
      bytes += buffer.length;
    },
    close: () => orDiscard(finish()),
    discard,
  };
}

const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Opens a finished export for reading; undefined when there is no plain file of exactly this name. */
export async function readExport(
  dataDir: string,
  name: string,
): Promise<{ handle: FileHandle; bytes: number } | undefined> {
  if (!isExportName(name)) return undefined;
  const handle = await open(path.join(folderOf(dataDir), name), READ).catch(() => undefined);
  const found = await handle?.stat();
  if (handle && found?.isFile()) return { handle, bytes: found.size };
  await handle?.close();
  return undefined;
}
