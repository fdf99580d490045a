import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openConfigStore } from '../../gateway/storage/config-store';
import { lockDataFolder } from '../../gateway/storage/data-lock';
import { startStorageChild, type StorageChild } from '../support/storage-child';

let dataDir = '';
const children: StorageChild[] = [];
const start = async () => {
  const child = startStorageChild('lock', dataDir);
  children.push(child);
  await child.waitForLines(1);
  return child;
};
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-lock-'));
});
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.kill()));
  await rm(dataDir, { recursive: true, force: true });
});

test('F-16: a second process is turned away and told who holds the folder', async () => {
  const first = await start();
  expect(first.lines).toEqual(['locked']);
  const second = await start();
  const sentence = `Another Latchkey (process ${first.pid}) is using this data folder.`;
  expect(second.lines).toEqual([`DATA_IN_USE ${sentence}`]);
});

test('F-16: the lock of a process that was killed hard does not stay behind', async () => {
  const first = await start();
  await first.kill();
  const second = await start();
  expect(second.lines).toEqual(['locked']);
});

test('F-16: nor does the config open twice in one process, and closing it lets go', async () => {
  const store = await openConfigStore({ dataDir });
  await expect(openConfigStore({ dataDir })).rejects.toMatchObject({
    code: 'DATA_IN_USE',
    details: { pid: process.pid },
  });
  await store.close();
  await (await openConfigStore({ dataDir })).close();
});

test('F-16: a lock file full of rubbish does not lock anybody out', async () => {
  await writeFile(path.join(dataDir, 'lock.db'), 'rubbish '.repeat(1000));
  const lock = lockDataFolder(dataDir);
  expect(() => lockDataFolder(dataDir)).toThrow('using this data folder');
  lock.release();
});
