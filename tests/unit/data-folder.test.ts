import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { sweepHalfWritten } from '../../gateway/storage/data-folder';

test('what a kill left half-written is swept, and nothing else', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'latchkey-sweep-'));
  const kept = ['config.json', 'health.json', 'notes.tmp', 'health.json.tmp', 'health.json.1.tmp'];
  const half = ['config.json.0123456789ab.tmp', 'health.json.0123456789ab.tmp'];
  for (const name of [...kept, ...half]) await writeFile(path.join(folder, name), '');
  await sweepHalfWritten(folder);
  expect((await readdir(folder)).sort()).toEqual([...kept].sort());
  await rm(folder, { recursive: true });
});
