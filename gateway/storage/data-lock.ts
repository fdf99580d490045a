/**
 * Two gateways on one data folder would overwrite each other's settings and count every limit twice.
 * The lock is one that the operating system takes back by itself when the process dies, however it dies:
 * a lock file with a process id in it would keep the owner out for ever after a power cut.
 */
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LatchkeyError } from '#shared/contract/errors';
import { startReason } from './start-reason';

/** The right to be the only one in a data folder. */
export interface DataLock {
  release(): void;
}

const NOT_A_DATABASE = 26;
const CORRUPT = 11;
const BUSY = 5;

const codeOf = (error: unknown): number =>
  error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;

/** The process that holds the folder, as far as it has said so. */
function holderOf(pidFile: string): number | undefined {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8').trim());
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined; // It only makes the message better.
  }
}

function take(file: string): DatabaseSync {
  // Half a second: a gateway that was just killed may still be on its way out.
  const db = new DatabaseSync(file, { timeout: 500 });
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function takeOrMend(file: string): DatabaseSync {
  try {
    return take(file);
  } catch (error) {
    if (![NOT_A_DATABASE, CORRUPT].includes(codeOf(error))) throw error;
    // Whoever gets as far as reading it holds no lock against us. Emptied in place, so that all keep locking one file.
    truncateSync(file);
    return take(file);
  }
}

const inUse = (pid: number | undefined, cause: unknown) => {
  const who = pid === undefined ? 'Another Latchkey' : `Another Latchkey (process ${pid})`;
  return new LatchkeyError('DATA_IN_USE', {
    message: `${who} is using this data folder.`,
    details: { pid: pid ?? null },
    cause,
  });
};

/** Takes the folder for this process. Throws DATA_IN_USE, with the process id of the holder, when it is taken. */
export function lockDataFolder(folder: string): DataLock {
  const pidFile = path.join(folder, 'lock.pid');
  let db: DatabaseSync;
  try {
    db = takeOrMend(path.join(folder, 'lock.db'));
  } catch (cause) {
    if (codeOf(cause) === BUSY) throw inUse(holderOf(pidFile), cause);
    throw new LatchkeyError('STORAGE_FAILED', {
      message: 'The data folder cannot be written to.',
      details: startReason('folder_not_writable'),
      cause,
    });
  }
  rmSync(pidFile, { force: true });
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600, flag: 'wx' });
  return {
    release() {
      rmSync(pidFile, { force: true });
      db.close();
    },
  };
}
