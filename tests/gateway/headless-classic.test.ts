import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startHeadless, type Headless } from '../support/headless';

const KEY = 'aaaa-aaaa-aaaa-aaaa';
let dataDir: string;
let gateway: Headless | undefined;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-classic-'));
});
afterEach(async () => {
  await gateway?.kill('SIGKILL');
  gateway = undefined;
  await rm(dataDir, { recursive: true, force: true });
});

const keysFile = () => path.join(dataDir, 'old', 'keys.txt');
const start = async (env: NodeJS.ProcessEnv) =>
  (gateway = await startHeadless(path.join(dataDir, 'own'), { env }));
const status = async (headers: Record<string, string> = {}) =>
  (await fetch(`${gateway?.publicUrl}/status`, { headers })).status;
/** The banner comes right after the ready line. */
const banner = async () => {
  await expect.poll(() => gateway?.stderr()).toContain('Authentication is');
  return gateway?.stderr() ?? '';
};

test('S004-15 S004-11: the start says with how many keys, and they work', async () => {
  const file = path.join(dataDir, 'keys.txt');
  await writeFile(file, `mum:${KEY}\ndad:bbbb-bbbb-bbbb-bbbb\n`);
  await start({ AUTH_KEYS_FILE: file });
  const said = await banner();
  expect(said).toContain('Authentication is enabled with 2 keys');
  expect(said).toContain('2 keys of 2: dad, mum');
  expect(said).not.toContain(KEY);
  expect(await status({ authorization: `Bearer ${KEY}` })).toBe(200);
  expect(await status()).toBe(401);
});

test('S004-15 S004-12 X1: the start says that there are no keys, what is missing, and refuses', async () => {
  await start({ AUTH_KEYS_FILE: keysFile() });
  const said = await banner();
  expect(said).toContain('enabled, but there are no keys yet');
  expect(said).toContain(`${keysFile()} is missing`);
  expect(await status({ authorization: `Bearer ${KEY}` })).toBe(401);
});

test('S004-15 S004-1: the start says that authentication is off', async () => {
  await start({ AUTH_ENABLED: 'False' });
  expect(await banner()).toContain('Authentication is disabled');
  expect(await status()).toBe(200);
});

test('X1: authentication off and a network on do not go together, and the start says why', async () => {
  const env = { AUTH_ENABLED: 'false', LATCHKEY_LISTEN: 'lan' };
  await expect(start(env)).rejects.toThrow(/AUTH_ENABLED=false is only possible/);
});
