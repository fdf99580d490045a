/** Threat: a report names people and addresses, and the place for it may be a link that somebody else has put there. */
import { constants } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { usageError } from './exit-code';

const FLAGS = constants.O_WRONLY | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);

async function fill(
  handle: FileHandle,
  file: string,
  text: string | AsyncIterable<Uint8Array>,
): Promise<void> {
  const isPlain = (await handle.stat()).isFile();
  // A file that was there keeps its rights when it is opened.
  if (isPlain) await handle.chmod(0o600);
  try {
    await handle.writeFile(text);
  } catch (error) {
    // Half of what was to come would look like all of it.
    if (isPlain) await rm(file, { force: true });
    throw error;
  }
}

/** Writes a file that only its owner can read; with `isNew` only where there was none. Throws a usage error when it cannot. */
export async function writePrivateFile(
  file: string,
  text: string | AsyncIterable<Uint8Array>,
  { isNew = false } = {},
): Promise<void> {
  try {
    const flags = FLAGS | (isNew ? constants.O_EXCL : constants.O_TRUNC);
    const handle = await open(file, flags, 0o600);
    try {
      await fill(handle, file, text);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw usageError(`"${file}" is there already. Name another place with --output.`);
    }
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw usageError(`"${file}" cannot be written${code}.`);
  }
}
