import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openLedger } from '../../gateway/ledger/ledger';
import { startStorageChild } from '../support/storage-child';

const ROUNDS = 5;

test('F-01: after kill -9 at full speed every acknowledged row is there, and what was open is interrupted', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-ledger-kill-'));
  const acknowledged = new Map<number, number>();
  for (let round = 0; round < ROUNDS; round++) {
    const child = startStorageChild('record', dataDir);
    // Killed in the middle of batches, each time at another place.
    await child.waitForLines(500 + Math.floor(Math.random() * 3000));
    await child.kill();
    for (const line of child.lines.slice(1, -1)) {
      const [row = NaN, bytes = NaN] = line.split(' ').map(Number);
      expect(acknowledged.has(row)).toBe(false);
      acknowledged.set(row, bytes);
    }
  }
  const ledger = await openLedger({ dataDir });
  const { totals } = await ledger.summary({ fromMs: 0, toMs: Date.now() + 60_000 });
  await ledger.close();

  const db = new DatabaseSync(path.join(dataDir, 'ledger.db'));
  const rows = db.prepare('SELECT id, state, outcome, bytes_out, cost_nano FROM calls').all();
  const check = db.prepare('PRAGMA integrity_check').get();
  db.close();
  await rm(dataDir, { recursive: true, force: true });
  const onDisk = new Map(rows.map((row) => [Number(row['id']), row]));
  const lost = [...acknowledged].filter(([row, bytes]) => {
    const found = onDisk.get(row);
    return (
      found?.['outcome'] !== 'succeeded' ||
      found['bytes_out'] !== bytes ||
      found['cost_nano'] !== bytes
    );
  });
  expect(acknowledged.size).toBeGreaterThan(ROUNDS * 400);
  expect(lost).toEqual([]);
  expect(check).toEqual({ integrity_check: 'ok' });
  expect(rows.filter((row) => row['state'] === 'open')).toEqual([]);
  expect(totals.calls).toBe(rows.length);
  expect(totals.costNano).toBe(
    String(rows.reduce((sum, row) => sum + Number(row['cost_nano']), 0)),
  );
}, 60_000);
