import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startHeadless } from '../support/headless';

let dataDir = '';
beforeEach(async () => void (dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-secret-'))));
afterEach(() => rm(dataDir, { recursive: true, force: true }));

test('a first start without a window shows the admin secret once, and a second one does not', async () => {
  const env = { LATCHKEY_ADMIN_SECRET: '' };
  const first = await startHeadless(dataDir, { env });
  await first.kill('SIGTERM');
  expect(first.stderr()).toMatch(/Admin secret: lka_\w+/);
  const second = await startHeadless(dataDir, { env });
  await second.kill('SIGTERM');
  expect(second.stderr()).not.toContain('lka_');
});

test('a secret that was rotated in the panel is in the answer and not in what the gateway prints', async () => {
  const gateway = await startHeadless(dataDir);
  const { secret } = await gateway.api.panel.rotateSecret({});
  await gateway.kill('SIGTERM');
  expect(secret).toMatch(/^lka_/);
  expect(gateway.stderr()).not.toContain(secret);
});
