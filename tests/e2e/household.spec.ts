import { addChat, chatAs } from '../support/household';
import { chooseFor, choiceOf, keyRow, openPage } from '../support/owner-steps';
import { expect, test } from '../support/panel';

test('S003-44 S003-17: a key is made, limited, given more and priced in the window', async ({
  panel,
  gateway,
  llm,
}) => {
  await addChat({ gateway, llm });
  await openPage(panel, 'Keys');
  await panel.getByRole('button', { name: 'Create key' }).click();
  const dialog = panel.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Tablet');
  await dialog.getByLabel('Who').fill('Anna');
  await choiceOf(dialog, 'Custom').click();
  await dialog.getByLabel('Requests').fill('50');
  await dialog.getByLabel('in so many seconds').fill('3600');
  await dialog.locator('summary', { hasText: 'Allowance' }).click();
  await dialog.getByLabel('Calls: a day').fill('2');
  await dialog.getByLabel('Money (EUR): in total').fill('2.50');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const secret = await dialog.getByText(/^lk_\S+$/).innerText();
  await dialog.getByRole('button', { name: 'Copy Key', exact: true }).click();
  await dialog.getByRole('button', { name: 'Done' }).click();

  const [key] = (await gateway.api.keys.list({})).keys;
  expect(key).toMatchObject({
    personName: 'Anna',
    rate_limit_requests: 50,
    rate_limit_window_seconds: 3600,
    allowance: { calls: { day: 2 }, money: { total: '2500000000' } },
  });
  const row = keyRow(panel, 'Tablet');
  await expect(row).toContainText('Anna');
  await expect(row).toContainText('2 of 2 calls left today');
  expect([await chatAs({ gateway }, secret), await chatAs({ gateway }, secret)]).toEqual([
    200, 200,
  ]);
  expect(await chatAs({ gateway }, secret)).toBe(429);
  await expect(row).toContainText('0 of 2 calls left today');

  await chooseFor(panel, 'Tablet', 'More, just today');
  await dialog.getByRole('button', { name: 'Give more' }).click();
  await expect(row).toContainText('2 of 4 calls left today');
  expect(await chatAs({ gateway }, secret)).toBe(200);

  await chooseFor(panel, 'Tablet', 'Top up');
  await expect(dialog).toContainText('Paid in so far: 2.5 EUR');
  await dialog.getByLabel('Amount (EUR)').fill('1,25');
  await dialog.getByRole('button', { name: 'Pay in' }).click();
  await expect(panel.getByText('1.25 EUR paid in for Tablet')).toBeVisible();

  await chooseFor(panel, 'Tablet', 'Set a price');
  await dialog.getByLabel('Per call (EUR)').fill('0.004');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(panel.getByText('0.004 EUR per call')).toBeVisible();
  await chatAs({ gateway }, secret);
  const { keys } = await gateway.api.billing.keys({});
  expect(keys).toMatchObject([{ pricePerRequestNano: '4000000', totalCostNano: '7000000' }]);
});

test('S003-17: the limit of a key is changed in the window and holds at once', async ({
  panel,
  gateway,
  llm,
}) => {
  await addChat({ gateway, llm });
  const { secret } = await gateway.api.keys.create({
    name: 'Phone',
    services: '*',
    rate_limit_requests: 1,
    rate_limit_window_seconds: 3600,
  });
  expect([await chatAs({ gateway }, secret), await chatAs({ gateway }, secret)]).toEqual([
    200, 429,
  ]);
  await openPage(panel, 'Keys');
  await chooseFor(panel, 'Phone', 'Change');
  const dialog = panel.getByRole('dialog');
  await dialog.getByLabel('Requests').fill('3');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(keyRow(panel, 'Phone')).toContainText('3 / h');
  expect(await chatAs({ gateway }, secret)).toBe(200);
});

test('a guest pass ends tonight and is good for ten calls of the chosen models', async ({
  panel,
  gateway,
}) => {
  await openPage(panel, 'Keys');
  await panel.getByRole('button', { name: 'Create key' }).click();
  const dialog = panel.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Make it a guest pass' }).click();
  await dialog.getByLabel('May use only these models').fill('llama3*\nqwen3:4b');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await expect(dialog.getByText(/^lk_\S+$/)).toBeVisible();
  const [key] = (await gateway.api.keys.list({})).keys;
  expect(key).toMatchObject({
    name: 'Guest',
    models: ['llama3*', 'qwen3:4b'],
    allowance: { calls: { total: 10 } },
  });
  const leftMs = Date.parse(key?.expiresAt ?? '') - Date.now();
  expect(leftMs).toBeGreaterThan(0);
  expect(leftMs).toBeLessThanOrEqual(25 * 3_600_000);
});

test('quiet and homework hours, addresses and web pages of a key are kept as entered', async ({
  panel,
  gateway,
  llm,
}) => {
  const chat = await addChat({ gateway, llm });
  await gateway.api.keys.create({ name: 'Phone', services: '*' });
  await openPage(panel, 'Keys');
  await chooseFor(panel, 'Phone', 'Change');
  const dialog = panel.getByRole('dialog');
  await dialog.locator('summary', { hasText: 'Quiet and homework' }).click();
  await dialog.getByRole('button', { name: 'Add homework hours' }).click();
  const time = dialog.getByRole('group', { name: 'Homework' });
  await time.getByRole('checkbox', { name: 'Saturday' }).check();
  await time.getByLabel('From').fill('15:30');
  await expect(dialog.getByRole('button', { name: 'Save' })).toBeDisabled();
  await time.getByRole('checkbox', { name: 'Chat' }).check();
  await time.getByLabel('Say this').fill('Homework first');
  await dialog.locator('summary', { hasText: 'Where it may be used' }).click();
  await dialog.getByLabel('Only from these addresses').fill('192.168.1.0/24\n\n127.0.0.1');
  await dialog.getByLabel('Web pages that may use it').fill('http://192.168.1.20:3000');
  await dialog.locator('summary', { hasText: 'Note and trial' }).click();
  await dialog.getByRole('switch', { name: 'Only report' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(keyRow(panel, 'Phone')).toContainText('Only reports');
  const [key] = (await gateway.api.keys.list({})).keys;
  expect(key).toMatchObject({
    quietTimes: [
      {
        ...{ name: 'Homework', days: [1, 2, 3, 4, 5, 6], from: '15:30', to: '17:00' },
        ...{ services: [chat], graceMinutes: 2, message: 'Homework first' },
      },
    ],
    addresses: { allow: ['192.168.1.0/24', '127.0.0.1'], deny: [] },
    origins: ['http://192.168.1.20:3000'],
    shadow: true,
  });
});

test('S003-44: a tablet gets a page of its own that shows numbers and opens nothing else', async ({
  panel,
  gateway,
  llm,
}) => {
  await addChat({ gateway, llm });
  await openPage(panel, 'Keys');
  await panel.getByRole('button', { name: 'Dashboard for a tablet' }).click();
  const dialog = panel.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Kitchen');
  await dialog.getByRole('button', { name: 'Make the page' }).click();
  await expect(dialog.getByRole('img', { name: 'QR code of the dashboard page' })).toBeVisible();
  const link = dialog.getByRole('link', { name: 'Open it here' });
  const address = (await link.getAttribute('href')) ?? '';
  const page = await fetch(address);
  expect(page.headers.get('content-type')).toContain('text/html');
  expect((await fetch(address.replace('/dashboard', '/v1/models'))).status).toBe(403);
  await dialog.getByRole('button', { name: 'Done' }).click();
  const row = keyRow(panel, 'Kitchen');
  await expect(row).toContainText('Dashboard page only');
  await row.getByRole('button', { name: 'More for Kitchen' }).click();
  await expect(panel.getByRole('menuitem', { name: 'New key text' })).toBeVisible();
  await expect(panel.getByRole('menuitem', { name: 'Top up' })).toHaveCount(0);
  await panel.getByRole('menuitem', { name: 'Change' }).click();
  await dialog.getByLabel('Name').fill('Hall');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(keyRow(panel, 'Hall')).toContainText('Dashboard page only');
  expect(await gateway.api.keys.list({})).toMatchObject({ keys: [{ role: 'dashboard' }] });
  expect((await fetch(address)).status).toBe(200);
});
