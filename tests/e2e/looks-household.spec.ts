import type { Page } from '@playwright/test';
import { startFakeLlm } from '../support/fake-llm';
import { fillHousehold } from '../support/household';
import { lookAtBoth as look } from '../support/look-at';
import { chooseFor, openPage } from '../support/owner-steps';
import {
  expect,
  signIn,
  startPanelGateway,
  test as base,
  type PanelGateway,
} from '../support/panel';

const test = base.extend<object, { home: PanelGateway }>({
  home: [
    async ({}, use) => {
      const gateway = await startPanelGateway();
      const llm = await startFakeLlm();
      await fillHousehold({ gateway, llm });
      await use(gateway);
      await llm.stop();
      await gateway.stop();
    },
    { scope: 'worker' },
  ],
});

const tab = (page: Page, name: string) => page.getByRole('tab', { name }).click();

/** Every section of a dialog, one after the other, each open. */
async function lookIntoSections(page: Page, name: string, sections: readonly string[]) {
  const dialog = page.getByRole('dialog');
  for (const [index, section] of sections.entries()) {
    await dialog.locator('summary', { hasText: section }).click();
    await look(page, `${name}-${index + 1}`);
    await dialog.locator('summary', { hasText: section }).click();
  }
}

async function lookAtKeys(page: Page, of: (name: string) => string): Promise<void> {
  await openPage(page, 'Keys');
  await expect(page.getByText(/calls left today/).first()).toBeVisible();
  await look(page, of('household-keys'));
  await chooseFor(page, 'Anna’s phone', 'Change');
  await look(page, of('household-key'));
  const sections = ['Allowance', 'Models', 'Quiet and', 'Where it', 'Signing and', 'Note and'];
  await lookIntoSections(page, of('household-key'), sections);
  await page.keyboard.press('Escape');
  for (const [item, name] of [
    ['More, just today', 'raise'],
    ['Top up', 'top-up'],
    ['New key text', 'rotate'],
  ] as const) {
    await chooseFor(page, 'Ben’s tablet', item);
    await expect(page.getByRole('dialog')).toBeVisible();
    await look(page, of(`household-${name}`));
    await page.keyboard.press('Escape');
  }
}

async function lookAtWall(page: Page, of: (name: string) => string): Promise<void> {
  await page.getByRole('button', { name: 'Dashboard for a tablet' }).click();
  await look(page, of('household-wall'));
  await page.getByRole('dialog').getByRole('button', { name: 'Make the page' }).click();
  await expect(page.getByRole('img', { name: 'QR code of the dashboard page' })).toBeVisible();
  await look(page, of('household-wall-shown'));
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
}

async function lookAtPeople(page: Page, of: (name: string) => string): Promise<void> {
  await lookAtWall(page, of);
  await openPage(page, 'People');
  await expect(page.getByText(/calls left today/)).toBeVisible();
  await look(page, of('people'));
  await chooseFor(page, 'Anna', 'Change');
  await look(page, of('person'));
  await lookIntoSections(page, of('person'), ['Pace', 'Quiet and', 'Trial']);
  await page.keyboard.press('Escape');
  await chooseFor(page, 'Anna', 'More, just today');
  await look(page, of('person-raise'));
  await page.keyboard.press('Escape');
  await chooseFor(page, 'Anna', 'Remove');
  await look(page, of('person-remove'));
  await page.keyboard.press('Escape');
}

async function lookAtUsage(page: Page, of: (name: string) => string): Promise<void> {
  await openPage(page, 'Usage');
  for (const table of ['Service', 'Key', 'Person', 'Model']) {
    await page.getByRole('group', { name: 'Show by' }).getByText(table, { exact: true }).click();
    await expect(page.getByRole('table')).toBeVisible();
    await look(page, of(`usage-${table.toLowerCase()}`));
  }
  await page.getByText('Custom', { exact: true }).click();
  await look(page, of('usage-custom'));
}

async function lookAtBilling(page: Page, of: (name: string) => string): Promise<void> {
  await openPage(page, 'Billing');
  await expect(page.getByRole('table', { name: 'Cost by key' })).toBeVisible();
  await look(page, of('billing'));
  await page.getByRole('button', { name: 'Close the cycle' }).click();
  await look(page, of('billing-close'));
  await page.keyboard.press('Escape');
  await tab(page, 'Prices');
  await expect(page.getByText('per M tokens out')).toBeVisible();
  await look(page, of('billing-prices'));
  for (const [button, name] of [
    ['Add price', 'price'],
    ['Change the price of everything else', 'price-default'],
    ['Change electricity', 'price-energy'],
  ] as const) {
    await page.getByRole('button', { name: button }).click();
    await look(page, of(`billing-${name}`));
    if (name === 'price') await lookIntoSections(page, of('billing-price'), ['More prices']);
    await page.keyboard.press('Escape');
  }
  await tab(page, 'Past cycles');
  await page.getByRole('button', { name: 'Show or hide October' }).click();
  await expect(page.getByRole('table')).toBeVisible();
  await look(page, of('billing-past'));
  await tab(page, 'Receipts');
  await look(page, of('billing-receipts'));
  await tab(page, 'Cloud');
  await expect(page.getByText('In the cloud')).toBeVisible();
  await look(page, of('billing-cloud'));
}

for (const [size, width, height] of [
  ['desk', 1280, 800],
  ['phone', 390, 800],
] as const) {
  test(`people, usage and billing are without barriers, ${width} wide`, async ({ page, home }) => {
    test.setTimeout(240_000);
    const of = (name: string) => `${name}-${size}`;
    await page.setViewportSize({ width, height });
    await signIn(page, home);
    await expect(page.getByText('Who used it most')).toBeVisible();
    await look(page, of('household-overview'));
    await lookAtKeys(page, of);
    await lookAtPeople(page, of);
    await lookAtUsage(page, of);
    await lookAtBilling(page, of);
  });
}

test('pages without anything yet say what they are for, and have no barriers', async ({
  panel,
}) => {
  for (const name of ['People', 'Usage', 'Billing']) {
    await openPage(panel, name);
    await expect(panel.getByText('Loading')).toHaveCount(0);
    await look(panel, `empty-${name.toLowerCase()}`);
  }
  await tab(panel, 'Past cycles');
  await expect(panel.getByText('No cycle was closed yet')).toBeVisible();
  await tab(panel, 'Cloud');
  await expect(panel.getByText('Nothing to compare yet')).toBeVisible();
  await tab(panel, 'Receipts');
  await expect(panel.getByText('There is no person and no key yet.')).toBeVisible();
});
