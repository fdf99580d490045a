import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLedger, type Ledger } from '../../gateway/ledger/ledger';
import { startRetention, type RetentionDeps } from '../../gateway/retention';
import { emptyConfig } from '../../gateway/storage/empty-config';
import { ALL_TIME_MS, openCall, settlement } from '../support/ledger-calls';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 21, 12);

let dataDir = '';
let ledger: Ledger;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-retention-'));
  ledger = await openLedger({ dataDir });
});
afterEach(async () => {
  await ledger.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** Time that passes only when a test says so. */
class Timers {
  waiting: { action: () => void; afterMs: number }[] = [];
  schedule = (action: () => void, afterMs: number) => {
    const timer = { action, afterMs };
    this.waiting.push(timer);
    return () => void (this.waiting = this.waiting.filter((one) => one !== timer));
  };
  /** Lets the next one come; resolves once the one after it is planned. */
  async next(): Promise<number | undefined> {
    const [timer] = this.waiting.splice(0, 1);
    timer?.action();
    await expect.poll(() => this.waiting.length).toBe(1);
    return timer?.afterMs;
  }
}

function start(keepRowsDays: number, more: Partial<RetentionDeps> = {}) {
  const timers = new Timers();
  const told: string[] = [];
  const { settings } = emptyConfig();
  const retention = startRetention({
    dataDir,
    ledger,
    config: { current: { settings: { ...settings, keepRowsDays } } },
    report: (message) => told.push(message),
    wallMs: () => NOW,
    schedule: timers.schedule,
    ...more,
  });
  return { timers, told, retention };
}

const addCall = (daysAgo: number) =>
  ledger.settle(ledger.open(openCall({ startedAtMs: NOW - daysAgo * DAY_MS })), settlement());
const all = { fromMs: 0, toMs: ALL_TIME_MS };
const daysOnRecord = async () =>
  (await ledger.records({ ...all, limit: 500 })).map((row) => (NOW - row.startedAtMs) / DAY_MS);

test('calls older than the owner wants go minutes after the start and then daily; their sums stay', async () => {
  for (const daysAgo of [91, 89, 30, 0]) await addCall(daysAgo);
  const { timers, told } = start(90);
  expect(await daysOnRecord()).toHaveLength(4);

  expect(await timers.next()).toBe(300_000);
  expect(await daysOnRecord()).toEqual([0, 30, 89]);
  expect((await ledger.lifetime()).byKey.get('phone')?.calls).toBe(4);

  await addCall(95);
  expect(await timers.next()).toBe(DAY_MS);
  expect(await daysOnRecord()).toEqual([0, 30, 89]);
  expect((await ledger.summary(all)).totals.calls).toBe(5);
  expect(told).toEqual([]);
});

test('the copy from before an upgrade goes after thirty days, and nothing else does', async () => {
  const at = (name: string) => path.join(dataDir, name);
  const names = ['ledger.db.before-v2', 'ledger.db.before-v2.mine', 'other.before-v2'];
  const oldMs = (NOW - 31 * DAY_MS) / 1000;
  for (const name of names) {
    await writeFile(at(name), '');
    await utimes(at(name), oldMs, oldMs);
  }
  await mkdir(at('ledger.db.before-v9'));
  await utimes(at('ledger.db.before-v9'), oldMs, oldMs);
  await writeFile(at('ledger.db.before-v3'), '');
  await utimes(at('ledger.db.before-v3'), NOW / 1000 - 86_400, NOW / 1000 - 86_400);
  const { timers } = start(90);
  expect(await readdir(dataDir)).toContain('ledger.db.before-v2');

  await timers.next();

  const left = await readdir(dataDir);
  expect(left).not.toContain('ledger.db.before-v2');
  const kept = [...names.slice(1), 'ledger.db.before-v3', 'ledger.db.before-v9'];
  expect(left).toEqual(expect.arrayContaining(kept));
});

test('what fails is told and tried again the next day; after the end nothing runs', async () => {
  let isBroken = true;
  let pruned = 0;
  const prune = async () => {
    pruned++;
    if (isBroken) throw new Error('the disk refuses');
    return 0;
  };
  const { timers, told, retention } = start(90, { ledger: { prune } });
  await timers.next();
  expect(told).toEqual(['old calls stay on record']);
  isBroken = false;
  expect(await timers.next()).toBe(DAY_MS);
  expect([pruned, told.length]).toEqual([2, 1]);
  retention.close();
  expect(timers.waiting).toEqual([]);
});
