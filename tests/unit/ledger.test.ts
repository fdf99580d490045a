import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLedger, type OpenCall, type Settlement } from '../../gateway/ledger/ledger';
import { openCall as call, settlement as ended } from '../support/ledger-calls';

const HOUR_MS = 3_600_000;
const NOON = Date.UTC(2026, 10, 21, 12);

let dataDir = '';
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-ledger-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const rowsOnDisk = () => {
  const db = new DatabaseSync(path.join(dataDir, 'ledger.db'), { readOnly: true });
  const statement = db.prepare('SELECT * FROM calls ORDER BY id');
  statement.setReadBigInts(true);
  const rows = statement.all();
  db.close();
  return rows;
};

describe('what is acknowledged', () => {
  test('D-4: a settled call is in the file, with every number, at the moment it is acknowledged', async () => {
    const ledger = await openLedger({ dataDir });
    const row = ledger.open(call());
    await ledger.settle(row, ended({ costNano: 9_007_199_254_740_993n }));

    expect(rowsOnDisk()).toMatchObject([
      {
        id: BigInt(row.id),
        request_id: 'request-1',
        state: 'settled',
        outcome: 'succeeded',
        status: 200n,
        bytes_out: 20n,
        tokens_in: 3n,
        cost_nano: 9_007_199_254_740_993n,
        model: 'llama',
        total_ms: 2.5,
      },
    ]);
    await ledger.close();
  });

  test('D-4: a call that was begun is on disk before it has ended', async () => {
    const ledger = await openLedger({ dataDir });
    ledger.open(call());
    await ledger.keyStats(); // answered after what was sent before

    expect(rowsOnDisk()).toMatchObject([{ state: 'open', outcome: null }]);
    await ledger.close();
  });

  test('D-4: the file is in WAL mode and every commit is synced', async () => {
    const ledger = await openLedger({ dataDir });
    await ledger.settle(ledger.open(call()), ended());
    const wal = await stat(path.join(dataDir, 'ledger.db-wal'));
    await ledger.close();

    expect(wal.size).toBeGreaterThan(0);
  });

  test('D-4: calls that a process left open are settled as interrupted at the next start', async () => {
    const first = await openLedger({ dataDir });
    const done = first.open(call());
    first.open(call({ requestId: 'cut' }));
    await first.settle(done, ended());
    await first.close();

    const second = await openLedger({ dataDir });
    expect(second.interruptedAtStart).toBe(1);
    expect(rowsOnDisk()).toMatchObject([
      { outcome: 'succeeded' },
      { request_id: 'cut', state: 'settled', outcome: 'interrupted', cost_nano: 0n },
    ]);
    expect(second.open(call()).id).toBe(3);
    await second.close();
  });

  test('a call cannot be settled twice', async () => {
    const ledger = await openLedger({ dataDir });
    const row = ledger.open(call());
    await ledger.settle(row, ended());
    await expect(ledger.settle(row, ended())).rejects.toThrow('not open');
    expect((await ledger.summary({ fromMs: NOON, toMs: NOON + 1 })).totals.calls).toBe(1);
    await ledger.close();
  });
});

describe('what it adds up', () => {
  test('totals by service and by key cover whole hours and what is left at both ends', async () => {
    const ledger = await openLedger({ dataDir });
    const at = (startedAtMs: number, change: Partial<OpenCall> = {}) =>
      ledger.settle(ledger.open(call({ startedAtMs, ...change })), ended());
    const from = NOON + 50 * 60_000;
    await Promise.all([
      at(from - 60_000), // the minute before: not in the range
      at(from),
      at(NOON + HOUR_MS + 1, { serviceId: '2' }),
      at(NOON + 2 * HOUR_MS, { keyId: 'laptop' }),
      at(NOON + 2 * HOUR_MS + 60_000), // the minute after: not in the range
    ]);
    ledger.countRefused(from, { id: 'phone', person: null }, '1');
    ledger.countRefused(from, null, null);

    const range = { fromMs: from, toMs: NOON + 2 * HOUR_MS + 1 };
    const { totals, byKey, byService } = await ledger.summary(range);
    expect(totals).toEqual({
      calls: 5,
      billed: 3,
      succeeded: 3,
      refused: 2,
      failed: 0,
      bytesIn: 30,
      bytesOut: 60,
      tokensIn: 9,
      tokensOut: 12,
      tokensCached: 0,
      images: 0,
      audioMs: 0,
      wattSeconds: 0,
      costNano: '3000000',
    });
    expect(byKey.map(({ keyId, calls }) => [keyId, calls]).sort()).toEqual([
      ['laptop', 1],
      ['phone', 3],
    ]);
    expect(byService.map(({ serviceId, calls }) => [serviceId, calls]).sort()).toEqual([
      ['1', 3],
      ['2', 1],
    ]);
    await ledger.close();
  });

  test('what was refused to a key counts for its person, and knocks without a key for nobody', async () => {
    const ledger = await openLedger({ dataDir });
    await ledger.settle(ledger.open(call({ keyId: 'lamp', person: null })), ended());
    ledger.countRefused(NOON, { id: 'phone', person: 'anna' }, '1');
    ledger.countRefused(NOON, { id: 'phone', person: null }, '1');
    ledger.countRefused(NOON, null, null);
    const { byKey, byPerson } = await ledger.summary({ fromMs: NOON, toMs: NOON + 1 });
    await ledger.close();
    expect(byPerson.map(({ person, refused }) => [person, refused])).toEqual([['anna', 1]]);
    expect(byKey.map(({ keyId, calls }) => [keyId, calls]).sort()).toEqual([
      ['lamp', 1],
      ['phone', 2],
    ]);
  });

  test('D-5: the sum of the rows is the total, in whole numbers', async () => {
    const ledger = await openLedger({ dataDir });
    const costs = Array.from({ length: 2000 }, (_, i) => BigInt(i) * 999_999_999_937n);
    await Promise.all(
      costs.map((costNano) => ledger.settle(ledger.open(call()), ended({ costNano }))),
    );
    const { totals } = await ledger.summary({ fromMs: NOON, toMs: NOON + 1 });
    await ledger.close();

    const sum = costs.reduce((total, cost) => total + cost, 0n);
    expect(totals.costNano).toBe(sum.toString());
    expect(rowsOnDisk().reduce((total, row) => total + (row['cost_nano'] as bigint), 0n)).toBe(sum);
  });

  test('a series has equal steps, and calls that failed or were cut are failures', async () => {
    const ledger = await openLedger({ dataDir });
    const at = (startedAtMs: number, outcome: Settlement['outcome']) =>
      ledger.settle(ledger.open(call({ startedAtMs })), ended({ outcome }));
    await Promise.all([
      at(NOON, 'succeeded'),
      at(NOON + HOUR_MS, 'failed'),
      at(NOON + HOUR_MS + 1, 'truncated'),
      at(NOON + 2 * HOUR_MS - 1, 'interrupted'),
    ]);
    ledger.countRefused(NOON + 3 * HOUR_MS, { id: 'phone', person: null }, '1');

    const range = { fromMs: NOON, toMs: NOON + 4 * HOUR_MS };
    expect(await ledger.series({ ...range, steps: 4 })).toEqual({
      fromMs: NOON,
      stepMs: HOUR_MS,
      points: [
        { succeeded: 1, refused: 0, failed: 0 },
        { succeeded: 0, refused: 0, failed: 3 },
        { succeeded: 0, refused: 0, failed: 0 },
        { succeeded: 0, refused: 1, failed: 0 },
      ],
    });
    await ledger.close();
  });

  test('the uses of a key outlive a restart', async () => {
    const first = await openLedger({ dataDir });
    await first.settle(first.open(call()), ended());
    await first.settle(first.open(call({ startedAtMs: NOON + 5 })), ended({ outcome: 'failed' }));
    await first.close();

    const second = await openLedger({ dataDir });
    expect(await second.keyStats()).toEqual(
      new Map([['phone', { requests: 2, lastUsedAtMs: NOON + 5 }]]),
    );
    await second.close();
  });

  test('closing puts on disk what was not waited for', async () => {
    const ledger = await openLedger({ dataDir });
    const settled = ledger.settle(ledger.open(call()), ended());
    ledger.countRefused(NOON, null, null);
    await ledger.close();
    await settled;
    expect(rowsOnDisk()).toHaveLength(1);
  });
});
