import { addOllama, chooseFor, createKey, keyRow, openPage } from '../support/owner-steps';
import { expect, signIn, test, watchPage } from '../support/panel';

const FIFTEEN_MINUTES = 15 * 60_000;
const CLEAN = { policy: [], errors: [], dialogs: [], outside: [] };

test('a wrong admin secret is explained, and the right one signs in', async ({ page, gateway }) => {
  await page.goto(gateway.adminUrl);
  await page.getByLabel('Admin secret or one-time code').fill(`${gateway.secret.slice(0, -1)}x`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('That is not right.')).toBeVisible();
  await expect(page.getByRole('navigation')).toBeHidden();
  await signIn(page, gateway);
});

test('the focus goes along: to the field, the heading, the first thing to fill in', async ({
  page,
  gateway,
}) => {
  await page.goto(gateway.adminUrl);
  await expect(page.getByLabel('Admin secret or one-time code')).toBeFocused();
  await signIn(page, gateway);
  const heading = (name: string) => page.getByRole('heading', { level: 1, name });
  await expect(heading('Overview')).toBeFocused();

  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(heading('What is running here?')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(heading('Overview')).toBeFocused();
  await page.evaluate(() => void (location.hash = '#/services?add'));
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('radio', { name: /^Ollama/ })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(heading('Services')).toBeFocused();
  await openPage(page, 'Overview');
  await page.evaluate(() => void (location.hash = '#/keys?add'));
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await page.keyboard.press('Escape');
  await page.reload();
  await expect(heading('Keys')).toBeVisible();
  await expect(dialog, 'the address asks for it once').toHaveCount(0);
});

test('the first steps stay until other devices can connect, or none shall', async ({
  panel,
  gateway,
  llm,
}) => {
  await gateway.api.services.create({ name: 'Chat', kind: 'ollama', targets: [{ url: llm.url }] });
  await gateway.api.keys.create({ name: 'Phone', services: '*' });
  const steps = panel.getByRole('region', { name: 'Finish setting up' });
  await expect(steps.getByLabel('Done')).toHaveCount(2);
  await steps.getByRole('button', { name: 'Only for this computer' }).click();
  await expect(steps).toBeHidden();
  await panel.reload();
  await expect(panel.getByRole('heading', { name: 'Last 24 hours' })).toBeVisible();
  await expect(panel.getByText('Open', { exact: true }).first()).toBeVisible();
  await expect(steps).toBeHidden();
});

test('a new key comes with what an app without a field for it needs', async ({
  panel,
  gateway,
}) => {
  await openPage(panel, 'Keys');
  await panel.getByRole('button', { name: 'Create key' }).click();
  const dialog = panel.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Watch');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const secret = await dialog.getByText(/^lk_\S+$/).innerText();
  await expect(dialog.getByText(`${gateway.publicUrl}/k/${secret}`)).toBeVisible();
  await expect(dialog.getByText(`curl '${gateway.publicUrl}/v1/models'`)).toBeVisible();
  await expect(dialog.getByText('These addresses work on this computer only.')).toBeVisible();
});

test('a service can be given more time, and its own key can be taken away', async ({
  panel,
  gateway,
  llm,
}) => {
  await gateway.api.services.create({
    name: 'Chat',
    kind: 'ollama',
    targets: [{ url: llm.url }],
    upstreamHeaders: [{ name: 'Authorization', value: 'Bearer inner' }],
  });
  await openPage(panel, 'Services');
  await chooseFor(panel, 'Chat', 'Change');
  const dialog = panel.getByRole('dialog');
  await dialog.getByText('More', { exact: true }).click();
  await dialog.getByLabel('Wait for the first answer (seconds)').fill('1200');
  await dialog.getByRole('switch', { name: 'Remove the key of the service' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  const [service] = (await gateway.api.services.list({})).services;
  expect(service).toMatchObject({ upstreamHeaderNames: [], timeouts: { firstByteMs: 1_200_000 } });
  await openPage(panel, 'Activity');
  await expect(panel.getByRole('button', { name: /Changed a service/ })).toBeVisible();
});

test('S003-49: a token for 15 minutes lives in this tab alone, until it signs out', async ({
  page,
  context,
  gateway,
}) => {
  await signIn(page, gateway);
  const kept = () =>
    page.evaluate(() => ({
      local: { ...localStorage },
      tab: sessionStorage.getItem('latchkey.panel'),
    }));
  const { local, tab } = await kept();
  expect(await context.cookies()).toEqual([]);
  const { token, expiresAt } = JSON.parse(tab ?? '') as { token: string; expiresAt: string };
  expect(JSON.stringify(local)).not.toContain(token);
  expect(JSON.stringify([local, tab])).not.toContain(gateway.secret);
  const leftMs = Date.parse(expiresAt) - Date.now();
  expect(leftMs).toBeLessThanOrEqual(FIFTEEN_MINUTES);
  expect(leftMs).toBeGreaterThan(FIFTEEN_MINUTES - 60_000);

  await page.reload();
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  const other = await context.newPage();
  await other.goto(gateway.adminUrl);
  await expect(other.getByRole('heading', { name: 'Sign in to Latchkey' })).toBeVisible();

  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in to Latchkey' })).toBeVisible();
  expect((await kept()).tab).toBeNull();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Sign in to Latchkey' })).toBeVisible();
});

test('a link with a one-time code signs in once, and the code does not stay in the address', async ({
  page,
  browser,
  gateway,
}) => {
  const { code } = await gateway.api.panel.createCode({});
  const link = `${gateway.adminUrl}/#code=${code}`;
  await page.goto(link);
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  expect(page.url()).not.toContain(code);
  const stranger = await browser.newPage();
  await stranger.goto(link);
  await expect(stranger.getByText('That is not right.')).toBeVisible();
  await stranger.close();
});

test('what the window can do, the panel can: a service, a key, a call and its entry', async ({
  panel,
  context,
  gateway,
  llm,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], {
    origin: gateway.adminUrl,
  });
  const complaints = watchPage(panel, gateway.adminUrl);
  await addOllama(panel, 'Ollama at home', llm.url);
  const key = await createKey(panel, 'Tablet', 5);
  expect(await panel.evaluate(() => navigator.clipboard.readText())).toBe(key);
  const ask = (authorization: string) =>
    fetch(`${gateway.publicUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'llama3.2:1b', messages: [{ role: 'user', content: 'Hi' }] }),
    });
  expect((await ask(`Bearer ${key}`)).status).toBe(200);
  const mistyped = `${key.slice(0, -1)}${key.endsWith('a') ? 'b' : 'a'}`;
  expect((await ask(`Bearer ${mistyped}`)).status).toBe(401);

  await expect(keyRow(panel, 'Tablet')).toContainText('from 127.0.0.1');
  await openPage(panel, 'Activity');
  const list = panel.getByRole('group', { name: 'Entries, newest first' });
  await expect(list.getByRole('button', { name: /Tablet.*Went through/ })).toHaveCount(1);
  await expect(list.getByRole('button', { name: /The key was mistyped/ })).toHaveCount(1);
  await panel.getByRole('button', { name: 'Check the record' }).click();
  await expect(panel.getByText(/The record is whole/)).toBeVisible();
  expect(complaints).toEqual(CLEAN);
});

test('a name made of markup is shown as text, and nothing of it runs', async ({
  panel,
  gateway,
  llm,
}) => {
  const complaints = watchPage(panel, gateway.adminUrl);
  const tricks = [
    '<img src=x onerror=alert(1)>',
    '"><script>alert(2)</script>',
    '{{7*7}}${alert(3)}\'"`',
    '<svg/onload=alert(4)>&lt;b&gt;',
  ];
  const [service = '', ...others] = tricks;
  await gateway.api.services.create({ name: service, kind: 'ollama', targets: [{ url: llm.url }] });
  for (const name of others) await gateway.api.keys.create({ name, services: '*' });
  const { secret } = await gateway.api.keys.create({ name: service, services: '*' });
  const answer = await fetch(`${gateway.publicUrl}/proxy/1/x?<img src=x onerror=alert(5)>`, {
    headers: { authorization: `Bearer ${secret}`, 'user-agent': '<img src=x onerror=alert(6)>' },
  });
  expect(answer.status).toBe(404);

  await openPage(panel, 'Services');
  await expect(panel.getByRole('heading', { name: service, exact: true })).toBeVisible();
  await openPage(panel, 'Keys');
  for (const name of tricks) await expect(panel.getByText(name, { exact: true })).toBeVisible();
  await openPage(panel, 'Activity');
  const entry = panel.getByRole('button', { name: /The service answered with 404/ });
  await expect(entry).toContainText(service);
  await entry.click();
  await expect(panel.getByRole('complementary')).toContainText('<img src=x onerror=alert(6)>');
  await openPage(panel, 'Overview');
  await openPage(panel, 'Settings');
  expect(complaints).toEqual(CLEAN);
});
