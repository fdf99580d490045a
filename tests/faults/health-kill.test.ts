import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startFakeLlm, type FakeLlm } from '../support/fake-llm';
import { startHeadless, type Headless } from '../support/headless';

let dataDir: string;
let gateway: Headless | undefined;
let llm: FakeLlm;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-health-kill-'));
  llm = await startFakeLlm();
});
afterEach(async () => {
  await gateway?.kill('SIGKILL');
  gateway = undefined;
  await llm.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const file = () => path.join(dataDir, 'health.json');
const saved = () => readFile(file(), 'utf8').catch(() => '');
const start = async () => (gateway = await startHeadless(dataDir));
const historyOf = async ({ api }: Headless) =>
  (await api.services.history({ id: '1' })).changes.map(({ health }) => health);

async function withService(): Promise<Headless> {
  const started = await start();
  const targets = [{ url: llm.url }];
  await started.api.services.create({ name: 'Chat', kind: 'ollama', targets });
  expect(await started.api.services.test({ id: '1' })).toMatchObject({ ok: true });
  return started;
}

/** Sets the time of the last sign of life back, as if the kill had been so long ago. */
async function longAgo(ms: number): Promise<void> {
  const older = (_: string, digits: string) => `"aliveMs":${Number(digits) - ms}`;
  const earlier = (_: string, digits: string, health: string) =>
    `[${Number(digits) - ms},"${health}"]`;
  const text = await saved();
  await writeFile(
    file(),
    text.replace(/"aliveMs":(\d+)/, older).replaceAll(/\[(\d{13}),"(\w+)"\]/g, earlier),
  );
}

test('after kill -9 the health of a service is known up to the last seconds, then it was off', async () => {
  const first = await withService();
  expect(await historyOf(first)).toEqual(['unknown', 'up']);
  await expect.poll(saved, { timeout: 10_000 }).toContain('"up"');
  await first.kill('SIGKILL');
  await longAgo(3_600_000);
  const again = await start();
  expect(await historyOf(again)).toEqual(['unknown', 'up', 'off', 'unknown']);
  await again.api.services.test({ id: '1' });
  expect(await historyOf(again)).toEqual(['unknown', 'up', 'off', 'unknown', 'up']);
});

test('a store of health that is damaged, or cannot be written at all, never stops the gateway', async () => {
  const first = await withService();
  await first.kill('SIGTERM');
  await writeFile(file(), '{"version":1,"aliveMs":17');
  const second = await start();
  expect(await historyOf(second)).toEqual(['unknown']);
  await second.kill('SIGTERM');
  await rm(file());
  // A folder in its place can be neither read nor replaced, not even by root.
  await mkdir(path.join(file(), 'in-the-way'), { recursive: true });
  const third = await start();
  await third.api.services.test({ id: '1' });
  expect(await historyOf(third)).toEqual(['unknown', 'up']);
  await expect.poll(third.stderr, { timeout: 10_000 }).toContain('health.json could not be saved');
  expect(await third.kill('SIGTERM')).toEqual({ code: 0, signal: null });
});

test('a backup leaves the health of this computer out, and a restore leaves it alone', async () => {
  const first = await withService();
  const passphrase = 'correct horse battery';
  const { name } = await first.api.backup.create({ passphrase });
  const same = { kind: 'ollama' as const, targets: [{ url: llm.url }], sameAddress: true };
  await first.api.services.create({ ...same, name: 'Later' });
  await first.api.services.test({ id: '2' });
  await first.api.backup.restore({ name, passphrase });
  await first.kill('SIGTERM');
  const again = await start();
  expect(await historyOf(again)).toEqual(['unknown', 'up', 'unknown']);
  // The same number now names a service that nobody has seen.
  await again.api.services.create({ ...same, name: 'Other' });
  const { changes } = await again.api.services.history({ id: '2' });
  expect(changes.map(({ health }) => health)).toEqual(['unknown']);
});
