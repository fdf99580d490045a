import { mkdtemp, open, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLedger } from '../../gateway/ledger/ledger';
import { ALL_TIME_MS, openCall, settlement } from '../support/ledger-calls';

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

  test('F-17: of a newer version is refused and not touched', async () => {
    const db = new DatabaseSync(file());
    db.exec('PRAGMA user_version = 3');
    db.close();
    const before = await stat(file());
    await expect(openLedger({ dataDir })).rejects.toMatchObject({ code: 'CONFIG_NEWER' });
    expect((await stat(file())).mtimeMs).toBe(before.mtimeMs);
  });
});
