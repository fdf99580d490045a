import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  openLedger,
  type CallRow,
  type Ledger,
  type OpenCall,
  type Settlement,
} from '../../gateway/ledger/ledger';
import { ALL_TIME_MS, openCall, settlement } from '../support/ledger-calls';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const NOON = Date.UTC(2026, 10, 21, 12);
const all = { fromMs: 0, toMs: ALL_TIME_MS };

let dataDir = '';
let ledger: Ledger;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-book-'));
  ledger = await openLedger({ dataDir });
});
afterEach(async () => {
  await ledger.close();
  await rm(dataDir, { recursive: true, force: true });
});

const add = (call: Partial<OpenCall> = {}, end: Partial<Settlement> = {}) =>
  ledger.settle(ledger.open(openCall(call)), settlement(end));
const addMany = (count: number, call: (i: number) => Partial<OpenCall>) =>
  Promise.all(Array.from({ length: count }, (_, i) => add(call(i))));
const restart = async () => {
  await ledger.close();
  ledger = await openLedger({ dataDir });
};

describe('what a row says', () => {
  test('a settled call is given back as it was, with what it used and why it is flagged', async () => {
    const used = { tokensCached: 1, images: 2, audioMs: 3000, wattSeconds: 40 };
    const flags = ['estimated', 'shadow:LIMIT_REACHED'];
    await add({ model: 'asked' }, { ...used, flags, code: 'UPSTREAM_TIMEOUT', model: null });
    const [row] = await ledger.records({ ...all, limit: 10 });
    expect(row).toMatchObject({
      ...openCall({ model: 'asked' }),
      ...settlement({ ...used, flags, model: 'asked' }),
      code: 'UPSTREAM_TIMEOUT',
      cycleId: 1,
    });
    expect(row?.settledAtMs).toBeGreaterThan(NOON);
    const { totals, byPerson } = await ledger.summary(all);
    expect(totals).toMatchObject({ ...used, billed: 1 });
    expect(byPerson).toEqual([{ person: 'Ada', ...totals }]);
  });

  test('numbers that no call can have neither stop the record nor spoil its sums', async () => {
    const wild = {
      tokensIn: NaN,
      tokensOut: Infinity,
      tokensCached: -5,
      images: 1.6,
      bytesIn: 1e300,
    };
    await add({}, { ...wild, totalMs: NaN, costNano: 10n ** 30n, model: 'm'.repeat(10_000) });
    await add({}, { ...wild, costNano: -1n });
    const rows = await ledger.records({ ...all, limit: 10 });
    expect(rows[1]).toMatchObject({ tokensIn: 0, tokensOut: 1e11, tokensCached: 0, images: 2 });
    expect(rows[1]?.model).toHaveLength(200);
    expect(rows.map((row) => row.costNano)).toEqual([0n, 10n ** 18n]);
    expect((await ledger.summary(all)).totals.costNano).toBe((10n ** 18n).toString());
  });

  test('a thousand names of models in a day are counted as 500 and the others', async () => {
    await Promise.all(Array.from({ length: 1000 }, (_, i) => add({}, { model: `model-${i}` })));
    await restart();
    await add({}, { model: 'one more' });
    await add({}, { model: 'model-1' });
    const { byModel } = await ledger.summary(all);
    expect(byModel).toHaveLength(501);
    expect(byModel.find(({ model }) => model === '(other)')?.calls).toBe(501);
    expect(byModel.find(({ model }) => model === 'model-1')?.calls).toBe(2);
    expect(await ledger.records({ ...all, model: 'one more', limit: 5 })).toHaveLength(1);
  });
});

describe('budgets', () => {
  test('what was spent is exact for any whole minutes, by key, person and service', async () => {
    await add({ startedAtMs: NOON - 1 });
    await add({ startedAtMs: NOON });
    await add(
      { startedAtMs: NOON + 1, person: null, keyId: 'laptop' },
      { billed: false, costNano: 0n },
    );
    await add({ startedAtMs: NOON + 3 * DAY_MS - 1, serviceId: '2' });
    await add({ startedAtMs: NOON + 3 * DAY_MS });
    ledger.countRefused(NOON, { id: 'phone', person: null }, '1');
    const spent = await ledger.spent({ fromMs: NOON, toMs: NOON + 3 * DAY_MS });
    const sums = { calls: 1, tokens: 7, costNano: 1_000_000n };
    expect(spent).toEqual([
      { keyId: 'laptop', person: null, serviceId: '1', calls: 0, tokens: 7, costNano: 0n },
      { keyId: 'phone', person: 'Ada', serviceId: '1', ...sums },
      { keyId: 'phone', person: 'Ada', serviceId: '2', ...sums },
    ]);
    const { byKey, byPerson, byService } = await ledger.lifetime();
    expect(byKey.get('phone')).toEqual({ calls: 4, tokens: 28, costNano: 4_000_000n });
    expect(byPerson.get('Ada')).toEqual(byKey.get('phone'));
    expect([...byService.keys()]).toEqual(['1', '2']);
  });
});

describe('cycles', () => {
  test('X15: closing a cycle erases nothing: it stays with its sums, and the next begins at zero', async () => {
    await add();
    const closing = ledger.closeCycle('paid in cash', NOON + DAY_MS);
    const later = add({ startedAtMs: NOON });
    expect(await closing).toBe(1);
    await later;
    await restart();
    const bill = { calls: 1, billed: 1, tokensIn: 3, tokensOut: 4, costNano: 1_000_000n };
    expect(await ledger.cycles()).toEqual([
      { id: 2, startedAtMs: NOON + DAY_MS, closedAtMs: null, note: '', ...bill },
      expect.objectContaining({ id: 1, closedAtMs: NOON + DAY_MS, note: 'paid in cash', ...bill }),
    ]);
    const sums = [{ keyId: 'phone', person: 'Ada', serviceId: '1', ...bill }];
    expect(await ledger.cycleSums(1)).toEqual(sums);
    expect(await ledger.cycleSums('open')).toEqual(sums);
    expect(await ledger.cycleSums(99)).toEqual([]);
    expect((await ledger.lifetime()).byKey.get('phone')?.calls).toBe(2);
    const rows = await ledger.records({ ...all, limit: 5 });
    expect(rows.map(({ cycleId }) => cycleId)).toEqual([2, 1]);
  });
});

describe('rows', () => {
  test('rows come newest first, page by page, of whom and when was asked', async () => {
    await addMany(1300, (i) => ({
      startedAtMs: NOON + i * MINUTE_MS,
      keyId: i % 100 === 7 ? 'rare' : 'phone',
      person: i % 2 === 0 ? 'ada' : 'bob',
      requestId: `request-${i}`,
    }));
    const page = await ledger.records({ ...all, limit: 500 });
    expect(page.map(({ id }) => id)).toEqual(Array.from({ length: 500 }, (_, i) => 1300 - i));
    const next = await ledger.records({ ...all, beforeId: 801, limit: 9000 });
    expect(next.map(({ id }) => id)).toEqual(Array.from({ length: 500 }, (_, i) => 800 - i));
    const rare = await ledger.records({ ...all, keyId: 'rare', person: 'bob', limit: 500 });
    expect(rare.map(({ id }) => id)).toEqual(Array.from({ length: 13 }, (_, i) => 1208 - i * 100));
    expect(await ledger.records({ ...all, keyId: 'rare', person: 'ada', limit: 5 })).toEqual([]);
    const range = { fromMs: NOON + 10 * MINUTE_MS, toMs: NOON + 20 * MINUTE_MS };
    const some = await ledger.records({ ...range, serviceId: '1', model: 'llama', limit: 500 });
    expect(some.map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, i) => 20 - i));
  });

  test('a clock that was set back hides no row', async () => {
    await addMany(600, (i) => ({ startedAtMs: NOON + i * MINUTE_MS }));
    await addMany(600, (i) => ({ startedAtMs: NOON - DAY_MS + i * MINUTE_MS, keyId: 'late' }));
    await add({ startedAtMs: NOON + DAY_MS });
    const late = await ledger.records({ ...all, keyId: 'late', limit: 500 });
    expect(late.map(({ id }) => id)).toEqual(Array.from({ length: 500 }, (_, i) => 1200 - i));
    const today = await ledger.records({ fromMs: NOON, toMs: NOON + DAY_MS + 1, limit: 500 });
    expect(today.slice(0, 2).map(({ id }) => id)).toEqual([1201, 600]);
  });

  test('an export gives every row once and in order, and calls are recorded meanwhile', async () => {
    await addMany(12_500, (i) => ({ startedAtMs: NOON + i }));
    const parts: CallRow[][] = [];
    await ledger.exportRows({ fromMs: NOON + 100, toMs: ALL_TIME_MS }, async (rows) => {
      parts.push(rows);
      await add({ startedAtMs: NOON + 20_000 });
    });
    expect(parts.flat().map(({ id }) => id)).toEqual(
      Array.from({ length: 12_400 }, (_, i) => 101 + i),
    );
    expect(Math.max(...parts.map((rows) => rows.length))).toBe(1000);
  });
});

describe('F-19: what is old', () => {
  test('F-19: deleting rows keeps every sum, gives the room back, and calls are recorded meanwhile', async () => {
    await addMany(6000, (i) => ({ startedAtMs: NOON - 20 * DAY_MS + i, path: '/x'.repeat(300) }));
    await add({ startedAtMs: NOON });
    const open = ledger.open(openCall({ startedAtMs: NOON - 20 * DAY_MS }));
    const sums = async () => [
      (await ledger.summary(all)).totals,
      await ledger.spent(all),
      await ledger.lifetime(),
      await ledger.cycles(),
      (await ledger.series({ fromMs: NOON - 21 * DAY_MS, toMs: NOON, steps: 48 })).points,
    ];
    const before = await sums();
    const pruning = ledger.prune(NOON - DAY_MS, NOON);
    let meanwhile = 0;
    let isOver = false;
    void pruning.then(() => (isOver = true));
    while (!isOver) {
      await add({ startedAtMs: ALL_TIME_MS - 1 }, { costNano: 0n });
      meanwhile++;
    }
    expect(await pruning).toBe(6000);
    expect(meanwhile).toBeGreaterThan(20);
    const keep = { fromMs: 0, toMs: ALL_TIME_MS - DAY_MS };
    expect((await ledger.summary(keep)).totals).toEqual(before[0]);
    expect(await ledger.records({ ...keep, limit: 500 })).toHaveLength(1);
    await ledger.settle(open, settlement());
    await ledger.close();
    const db = new DatabaseSync(path.join(dataDir, 'ledger.db'), { readOnly: true });
    const minutes = 'SELECT COUNT(*) AS count FROM usage_minute WHERE start_ms < ?';
    // The call that was open all the time has ended since.
    expect(db.prepare(minutes).get(NOON - DAY_MS)).toEqual({ count: 1 });
    expect(db.prepare('PRAGMA freelist_count').get()).toEqual({ freelist_count: 0 });
    db.close();
    expect((await stat(path.join(dataDir, 'ledger.db'))).size).toBeLessThan(2_000_000);
    ledger = await openLedger({ dataDir });
    expect((await ledger.lifetime()).byKey.get('phone')?.costNano).toBe(6002n * 1_000_000n);
  });

  test('F-19: a range that begins where minutes are gone is answered in whole quarters of an hour', async () => {
    await add({ startedAtMs: NOON + MINUTE_MS });
    const range = { fromMs: NOON + 5 * MINUTE_MS, toMs: NOON + 6 * MINUTE_MS };
    expect((await ledger.summary(range)).totals.calls).toBe(0);
    await ledger.prune(0, NOON + 30 * DAY_MS);
    expect((await ledger.summary(range)).totals.calls).toBe(1);
    expect((await ledger.series({ ...range, steps: 1 })).points[0]?.succeeded).toBe(1);
    await ledger.prune(0, NOON + 500 * DAY_MS);
    expect((await ledger.summary({ fromMs: NOON - 1, toMs: NOON })).totals.calls).toBe(0);
    const later = { fromMs: NOON + 50 * MINUTE_MS, toMs: NOON + 51 * MINUTE_MS };
    expect((await ledger.summary(later)).totals.calls).toBe(1);
  });

  test('F-19: a copy made while calls go on is whole, and opens as a ledger of its own', async () => {
    await addMany(2000, () => ({}));
    const folder = await mkdtemp(path.join(tmpdir(), 'latchkey-copy-'));
    const copying = ledger.backup(path.join(folder, 'ledger.db'));
    await addMany(50, () => ({}));
    await copying;
    const copy = await openLedger({ dataDir: folder });
    const { totals } = await copy.summary(all);
    expect(copy.recovered).toBe(false);
    expect(totals.calls).toBe((await copy.lifetime()).byKey.get('phone')?.calls);
    expect(totals.calls).toBeGreaterThanOrEqual(2000);
    await copy.close();
    await rm(folder, { recursive: true });
    const nowhere = path.join(dataDir, 'no', 'such', 'folder');
    await expect(ledger.backup(nowhere)).rejects.toMatchObject({ code: 'RECORD_UNAVAILABLE' });
    await add();
  });
});
