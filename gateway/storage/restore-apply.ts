/**
 * Puts a restore in place that waits for the start. Whoever pulls the plug at any point finds, at the next start, either
 * the state from before or the restored one: each step is one rename, and doing it all again from the start is harmless.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LatchkeyError } from '#shared/contract/errors';
import { mergeEnds } from './backup-merge';
import { parseEnvelope, seal, toBytes, type ConfigEnvelope } from './config-envelope';
import { realDisk } from './disk-port';
import { MOVED, PENDING, PLAN, RestorePlan } from './restore-plan';

const SETTINGS = ['config.json', 'config.json.bak'];
const RECORDS = [
  'ledger.db-wal',
  'ledger.db-shm',
  'ledger.db',
  'limits.json',
  'seen.json',
  'threats.json',
  'audit',
];

function readEnvelope(file: string): ConfigEnvelope | undefined {
  if (!existsSync(file)) return undefined;
  const parsed = parseEnvelope(readFileSync(file));
  return parsed.state === 'good' ? parsed.envelope : undefined;
}

const moveAll = (names: readonly string[], from: string, to: string): void => {
  for (const name of names) {
    if (existsSync(path.join(from, name))) renameSync(path.join(from, name), path.join(to, name));
  }
};

/** The settings of the backup with the ends of now, which may be more than when the restore was asked for. */
function mergeConfig(dataDir: string, pending: string, plan: RestorePlan): void {
  const staged = readEnvelope(path.join(pending, 'config.json'));
  if (!staged) throw new LatchkeyError('BACKUP_DAMAGED');
  const present = readEnvelope(path.join(dataDir, 'config.json'));
  const revived = new Set(plan.reviveKeys);
  const merged = mergeEnds(staged.config, present?.config, plan.ended, revived);
  const revision = Math.max(staged.revision, present?.revision ?? 0) + 1;
  const file = path.join(pending, 'config.json');
  writeFileSync(`${file}.tmp`, toBytes(seal(merged, revision)), { mode: 0o600, flush: true });
  renameSync(`${file}.tmp`, file);
}

/** Moves the present state aside and the waiting one in. Only for the one who holds the folder's lock, before anything is opened. */
export async function applyPendingRestore(dataDir: string): Promise<string | undefined> {
  const pending = path.join(dataDir, PENDING);
  if (!existsSync(path.join(pending, PLAN))) return undefined;
  const plan = RestorePlan.parse(JSON.parse(readFileSync(path.join(pending, PLAN), 'utf8')));
  const kept = path.join(dataDir, plan.keptAs);
  const names = [...SETTINGS, ...(plan.records ? RECORDS : [])];
  if (!existsSync(path.join(pending, MOVED))) {
    mergeConfig(dataDir, pending, plan);
    mkdirSync(kept, { recursive: true, mode: 0o700 });
    // The settings go last: as long as they are there, a start that is cut here merges with them again.
    moveAll(names.toReversed(), dataDir, kept);
    await realDisk.syncFolder(dataDir);
    writeFileSync(path.join(pending, MOVED), '', { mode: 0o600, flush: true });
    await realDisk.syncFolder(pending);
  }
  moveAll(names, pending, dataDir);
  await realDisk.syncFolder(dataDir);
  // Its plan goes first: without it, what is left is only waste.
  rmSync(path.join(pending, PLAN), { force: true });
  rmSync(pending, { recursive: true, force: true });
  return plan.keptAs;
}
