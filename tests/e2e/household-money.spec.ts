import { readFile } from 'node:fs/promises';
import type { Locator } from '@playwright/test';
import { addChat, chatAs } from '../support/household';
import { lookAtBoth } from '../support/look-at';
import { chooseFor, openPage } from '../support/owner-steps';
import { expect, test } from '../support/panel';

test('S003-45 S003-48: usage by service, key, person and model is what the gateway counted', async ({
  panel,
  gateway,
  llm,
}) => {
  const serviceId = await addChat({ gateway, llm });
  const { secret } = await gateway.api.keys.create({
    name: 'Phone',
    services: '*',
    person: 'Anna',
  });
  await openPage(panel, 'Usage');
  await expect(panel.getByText('Nothing was used in this time')).toBeVisible();
  for (let call = 0; call < 3; call++) await chatAs({ gateway }, secret);
  await expect(panel.getByRole('table', { name: 'Usage by service' })).toBeVisible();
  const { totals, byService } = await gateway.api.usage.summary({});
  expect(byService).toMatchObject([{ serviceId, calls: 3 }]);
  const cells = [String(totals.calls), String(totals.tokensIn), String(totals.tokensOut)];
  for (const [table, name] of [
    ['Service', 'Chat'],
    ['Key', 'Phone'],
    ['Person', 'Anna'],
    ['Model', 'llama3.2:1b'],
  ] as const) {
    await panel.getByRole('group', { name: 'Show by' }).getByText(table, { exact: true }).click();
    const row = panel.getByRole('row').filter({ has: panel.getByRole('rowheader', { name }) });
    await expect(row.getByRole('cell').first()).toHaveText(cells[0] ?? '');
    expect((await row.getByRole('cell').allInnerTexts()).slice(0, 3)).toEqual(cells);
    await expect(row.getByRole('cell').last()).toHaveText('0.003 EUR');
  }
  await panel.getByText('Custom', { exact: true }).click();
  await panel.getByLabel('From', { exact: true }).fill('2020-01-02');
  await panel.getByLabel('Until', { exact: true }).fill('2020-01-03');
  await expect(panel.getByText('Nothing was used in this time')).toBeVisible();
  await panel.getByLabel('Until', { exact: true }).fill('2020-01-01');
  await expect(panel.getByText('The last day must not be before the first.')).toBeVisible();
});

test('S003-46 S003-35 S003-36: billing shows the cost of each key, keeps a closed cycle and says that nobody is charged', async ({
  panel,
  gateway,
  llm,
}) => {
  await addChat({ gateway, llm });
  const { secret } = await gateway.api.keys.create({ name: 'Phone', services: '*' });
  for (let call = 0; call < 2; call++) await chatAs({ gateway }, secret);
  await openPage(panel, 'Billing');
  await expect(panel.getByText('This is simulated:')).toContainText('nobody is charged');
  const bill = panel.getByRole('table', { name: 'Cost by key' });
  const row = bill
    .getByRole('row')
    .filter({ has: panel.getByRole('rowheader', { name: 'Phone' }) });
  await expect(row.getByRole('cell')).toHaveText([
    ...['2', /\d+/, /\d+/, '0.001 EUR', '0.002 EUR'],
  ]);
  await expect(panel.getByText('Cost so far').locator('..')).toContainText('0.002 EUR');

  await panel.getByRole('button', { name: 'Close the cycle' }).click();
  const dialog = panel.getByRole('dialog');
  await dialog.getByLabel('Note').fill('November');
  await dialog.getByRole('button', { name: 'Close it' }).click();
  await expect(panel.getByText('No key has a bill yet.')).toBeVisible();
  await expect(panel.getByText('Cost so far').locator('..')).toContainText('0 EUR');
  await panel.getByRole('tab', { name: 'Past cycles' }).click();
  await expect(panel.getByRole('listitem').filter({ hasText: 'November' })).toContainText(
    '0.002 EUR',
  );
  await panel.getByRole('button', { name: 'Show or hide November' }).click();
  await expect(bill).toContainText('0.002 EUR');
  const { cycles } = await gateway.api.billing.cycles({});
  expect(cycles.map(({ costNano }) => costNano)).toEqual(['0', '2000000']);
});

test('prices per token, the price of everything else and cheaper nights are set in the window', async ({
  panel,
  gateway,
  llm,
}) => {
  const serviceId = await addChat({ gateway, llm });
  await openPage(panel, 'Billing');
  await panel.getByRole('tab', { name: 'Prices' }).click();
  const dialog = panel.getByRole('dialog');
  await panel.getByRole('button', { name: 'Add price' }).click();
  await dialog.getByLabel('Service', { exact: true }).selectOption('Chat');
  await dialog.getByLabel('Per call (EUR)').fill('0.15');
  // What was typed goes along to the kind of price that was meant.
  await dialog.getByText('Per million AI tokens', { exact: true }).click();
  await expect(dialog.getByLabel('Per million AI tokens, in and out alike')).toHaveValue('0.15');
  await dialog.locator('summary', { hasText: 'More prices' }).click();
  await dialog.getByLabel('Model', { exact: true }).fill('llama3*');
  await dialog.getByLabel('Per million AI tokens out (EUR)').fill('');
  await dialog.getByLabel('Power while it works').fill('250');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(panel.getByText('Service Chat, Model llama3*')).toBeVisible();
  await expect(panel.getByText('0.15 EUR per M tokens in · 250 W')).toBeVisible();
  await panel.getByRole('button', { name: 'Change the price of everything else' }).click();
  await dialog.getByLabel('Per call').fill('0');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await panel.getByRole('button', { name: 'Change electricity' }).click();
  await dialog.getByLabel('Per kilowatt-hour (EUR)', { exact: true }).fill('0.32');
  await dialog.getByRole('switch', { name: 'Cheaper at night' }).click();
  await dialog.getByLabel('At night, per kilowatt-hour').fill('0.2');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(panel.getByText('0.2 EUR from 22:00 to 06:00')).toBeVisible();
  expect(await gateway.api.billing.prices({})).toMatchObject({
    defaultPricePerRequestNano: '0',
    prices: [
      {
        scope: { serviceId, model: 'llama3*' },
        price: { perMillionInNano: '150000000', watts: 250 },
      },
    ],
    energy: { perKwhNano: '320000000', night: { perKwhNano: '200000000' } },
  });
  await chooseFor(panel, 'Service Chat, Model llama3*', 'Remove');
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(panel.getByText('No price of its own yet.')).toBeVisible();
  expect((await gateway.api.billing.prices({})).prices).toEqual([]);
});

test('a receipt and the list of all calls are downloaded, and the address keeps no secret', async ({
  panel,
  gateway,
  llm,
}) => {
  await addChat({ gateway, llm });
  const { secret } = await gateway.api.keys.create({
    name: 'Phone',
    services: '*',
    person: 'Anna',
  });
  for (let call = 0; call < 2; call++) await chatAs({ gateway }, secret);
  await openPage(panel, 'Billing');
  await panel.getByRole('tab', { name: 'Receipts' }).click();
  const fetched = async (button: string) => {
    const coming = panel.waitForEvent('download');
    await panel.getByRole('button', { name: button }).click();
    const download = await coming;
    expect(download.url()).toMatch(/^blob:/);
    return { name: download.suggestedFilename(), file: await readFile(await download.path()) };
  };
  const receipt = await fetched('Make receipt');
  expect(receipt.name).toMatch(/\.pdf$/);
  expect(receipt.file.subarray(0, 5).toString()).toBe('%PDF-');
  await panel.getByRole('radio', { name: 'JSON lines' }).check({ force: true });
  const calls = await fetched('Make the file');
  expect(calls.file.toString().trim().split('\n')).toHaveLength(2);
});

test('the cloud comparison prices the same use as published, and the overview names who used most', async ({
  panel,
  gateway,
  llm,
}) => {
  await addChat({ gateway, llm });
  const { secret } = await gateway.api.keys.create({
    name: 'Phone',
    services: '*',
    person: 'Anna',
  });
  await chatAs({ gateway }, secret);
  const month = panel.getByRole('region', { name: 'This month' });
  await expect(month).toContainText('0.001 EUR');
  await expect(month.getByRole('listitem')).toHaveText([/Anna.*1 calls?/]);
  await openPage(panel, 'Billing');
  await panel.getByRole('tab', { name: 'Cloud' }).click();
  await expect(panel.getByRole('heading', { name: 'llama3.2:1b' })).toBeVisible();
  const { rows } = await gateway.api.billing.comparison({});
  await expect(panel.getByText(rows[0]?.comparedWith[0]?.label ?? '?').first()).toBeVisible();
});

test('in German too, everything a file is made of stands on one line', async ({
  panel,
  gateway,
}) => {
  await gateway.api.keys.create({ name: 'Phone', services: '*' });
  await gateway.api.settings.update({ language: 'de' });
  await panel.setViewportSize({ width: 1280, height: 800 });
  await panel.getByRole('link', { name: 'Abrechnung' }).first().click();
  await panel.getByRole('tab', { name: 'Belege' }).click();
  const lines = panel.getByRole('radio', { name: 'JSON-Zeilen' });
  const table = panel.getByRole('radio', { name: 'Tabelle (CSV)' }).last();
  const topOf = async (one: Locator) => (await one.boundingBox())?.y;
  expect(await topOf(lines)).toBe(await topOf(table));
  const card = panel.getByRole('region', { name: 'Jede einzelne Anfrage' });
  const until = await topOf(card.getByText('Bis', { exact: true }));
  expect(await topOf(card.getByText('Als', { exact: true }))).toBeCloseTo(until ?? 0, 0);
  await lookAtBoth(panel, 'receipts-german');
});
