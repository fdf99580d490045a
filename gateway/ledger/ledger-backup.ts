import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';

const PAGES_AT_ONCE = 500;

/**
 * Copies the ledger as it is at this moment into `target`, while calls go on: a handle of its own reads one state
 * of the database, off this thread. The copy takes its name only when all of it is on disk.
 */
export async function backUp(file: string, target: string): Promise<void> {
  const part = `${target}.part`;
  rmSync(part, { force: true });
  const reader = new DatabaseSync(file, { readOnly: true, timeout: 1000 });
  try {
    // An open transaction: without it every commit meanwhile would begin the copy again.
    reader.exec('BEGIN; SELECT 1 FROM cycles');
    await backup(reader, part, { rate: PAGES_AT_ONCE });
    const handle = openSync(part, 'r+');
    fsyncSync(handle);
    closeSync(handle);
    renameSync(part, target);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  } finally {
    reader.close();
  }
}
