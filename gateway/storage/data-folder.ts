/**
 * The data folder holds the hashes of all keys and the record of all calls. Another user of this computer who could
 * read it, or put a link in its place, would own the gateway: so it is ours, private, and no link.
 */
import { chmod, lstat, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { LatchkeyError } from '#shared/contract/errors';
import type { StartReason } from '#shared/contract/gateway-link';
import { assertOurs } from './disk-port';
import { startReason } from './start-reason';

const refuse = (reason: StartReason, message: string, cause?: unknown) =>
  new LatchkeyError('CONFIG_UNREADABLE', { message, details: startReason(reason), cause });

/** Makes sure that `folder` exists, is no link, belongs to us and is closed to others. Throws CONFIG_UNREADABLE otherwise. */
export async function prepareDataFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw refuse('folder_not_made', 'The data folder cannot be created.', cause);
  }
  const found = await lstat(folder);
  if (found.isSymbolicLink()) {
    throw refuse('folder_is_link', 'The data folder is a link. Name the folder itself.');
  }
  try {
    assertOurs(folder, found);
  } catch (cause) {
    throw refuse(
      'folder_not_ours',
      'The data folder belongs to another user of this computer.',
      cause,
    );
  }
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) await chmod(folder, 0o700);
}

/** Removes the half-written files that a power cut left behind. Only for the one who holds the folder's lock. */
export async function sweepHalfWritten(folder: string): Promise<void> {
  const names = await readdir(folder);
  const left = names.filter((name) => /^[a-z]+\.json\.(.+\.)?[0-9a-f]{12}\.tmp$/.test(name));
  await Promise.all(left.map((name) => rm(path.join(folder, name), { force: true })));
}
