import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLedger } from '../../gateway/ledger/ledger';
import { ALL_TIME_MS, openCall, settlement } from '../support/ledger-calls';
import { makeLedgerV1 } from '../support/ledger-v1';

const FROM_MS = Date.UTC(2026, 9, 1, 10);
const all = { fromMs: 0, toMs: ALL_TIME_MS };
let dataDir = '';
const file = () => path.join(dataDir, 'ledger.db');
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-ledger-upgrade-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const pragma = (name: string) => {
  const db = new DatabaseSync(file(), { readOnly: true, timeout: 10_000 });
  const value = Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  db.close();
  return value;
};

describe('F-17: a ledger of version 1', () => {
  test('F-17: keeps every row and number, is copied first, and gives deleted room back from then on', async () => {
    makeLedgerV1(file(), 1000, FROM_MS);
    const ledger = await openLedger({ dataDir });
    expect(ledger.recovered).toBe(false);
    expect(ledger.interruptedAtStart).toBe(1);
    const { totals, byKey, byPerson, byModel } = await ledger.summary(all);
    expect(totals).toMatchObject({
      calls: 1006,
      billed: 900,
      succeeded: 900,
      refused: 5,
      failed: 101,
      bytesIn: 10_000,
      tokensOut: 4000,
      costNano: '900000000',
    });
    expect(byKey).toContainEqual(expect.objectContaining({ keyId: 'laptop', calls: 333 }));
    expect(byPerson).toEqual([expect.objectContaining({ person: 'Ada', calls: 667 })]);
    expect(byModel.filter(({ model }) => model !== '')).toEqual([
      expect.objectContaining({ model: 'llama', calls: 750 }),
    ]);
    // The first quarter of an hour comes from minutes that were added up again, refusals included.
    const quarter = await ledger.summary({ fromMs: FROM_MS, toMs: FROM_MS + 900_000 });
    expect(quarter.totals).toMatchObject({ calls: 44 + 5 + 1, refused: 5 });
    const [cycle] = await ledger.cycles();
    expect(cycle).toMatchObject({ id: 1, billed: 900, costNano: 900_000_000n, closedAtMs: null });
    expect((await ledger.lifetime()).byKey.get('laptop')?.calls).toBe(300);
    expect((await ledger.keyStats()).get('laptop')?.requests).toBe(333);
    const [newest] = await ledger.records({ ...all, keyId: 'laptop', limit: 1 });
    expect(newest).toMatchObject({ id: 999, requestId: 'request-999', cycleId: 1, billed: true });
    await ledger.settle(ledger.open(openCall()), settlement());
    await ledger.close();

    expect(pragma('user_version')).toBe(2);
    expect(pragma('auto_vacuum')).toBe(2);
    expect(pragma('integrity_check')).toBe('ok');
    const before = new DatabaseSync(`${file()}.before-v2`, { readOnly: true });
    expect(before.prepare('SELECT COUNT(*) AS calls FROM calls').get()).toEqual({ calls: 1001 });
    expect(before.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 });
    before.close();
  });

  test('F-17: killed at any moment of the upgrade, it is wholly old or wholly new', async () => {
    const original = path.join(dataDir, 'original.db');
    makeLedgerV1(original, 20_000, FROM_MS);
    const met = new Set<unknown>();
    for (const moment of moments) {
      for (const name of await readdir(dataDir)) {
        if (name.startsWith('ledger')) await rm(path.join(dataDir, name));
      }
      await copyFile(original, file());
      await upgradeUntil(moment);
      met.add(pragma('user_version'));
      expect(pragma('integrity_check')).toBe('ok');
      const ledger = await openLedger({ dataDir });
      const { totals } = await ledger.summary(all);
      await ledger.close();
      expect(totals).toMatchObject({ calls: 20_006, billed: 18_000, costNano: '18000000000' });
      expect([pragma('user_version'), pragma('auto_vacuum')]).toEqual([2, 2]);
    }
    expect(met).toEqual(new Set([1, 2]));
  }, 60_000);
});

const sizeOf = async (name: string) => (existsSync(name) ? (await stat(name)).size : 0);

/** While the copy is made, in the middle of the transaction, at its commit, and when the file is written anew. */
const moments: (() => Promise<boolean>)[] = [
  async () => (await sizeOf(`${file()}.before-v2`)) > 0,
  async () => (await sizeOf(`${file()}.before-v2`)) > 1_000_000,
  async () => (await sizeOf(`${file()}-wal`)) > 0,
  async () => (await sizeOf(`${file()}-wal`)) > 1_000_000,
  async () => (await sizeOf(`${file()}-wal`)) > 3_000_000,
  async () => existsSync(`${file()}-wal`) && Number(pragma('user_version')) === 2,
];

/** Runs the thread of the ledger in a process of its own, and kills that at the moment. */
async function upgradeUntil(isMoment: () => Promise<boolean>): Promise<void> {
  const worker = path.resolve(import.meta.dirname, '../../gateway/ledger/ledger-worker.ts');
  const start = { workerData: { file: file(), isFirst: true } };
  const script = `new (require('node:worker_threads').Worker)(${JSON.stringify(worker)}, ${JSON.stringify(start)})`;
  const child = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  // Small files: the moment may be over before it is seen, and then the upgrade is whole.
  const isOver = () => existsSync(`${file()}-wal`) && pragma('auto_vacuum') === 2;
  for (let looks = 1; !(await isMoment()) && (looks % 50 > 0 || !isOver()); looks++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  child.kill('SIGKILL');
  await ended;
}
