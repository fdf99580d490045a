import { lookAt } from '../support/look-at';
import { chooseFor, openPage } from '../support/owner-steps';
import { expect, test } from '../support/panel';

const chat = (url: string, key: string, more: object = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'llama3.2:1b',
      messages: [{ role: 'user', content: 'Hi' }],
      ...more,
    }),
  });

test.beforeEach(async ({ gateway, llm, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const targets = [{ url: llm.url }];
  await gateway.api.services.create({ name: 'Chat', kind: 'ollama', targets, isDefault: true });
});

test('a refusal is mended with one press, the line says so, and Ctrl+Z takes it back', async ({
  panel,
  gateway,
}) => {
  const { api, publicUrl } = gateway;
  const { key, secret } = await api.keys.create({ name: 'Tablet', services: [], models: ['tiny'] });
  const ask = async () => (await chat(`${publicUrl}/proxy/1/v1/chat/completions`, secret)).status;
  const services = async () => (await api.keys.list({})).keys[0]?.services;
  expect(await ask()).toBe(403);
  for (let knock = 0; knock < 4; knock++) await fetch(`${publicUrl}/v1/models`);
  await openPage(panel, 'Activity');
  await expect(panel.getByText('4 knocks from 127.0.0.1 within a minute')).toBeVisible();

  await panel.getByRole('button', { name: /This key may not use Chat/ }).click();
  await panel.getByRole('button', { name: 'Allow Chat for Tablet' }).click();
  const done = panel.getByRole('button', { name: /Done: Tablet may use Chat/ });
  await expect(done).toBeVisible();
  await lookAt(panel, 'activity-mended');
  expect(await services()).toEqual(['1']);
  await panel.keyboard.press('Control+z');
  await expect(panel.getByText('Taken back')).toBeVisible();
  await expect(panel.getByText('No longer so: “Tablet may use Chat”')).toBeVisible();
  await expect(done).toBeHidden();
  expect(await services()).toEqual([]);

  await panel.getByRole('button', { name: 'Allow Chat for Tablet' }).click();
  await expect(done).toBeVisible();
  expect(await ask()).toBe(403);
  await panel.getByRole('button', { name: /This key may not use this model/ }).click();
  await panel.getByRole('button', { name: 'Allow llama3.2:1b for Tablet' }).click();
  await expect(panel.getByText('Done: Tablet may use llama3.2:1b').first()).toBeVisible();
  expect(await ask()).toBe(200);
  expect((await api.keys.list({})).keys[0]?.id).toBe(key.id);
});

test('the overview shows who is served now, and everything is at hand by the keyboard', async ({
  panel,
  gateway,
  llm,
}) => {
  const { api, publicUrl } = gateway;
  const { secret } = await api.keys.create({ name: 'Anna’s phone', services: '*', person: 'Anna' });
  llm.hold();
  const answer = chat(`${publicUrl}/v1/chat/completions`, secret, { stream: true });
  const now = panel.getByRole('region', { name: 'Being served' });
  await expect(now.getByText('Anna’s phone')).toBeVisible();
  await expect(now.getByText('Chat · llama3.2:1b')).toBeVisible();
  await expect(now.getByText(/^for \d+ s$/)).toBeVisible();
  llm.release();
  await (await answer).text();
  await expect(now.getByText('Nobody is being served')).toBeVisible();
  await expect(panel.getByText('It answers', { exact: true })).toBeVisible();

  await panel.keyboard.press('Control+k');
  const field = panel.getByRole('combobox', { name: /^Jump to/ });
  await expect(field).toBeFocused();
  await field.fill('chat');
  await expect(panel.getByRole('option')).toHaveCount(1);
  await lookAt(panel, 'quick-jump');
  await panel.keyboard.press('Enter');
  const card = panel.getByRole('article', { name: 'Chat' });
  await expect(card).toBeVisible();
  await expect(card.getByRole('img', { name: /It answered whenever it was asked/ })).toBeVisible();

  await chooseFor(panel, 'Chat', 'Pause');
  await expect(card.getByText('Paused')).toBeVisible();
  await panel.getByRole('button', { name: 'Undo' }).click();
  await expect(card.getByText('Answers', { exact: true })).toBeVisible();

  await panel.getByRole('button', { name: 'Add service' }).click();
  const dialog = panel.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Second');
  await dialog.getByLabel('Address', { exact: true }).fill('localhost:11999');
  await dialog.getByRole('button', { name: 'Add service' }).click();
  await expect(dialog.getByText('An address begins with http:// or https://')).toBeVisible();
  await dialog.getByRole('button', { name: 'Use http://localhost:11999' }).click();
  await expect(dialog.getByLabel('Address', { exact: true })).toHaveValue('http://localhost:11999');
  await panel.keyboard.press('Escape');
  await panel.keyboard.press('Control+,');
  await expect(panel.getByRole('heading', { level: 1, name: 'Settings' })).toBeFocused();
});

test('a phone has four tabs, the rest behind one press, and the state on every page', async ({
  panel,
}) => {
  await panel.setViewportSize({ width: 390, height: 844 });
  const tabs = panel.getByRole('navigation', { name: 'Pages' });
  await expect(tabs.getByRole('link')).toHaveText(['Overview', 'Services', 'Keys', 'Activity']);
  const more = tabs.getByRole('button', { name: 'More' });
  await more.focus();
  await panel.keyboard.press('Enter');
  const sheet = panel.getByRole('dialog', { name: 'More pages' });
  await expect(sheet.getByRole('link')).toHaveCount(6);
  await lookAt(panel, 'more-pages');
  await panel.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await expect(more).toBeFocused();
  for (const name of ['Security', 'Billing', 'Services']) {
    await openPage(panel, name);
    await expect(sheet).toBeHidden();
    await expect(panel.getByRole('banner').getByText('Running').first()).toBeVisible();
  }
});

test('a wrong admin secret stands in Activity as a sentence, with what to do', async ({
  panel,
  gateway,
}) => {
  const wrong = await fetch(`${gateway.adminUrl}/admin/v1/keys.list`, {
    method: 'POST',
    headers: { authorization: 'Bearer lka_not-the-secret', 'content-type': 'application/json' },
    body: '{}',
  });
  expect(wrong.status).toBe(401);
  await openPage(panel, 'Activity');
  const line = panel.getByRole('button', { name: /tried a wrong admin secret/ });
  await expect(line).toContainText('Somebody at 127.0.0.1 tried a wrong admin secret');
  await expect(line).not.toContainText('/admin/');
  await line.click();
  await expect(panel.getByText(/It came from this computer itself/)).toBeVisible();
  await lookAt(panel, 'activity-wrong-secret');
});
