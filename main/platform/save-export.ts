/**
 * Threat: the page names a file and the shell copies it: a path, a link or a device in place of a name would carry any file
 * of the owner out. Only a plain name is taken, only a plain file below the folder of exports is opened, and where it goes
 * is chosen by the owner in the system's own dialog, never by the page.
 */
import { constants } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { LatchkeyError } from '#shared/contract/errors';
import { isExportName } from '#shared/domain/export-name';

interface SaveExportDeps {
  readonly dataDir: string;
  /** Asks the owner for a place; undefined when they would rather not. */
  readonly choosePlace: (suggestedName: string) => Promise<string | undefined>;
}

const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

async function openExport(dataDir: string, name: string): Promise<FileHandle> {
  const file = path.join(dataDir, 'exports', name);
  const handle = isExportName(name) ? await open(file, READ).catch(() => undefined) : undefined;
  if (handle && (await handle.stat()).isFile()) return handle;
  await handle?.close();
  throw new LatchkeyError('NOT_FOUND', { message: 'There is no such export.' });
}

/** Copies it whole, for its owner alone, or leaves nothing. */
async function copyTo(place: string, from: FileHandle): Promise<void> {
  const to = await open(place, 'w', 0o600);
  try {
    await to.chmod(0o600);
    await to.writeFile(from.createReadStream({ start: 0, autoClose: false }));
    await to.close();
  } catch (error) {
    await to.close().catch(() => undefined); // it may be closed already
    await rm(place, { force: true });
    throw error;
  }
}

/** Saves one finished export where the owner wants it; false when they chose no place. Throws NOT_FOUND or STORAGE_FAILED. */
export async function saveExport(deps: SaveExportDeps, name: string): Promise<boolean> {
  const from = await openExport(deps.dataDir, name);
  try {
    const place = await deps.choosePlace(name);
    if (place === undefined) return false;
    await copyTo(place, from).catch((cause: unknown) => {
      throw new LatchkeyError('STORAGE_FAILED', {
        message: 'The file could not be saved there.',
        cause,
      });
    });
    return true;
  } finally {
    await from.close();
  }
}
