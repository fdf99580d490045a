import { mkdtemp, open, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openLedger } from '../../gateway/ledger/ledger';
import { ALL_TIME_MS, openCall, settlement } from '../support/ledger-calls';
import { startStorageChild } from '../support/storage-child';

let dataDir = '';
const file = () => path.join(dataDir, 'ledger.db');
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-ledger-damage-'));
  const ledger = await openLedger({ dataDir });
  const all = Array.from({ length: 500 }, () =>
    ledger.settle(ledger.open(openCall()), settlement()),
  );
  await Promise.all(all);
  await ledger.close();
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const write = async (position: number, bytes: Buffer) => {
  const handle = await open(file(), 'r+');
  await handle.write(bytes, 0, bytes.length, position);
  await handle.close();
};
const damages: [string, () => Promise<unknown>][] = [
  [
    'every page but the first flipped',
    async () => write(4096, Buffer.alloc((await stat(file())).size - 4096, 0xa5)),
  ],
  ['one page flipped', () => write(4096, Buffer.alloc(4096, 0xff))],
  [
    'cut in half',
    async () => truncate(file(), Math.floor((await stat(file())).size / 2 / 4096) * 4096),
  ],
  ['cut within its header', () => truncate(file(), 50)],
  ['full of rubbish', () => writeFile(file(), 'rubbish '.repeat(5000))],
];

describe('F-08: a ledger that is damaged', () => {
  test.each(damages)(
    'F-08: %s: it is moved aside and calls are recorded again',
    async (_, damage) => {
      await damage();
      const ledger = await openLedger({ dataDir });
      expect(ledger.recovered).toBe(true);
      await ledger.settle(ledger.open(openCall()), settlement());
      expect((await ledger.summary({ fromMs: 0, toMs: ALL_TIME_MS })).totals.calls).toBe(1);
      await ledger.close();
      const kept = (await readdir(dataDir)).filter((name) => name.startsWith('ledger.db.corrupt-'));
      expect(kept.length).toBeGreaterThan(0);
    },
  );

  test('F-08: whole, it is not moved', async () => {
    const ledger = await openLedger({ dataDir });
    expect(ledger.recovered).toBe(false);
    expect((await ledger.summary({ fromMs: 0, toMs: ALL_TIME_MS })).totals.calls).toBe(500);
    await ledger.close();
  });

  test('F-08: without its shared memory file, or with rubbish in it, nothing is lost', async () => {
    await writeFile(`${file()}-shm`, 'rubbish '.repeat(4096));
    const ledger = await openLedger({ dataDir });
    expect(ledger.recovered).toBe(false);
    expect((await ledger.summary({ fromMs: 0, toMs: ALL_TIME_MS })).totals.calls).toBe(500);
    await ledger.close();
  });

  test('F-08: with its log deleted, it opens with what was in the file, and records on', async () => {
    const child = startStorageChild('record', dataDir);
    await child.waitForLines(200);
    await child.kill();
    await rm(`${file()}-wal`);
    const ledger = await openLedger({ dataDir });
    const { totals } = await ledger.summary({ fromMs: 0, toMs: ALL_TIME_MS });
    await ledger.settle(ledger.open(openCall()), settlement());
    const { calls } = (await ledger.summary({ fromMs: 0, toMs: ALL_TIME_MS })).totals;
    await ledger.close();
    expect(calls).toBe(totals.calls + 1);
    expect(totals.calls).toBeGreaterThanOrEqual(ledger.recovered ? 0 : 500);
  });

  test('F-08: damage met while calls are recorded: what is refused is not lost from then on', async () => {
    const ledger = await openLedger({ dataDir });
    await ledger.settle(ledger.open(openCall()), settlement());
    const size = (await stat(file())).size;
    await write(0, Buffer.alloc(size, 0xa5));
    await rm(`${file()}-wal`);
    await rm(`${file()}-shm`);
    const whole = { fromMs: 0, toMs: ALL_TIME_MS };
    // Whoever asks first meets it; the next commit begins with a new file.
    await ledger.records({ ...whole, limit: 500 }).catch(() => undefined);
    await ledger.settle(ledger.open(openCall()), settlement()).catch(() => undefined);
    await vi.waitFor(() => expect(ledger.healthy).toBe(true), 8000);
    await ledger.settle(ledger.open(openCall()), settlement());
    await ledger.close();
    const again = await openLedger({ dataDir });
    await again.settle(again.open(openCall()), settlement());
    expect((await again.summary(whole)).totals.succeeded).toBeGreaterThan(0);
    await again.close();
  });

  test('F-17: of a newer version is refused and not touched', async () => {
    const db = new DatabaseSync(file());
    db.exec('PRAGMA user_version = 3');
    db.close();
    const before = await stat(file());
    await expect(openLedger({ dataDir })).rejects.toMatchObject({ code: 'CONFIG_NEWER' });
    expect((await stat(file())).mtimeMs).toBe(before.mtimeMs);
  });
});
