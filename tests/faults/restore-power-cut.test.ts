import { cp, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openConfigStore } from '../../gateway/storage/config-store';
import { startGateway } from '../support/start-gateway';

const PASS = 'correct horse battery';
let dataDir: string;
/** The folder of a gateway that was ended while a restore waits, to begin anew from. */
let whole: string;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-backup-'));
  whole = await mkdtemp(path.join(tmpdir(), 'latchkey-whole-'));
});
afterEach(async () => {
  for (const folder of [dataDir, whole]) await rm(folder, { recursive: true, force: true });
});
const at = (...names: string[]) => path.join(dataDir, ...names);

/** Where the state from before was put. */
async function leaveRestoreWaiting(): Promise<string> {
  const gateway = await startGateway({ dataDir });
  await gateway.api.keys.create({ name: 'Phone', services: '*' });
  const { name } = await gateway.api.backup.create({ passphrase: PASS });
  const { keptAs } = await gateway.api.backup.restore({ name, passphrase: PASS });
  await gateway.stop();
  await cp(dataDir, whole, { recursive: true });
  return keptAs;
}

test('F-17: a plug that is pulled after any step of the restore leaves one whole state at the next start', async () => {
  const keptAs = await leaveRestoreWaiting();
  const order = [
    'audit',
    'threats.json',
    'seen.json',
    'limits.json',
    'ledger.db',
    'config.json.bak',
    'config.json',
  ];
  for (let steps = 0; steps <= 2 * order.length + 1; steps++) {
    await rm(dataDir, { recursive: true });
    await cp(whole, dataDir, { recursive: true });
    await doSteps(steps, order, keptAs);
    const store = await openConfigStore({ dataDir });
    expect(
      store.current.keys.map((key) => key.name),
      `after ${steps}`,
    ).toEqual(['Phone']);
    expect(store.recovered).toBe(false);
    await store.close();
    expect((await stat(at('ledger.db'))).size).toBeGreaterThan(0);
    expect(await readFile(at(keptAs, 'config.json'), 'utf8')).toContain('"Phone"');
    await expect(stat(at('restore-pending'))).rejects.toMatchObject({ code: 'ENOENT' });
  }
});

/** The first steps of a restore, in its order, as if the power had gone after them. */
async function doSteps(steps: number, order: readonly string[], keptAs: string): Promise<void> {
  const move = (name: string, from: string, to: string) =>
    rename(at(from, name), at(to, name)).catch(() => undefined);
  if (steps > 0) await mkdir(at(keptAs));
  for (const name of order.slice(0, steps)) await move(name, '.', keptAs);
  if (steps <= order.length) return;
  await writeFile(at('restore-pending', 'moved'), '');
  for (const name of order.toReversed().slice(0, steps - order.length - 1))
    await move(name, 'restore-pending', '.');
}
