import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startGateway, type TestGateway } from '../support/start-gateway';

const canMount = process.platform === 'linux' && process.getuid?.() === 0;
const isUnix = process.platform !== 'win32';
let dataDir = '';
let mounted: string[] = [];
let gateway: TestGateway | undefined;

let asked = 0;
const upstream = createServer((_req, res) => {
  asked++;
  res.end('{}');
});
beforeAll(() => new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve)));
afterAll(() => upstream.close());
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-refused-'));
  [mounted, asked] = [[], 0];
});
afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
  for (const folder of mounted) execFileSync('umount', ['-l', folder]);
  await rm(dataDir, { recursive: true, force: true });
});

/** Root may write anywhere, so only the mount itself can say no. */
function makeReadOnly(folder: string): void {
  execFileSync('mount', ['--bind', folder, folder]);
  mounted.push(folder);
  execFileSync('mount', ['-o', 'remount,bind,ro', folder]);
}
const makeWritable = (folder: string) => execFileSync('mount', ['-o', 'remount,bind,rw', folder]);

const msOf = async (work: () => Promise<unknown>) => {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
};

async function prepare() {
  gateway = await startGateway({ dataDir });
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  await gateway.api.services.create({ name: 'up', kind: 'http', targets: [{ url }] });
  const { secret } = await gateway.api.keys.create({ name: 'phone', services: '*' });
  return secret;
}
const call = async (key: string) =>
  (await fetch(`${gateway?.publicUrl}/proxy/up/x`, { headers: { 'x-api-key': key } })).status;

async function expectRefused(world: TestGateway, key: string) {
  const before = await readFile(path.join(dataDir, 'config.json'), 'utf8');
  const change = () =>
    expect(world.api.keys.create({ name: 'more', services: '*' })).rejects.toMatchObject({
      code: 'RECORD_UNAVAILABLE',
    });
  expect(await msOf(change)).toBeLessThan(2_500);
  expect(await readFile(path.join(dataDir, 'config.json'), 'utf8')).toBe(before);
  expect(await call(key)).toBe(503);
  expect(asked).toBe(0);
  expect((await world.api.keys.list({})).keys).toHaveLength(1);
  const { problems, state } = await world.api.status.get({});
  expect(problems.map(({ code }) => code)).toContain('record_unavailable');
  expect(state).toBe('trouble');
}

test('F-06, D-8: with a record that may only be read, changes and calls are refused and the window says why; it goes on by itself', async ({
  skip,
}) => {
  skip(!canMount, 'only root on Linux can mount a folder read-only');
  const key = await prepare();
  await gateway?.stop();
  const folder = path.join(dataDir, 'audit');
  makeReadOnly(folder);
  const world = (gateway = await startGateway({ dataDir }));
  await expectRefused(world, key);
  makeWritable(folder);
  await vi.waitFor(async () => expect(await call(key)).toBe(200), {
    timeout: 9_000,
    interval: 200,
  });
  await world.api.keys.create({ name: 'more', services: '*' });
  expect(await world.api.audit.verify({})).toMatchObject({ intact: true });
});

test('F-06: when the record becomes a pipe that nobody reads, nothing hangs and nothing is changed', async ({
  skip,
}) => {
  skip(!isUnix, 'Windows has no pipes in the file system');
  const key = await prepare();
  const file = path.join(dataDir, 'audit', 'audit.jsonl');
  await rm(file);
  execFileSync('mkfifo', [file]);
  if (gateway) await expectRefused(gateway, key);
  await rm(file);
});

test('F-06: a data folder that may only be read is refused at the start, in words and without waiting', async ({
  skip,
}) => {
  skip(!canMount, 'only root on Linux can mount a folder read-only');
  await mkdir(path.join(dataDir, 'data'), { mode: 0o700 });
  makeReadOnly(path.join(dataDir, 'data'));
  const start = () =>
    expect(startGateway({ dataDir: path.join(dataDir, 'data') })).rejects.toMatchObject({
      name: 'LatchkeyError',
    });
  expect(await msOf(start)).toBeLessThan(2_500);
});
