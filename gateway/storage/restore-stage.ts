/**
 * Threat: a restore that is cut in the middle, by a damaged backup, a full disk or a power cut. Everything is unpacked and
 * checked beside the present state first; only a whole, checked copy gets the name that the next start looks for.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { readBackup, type BackupPlace, type ReadBackup, type TakeFile } from './backup-read';
import type { EndedKey } from './backup-merge';
import { toBytes } from './config-envelope';
import { createSynced } from './create-synced';
import { realDisk } from './disk-port';
import { PENDING, PLAN, type RestorePlan } from './restore-plan';

const write = async (file: string, bytes: AsyncIterable<Buffer> | Buffer): Promise<void> => {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await createSynced(file, bytes);
};

const isHalf = (name: string) => name.startsWith(`${PENDING}.`) && name.endsWith('.part');

async function sweep(dataDir: string): Promise<void> {
  for (const name of (await readdir(dataDir)).filter(isHalf)) {
    await rm(path.join(dataDir, name), { recursive: true, force: true });
  }
}

/** What the owner decided about a restore. */
interface StageOptions {
  readonly dataDir: string;
  readonly place: BackupPlace;
  readonly passphrase: string;
  readonly records: boolean;
  readonly now: Date;
  /** Says what was ended since the backup, once it is known what is in it. */
  readonly endsOf: (backup: ReadBackup) => Promise<readonly EndedKey[]>;
  readonly reviveKeys: readonly string[];
}

/** Unpacks a backup for the next start. Throws like readBackup, and STORAGE_FAILED; the present state is not touched. */
export async function stageRestore(options: StageOptions) {
  const { dataDir, now } = options;
  await sweep(dataDir);
  const part = path.join(dataDir, `${PENDING}.${randomBytes(6).toString('hex')}.part`);
  await mkdir(part, { mode: 0o700 });
  try {
    const take: TakeFile = (name, bytes) => write(path.join(part, name), bytes);
    const read = await readBackup(
      dataDir,
      options.place,
      options.passphrase,
      options.records ? take : undefined,
    );
    const ended = await options.endsOf(read);
    const stamp = now.toISOString().slice(0, 19).replaceAll(/[:T]/g, '-');
    const plan: RestorePlan = {
      version: 1,
      keptAs: `before-restore-${stamp}-${randomBytes(2).toString('hex')}`,
      records: options.records,
      ended: [...ended],
      reviveKeys: [...options.reviveKeys],
    };
    await write(path.join(part, 'config.json'), toBytes(read.envelope));
    await write(path.join(part, PLAN), Buffer.from(JSON.stringify(plan)));
    await realDisk.syncFolder(part);
    await cancelRestore(dataDir);
    await rename(part, path.join(dataDir, PENDING));
    await realDisk.syncFolder(dataDir);
    return { ...read, ended, keptAs: plan.keptAs };
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    throw error;
  }
}

/** Forgets a restore that waits; true when there was one. */
export async function cancelRestore(dataDir: string): Promise<boolean> {
  const part = path.join(dataDir, `${PENDING}.${randomBytes(6).toString('hex')}.part`);
  try {
    // Renamed first, so that no start ever sees half of it.
    await rename(path.join(dataDir, PENDING), part);
  } catch {
    return false; // none waits
  }
  await rm(part, { recursive: true, force: true });
  return true;
}
