import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePort } from '../support/free-port';
import { startHeadless } from '../support/headless';
import { TEST_ADMIN_SECRET } from '../support/http-api';
import { lookAtBoth } from '../support/look-at';
import { expect, signIn, test } from '../support/panel';

test('a panel left open over a restart says that its sign-in has ended, and is no break-in', async ({
  page,
}) => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-panel-restart-'));
  const args = ['--admin-port', String(await findFreePort())];
  const start = () => startHeadless(dataDir, { args });
  const first = await start();
  let latest = first;
  try {
    await first.api.settings.update({ welcomeDone: true });
    const stop = async () => {};
    await signIn(page, { ...first, dataDir, secret: TEST_ADMIN_SECRET, stop });
    await first.kill('SIGTERM');
    latest = await start();
    await expect(
      page.getByText(/^Your sign-in has ended: Latchkey was started again/),
    ).toBeVisible();
    await lookAtBoth(page, 'sign-in-ended');
    const { entries } = await latest.api.audit.search({});
    const refused = entries.filter(({ event }) => event === 'UNAUTHORIZED');
    expect(refused.map(({ code }) => code)).toEqual(['SESSION_ENDED']);
    expect((await latest.api.audit.threats({})).threats).toEqual([]);
    await page.getByLabel('Admin secret or one-time code').fill(TEST_ADMIN_SECRET);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  } finally {
    await latest.kill('SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
  }
});
