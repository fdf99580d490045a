import { open } from 'node:fs/promises';

/** A new file that is on the disk when this resolves; for the owner alone. Throws EEXIST. */
export async function createSynced(
  file: string,
  bytes: AsyncIterable<Buffer> | Buffer,
): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
