import { openPage } from '../support/owner-steps';
import { expect, test, watchPage } from '../support/panel';
import {
  callFarTooOften,
  guessKeys,
  importWeakKey,
  MARKUP,
  runIntoLimit,
} from '../support/troubled-home';

const CLEAN = { policy: [], errors: [], dialogs: [], outside: [] };

test.beforeEach(async ({ gateway, llm }) => {
  await gateway.api.services.create({
    name: 'Chat',
    kind: 'ollama',
    targets: [{ url: llm.url }],
    isDefault: true,
  });
});

test('S003-47: an alert says what happened in plain words, and its button pauses the key', async ({
  panel,
  gateway,
}) => {
  await openPage(panel, 'Security');
  await expect(panel.getByText('Nothing unusual')).toBeVisible();
  await callFarTooOften(gateway, 'Guest laptop');
  const alert = panel.getByRole('article', { name: 'Far more calls than usual' });
  await expect(alert.getByText(/Guest laptop.* made \d+ calls/)).toBeVisible();
  const buttons = alert.getByRole('button');
  await expect(buttons).toHaveText([/^Pause/, /^New key text/, 'It was me', 'Seen']);
  await alert.getByRole('button', { name: 'Pause Guest laptop' }).click();
  await expect(panel.getByText('Guest laptop is paused')).toBeVisible();
  const { keys } = await gateway.api.keys.list({});
  expect(keys.map(({ state }) => state)).toEqual(['paused']);

  await alert.getByRole('button', { name: /^It was me/ }).click();
  await expect(alert).toBeHidden();
  const { threats } = await gateway.api.audit.threats({ filter: 'all' });
  expect(threats[0]?.state).toBe('confirmed_mine');
});

test('S003-47: an alert that was seen is gone, and stays on record', async ({ panel, gateway }) => {
  await guessKeys(gateway);
  await openPage(panel, 'Security');
  const alert = panel.getByRole('article', { name: 'Somebody tries keys' });
  await alert.getByRole('button', { name: /^Seen/ }).click();
  await expect(alert).toBeHidden();
  const { threats } = await gateway.api.audit.threats({ filter: 'all' });
  expect(
    threats.some(({ kind, state }) => kind === 'guessed_keys' && state === 'acknowledged'),
  ).toBe(true);
});

test('S003-47: an address is turned away for a while and let in again, an own address never', async ({
  panel,
  gateway,
}) => {
  await openPage(panel, 'Security');
  await panel.getByRole('button', { name: 'Turn an address away' }).click();
  const dialog = panel.getByRole('dialog', { name: 'Turn an address away' });
  await dialog.getByLabel('Address or network').fill('127.0.0.1');
  await dialog.getByRole('button', { name: 'Turn away' }).click();
  await expect(dialog.getByText('This address cannot be turned away')).toBeVisible();
  await dialog.getByLabel('Address or network').fill('203.0.113.0/24');
  await dialog.getByLabel('Why').fill(MARKUP);
  await dialog.getByRole('button', { name: 'Turn away' }).click();
  await expect(dialog).toBeHidden();
  const { bans } = await gateway.api.bans.list({});
  expect(bans).toMatchObject([{ cidr: '203.0.113.0/24', reason: MARKUP, alsoValidKeys: false }]);

  await panel.getByRole('button', { name: 'Let 203.0.113.0/24 in again' }).click();
  await expect(panel.getByText('No address is turned away.')).toBeVisible();
  expect((await gateway.api.bans.list({})).bans).toEqual([]);
});

test('S003-47: a key that could be guessed gets a new text, and the old one ends', async ({
  panel,
  gateway,
}) => {
  await importWeakKey(gateway, 'old-kitchen-tablet-1\n');
  await openPage(panel, 'Security');
  await expect(panel.getByText('1 weak key')).toBeVisible();
  const weak = panel.getByRole('region', { name: 'Weak keys' });
  await weak.getByRole('button', { name: /^New key text for/ }).click();
  await panel.getByRole('dialog').getByRole('button', { name: 'Make new key' }).click();
  const secret = await panel
    .getByRole('dialog')
    .getByText(/^lk_\S+$/)
    .innerText();
  await panel.getByRole('dialog').getByRole('button', { name: 'Copy Key', exact: true }).click();
  await panel.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
  await expect(panel.getByText('No key is weak')).toBeVisible();
  const ask = async (key: string) =>
    (await fetch(`${gateway.publicUrl}/v1/models`, { headers: { authorization: `Bearer ${key}` } }))
      .status;
  expect([await ask('old-kitchen-tablet-1'), await ask(secret)]).toEqual([401, 200]);
});

test('S003-47 D-19: the checks say how it really is: only this computer, a key without end or limit', async ({
  panel,
  gateway,
}) => {
  await openPage(panel, 'Security');
  const checks = panel.getByRole('region', { name: 'How well the doors are shut' });
  await expect(checks.getByText('Only this computer can connect')).toBeVisible();
  await expect(checks.getByText('There is no active key')).toBeVisible();
  await gateway.api.keys.create({ name: 'Phone', services: '*' });
  await expect(checks.getByText('1 key never ends')).toBeVisible();
  await expect(checks.getByText('1 key has no daily or monthly limit')).toBeVisible();
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const [key] = (await gateway.api.keys.list({})).keys;
  const allowance = { calls: { day: 100 } };
  await gateway.api.keys.update({ id: key?.id ?? '', expiresAt, allowance });
  await expect(checks.getByText('Every key ends by itself')).toBeVisible();
  await expect(checks.getByText('Every key has a daily or monthly limit')).toBeVisible();
});

test('S003-47: the record is checked line by line at a press', async ({ panel }) => {
  await openPage(panel, 'Security');
  await panel.getByRole('button', { name: 'Check the record' }).click();
  await expect(panel.getByText(/The record is whole: \d+ lines/)).toBeVisible();
});

test('T-09: names with markup in alerts, bans and checks are shown as text', async ({
  page,
  panel,
  gateway,
}) => {
  const seen = watchPage(page, new URL(gateway.adminUrl).origin);
  await runIntoLimit(gateway, MARKUP);
  await importWeakKey(gateway, 'old-kitchen-tablet-2\n');
  const until = new Date(Date.now() + 3_600_000).toISOString();
  await gateway.api.bans.add({ cidr: '203.0.113.9', reason: MARKUP, until });
  await openPage(panel, 'Security');
  const alert = panel.getByRole('article', { name: 'A key keeps running into its limit' });
  await expect(alert.getByText(`${MARKUP} ran into its limit`)).toBeVisible();
  await expect(panel.getByText(`${MARKUP}, until`)).toBeVisible();
  await expect(panel.getByText(MARKUP)).toHaveCount(6);
  expect(await panel.locator('main img').count()).toBe(0);
  expect(seen).toEqual(CLEAN);
});
