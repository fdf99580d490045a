import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openLedger } from '../../gateway/ledger/ledger';
import { readTrace, TRACE_ARGS, TracedDisk } from '../support/traced-disk';

const CALLS = 400;
/** `npm run faults:long` asks for more. */
const CUTS = Number(process.env['LATCHKEY_POWER_CUTS'] ?? 25);
const script = path.resolve(import.meta.dirname, '../support/storage-process.mjs');

const canTrace = (): boolean => {
  if (process.platform !== 'linux') return false;
  try {
    // Where a process may not be traced, this says so.
    execFileSync('strace', [...TRACE_ARGS, '-o', '/dev/null', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Records calls under strace until so many are acknowledged, and then ends it at once. */
async function traceRecording(dataDir: string, log: string): Promise<void> {
  const args = [...TRACE_ARGS, '-o', log, process.execPath, script, 'record', dataDir];
  const child = spawn('strace', args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  const ended = once(child, 'close');
  let lines = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    lines += chunk.toString().split('\n').length - 1;
    if (lines > CALLS && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  });
  await ended;
}

/** What the ledger of a folder says when it is opened after the power is back. */
async function billedAfter(dataDir: string): Promise<{ billed: Set<unknown>; check: unknown }> {
  const ledger = await openLedger({ dataDir });
  const { recovered } = ledger;
  await ledger.close();
  const db = new DatabaseSync(path.join(dataDir, 'ledger.db'));
  const rows = db
    .prepare(`SELECT id || ' ' || bytes_out AS line FROM calls WHERE billed = 1`)
    .all();
  const check = db.prepare('PRAGMA integrity_check').get()?.['integrity_check'];
  db.close();
  return { billed: new Set(rows.map((row) => row['line'])), check: recovered ? 'moved' : check };
}

test(
  'F-02: whenever the power goes, every acknowledged call was synced before, whatever the disk drops of the rest',
  async ({ skip }) => {
    skip(!canTrace(), 'strace is needed to see what is synced when');
    const folder = await mkdtemp(path.join(tmpdir(), 'latchkey-ledger-power-'));
    const log = path.join(folder, 'strace.log');
    const dataDir = path.join(folder, 'data');
    await mkdir(dataDir);
    await traceRecording(dataDir, log);

    const isLedger = (file: string) => /ledger\.db(-wal)?$/.test(file);
    const steps = readTrace(await readFile(log, 'latin1'), isLedger);
    const firstAt = steps.findIndex((step) => step.type === 'said' && /^\d+ \d+$/m.test(step.text));
    const cuts = new Set(
      Array.from(
        { length: CUTS },
        () => firstAt + Math.floor(Math.random() * (steps.length - firstAt)),
      ),
    ).add(steps.length - 1);
    const disk = new TracedDisk();
    const acknowledged: string[] = [];
    for (const [at, step] of steps.entries()) {
      disk.follow(step);
      if (step.type === 'said') {
        acknowledged.push(...step.text.split('\n').filter((line) => /^\d+ \d+$/.test(line)));
      }
      if (!cuts.has(at)) continue;
      const share = [0, 0.5, 1][at % 3] ?? 0;
      const after = path.join(folder, `cut-${at}`);
      await mkdir(after);
      for (const [file, bytes] of disk.afterPowerLoss(() => Math.random() < share)) {
        await writeFile(path.join(after, path.basename(file)), bytes);
      }
      const { billed, check } = await billedAfter(after);
      const where = `step ${at} of ${steps.length}, ${share} of what was not synced kept`;
      expect(check, where).toBe('ok');
      expect(
        acknowledged.filter((line) => !billed.has(line)),
        where,
      ).toEqual([]);
    }
    await rm(folder, { recursive: true, force: true });
    expect(acknowledged.length).toBeGreaterThan(CALLS / 2);
  },
  60_000 + CUTS * 3_000,
);
