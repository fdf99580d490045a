import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { startStorageChild } from '../support/storage-child';

const canTrace = (): boolean => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    // Where a process may not be traced, this says so.
    execFileSync('strace', ['-o', '/dev/null', '-e', 'inject=fsync:error=EIO', 'true']);
    return true;
  } catch {
    return false;
  }
};

/** From now on every sync of the process fails; resolves with what to end that with, and a log of what it opened. */
async function failSyncs(pid: number, log: string): Promise<() => Promise<void>> {
  const syncs = 'fsync,fdatasync';
  const calls = ['-e', `trace=openat,${syncs}`, '-e', `inject=${syncs}:error=EIO`];
  const strace = spawn('strace', ['-f', '-p', String(pid), '-o', log, ...calls], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(strace, 'exit');
  // It says that it is attached.
  await once(strace.stderr, 'data');
  return async () => {
    strace.kill('SIGINT');
    await ended;
  };
}

test('F-07: a row whose sync failed is not acknowledged, and the next one begins with a fresh handle', async ({
  skip,
}) => {
  skip(!canTrace(), 'only root on Linux with strace can make a sync fail');
  const dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-ledger-eio-'));
  const log = path.join(dataDir, 'strace.log');
  const child = startStorageChild('record-on', dataDir);
  await child.waitForLines(300);

  const heal = await failSyncs(child.pid, log);
  const refused = () => child.lines.filter((line) => line === 'refused').length;
  const before = refused();
  await child.waitFor(() => refused() > before + 100);
  const whileFailing = child.lines.length;
  await child.waitFor(() => refused() > before + 500);
  const meanwhile = child.lines.slice(whileFailing);
  await heal();
  const healed = child.lines.length;
  await child.waitFor(() => child.lines.slice(healed).some((line) => line !== 'refused'));
  await child.kill();

  expect(new Set(meanwhile)).toEqual(new Set(['refused']));
  const opened = await readFile(log, 'utf8');
  const firstFailure = opened.indexOf('EIO');
  expect(firstFailure).toBeGreaterThan(-1);
  expect(opened.slice(firstFailure)).toMatch(/openat\(.*ledger\.db"/);
  const acknowledged = child.lines.slice(1).filter((line) => /^\d+ \d+$/.test(line));
  const db = new DatabaseSync(path.join(dataDir, 'ledger.db'));
  const billed = new Set(
    db
      .prepare(`SELECT id || ' ' || bytes_out AS line FROM calls WHERE billed = 1`)
      .all()
      .map((row) => row['line']),
  );
  db.close();
  await rm(dataDir, { recursive: true, force: true });
  expect(acknowledged.length).toBeGreaterThan(300);
  expect(acknowledged.filter((line) => !billed.has(line))).toEqual([]);
  // Of what was refused nothing is billed: beyond the acknowledged there is at most what was under way at the end.
  expect(billed.size).toBeLessThanOrEqual(acknowledged.length + 64);
}, 60_000);
