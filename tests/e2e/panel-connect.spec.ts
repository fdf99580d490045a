import type { Locator, Page } from '@playwright/test';
import { readQr } from '../support/first-run-steps';
import { lookAt } from '../support/look-at';
import { expect, test } from '../support/panel';

const LINK = 'http://192.168.1.20:5539/join/ABCDEFGHJKMNPQRSTVWXYZ0123';
const way = {
  ...{ interfaceId: 'wlan0/ipv4', name: 'wlan0', kind: 'lan', address: '192.168.1.20' },
  ...{ url: 'http://192.168.1.20:5539', works: true, problem: null, message: '' },
};
const SIZES = [
  { name: 'desk', width: 1280, height: 800 },
  { name: 'small', width: 1024, height: 600 },
  { name: 'phone', width: 390, height: 844 },
] as const;

/** How far the part with the code could be scrolled, down and sideways. */
const scrollOfCode = (dialog: Locator) =>
  dialog.locator('.code').evaluate((one) => ({
    down: one.scrollHeight - one.clientHeight,
    sideways: one.scrollWidth - one.clientWidth,
  }));

/** Nothing of what was opened is under the code, which stays; three to choose from are a row or a column. */
async function expectBelowCode(dialog: Locator): Promise<void> {
  const below = async () => {
    const card = await dialog.locator('.code').boundingBox();
    const heading = await dialog.locator('summary').boundingBox();
    return (heading?.y ?? 0) - (card?.y ?? 0) - (card?.height ?? 0);
  };
  await expect.poll(below).toBeGreaterThanOrEqual(0);
  await expect(dialog.getByText('Waiting for your phone')).toBeInViewport({ ratio: 0.99 });
  const paces = await dialog.getByRole('group', { name: 'How much' }).getByRole('radio').all();
  const places = await Promise.all(paces.map((one) => one.boundingBox()));
  expect(new Set(places.map((place) => place?.x)).size).toBe(1);
}

/** A home network whatever the computer of the test is in. */
async function pretendHome(page: Page): Promise<void> {
  const until = new Date(Date.now() + 170_000).toISOString();
  const pairing = {
    ...{ id: 'p1', state: 'waiting', way, expiresAt: until, firewall: null, device: null },
  };
  await page.route('**/admin/v1/pairing.start', (route) =>
    route.fulfill({ json: { ok: true, value: { pairing, url: LINK, ways: [way] } } }),
  );
  await page.route('**/admin/v1/pairing.status', (route) =>
    route.fulfill({ json: { ok: true, value: { pairing } } }),
  );
}

for (const { name, width, height } of SIZES) {
  test(`the code stays in sight while somebody chooses what it stands for: ${width} by ${height}`, async ({
    panel: page,
  }) => {
    await pretendHome(page);
    await page.setViewportSize({ width, height });
    await page.getByRole('button', { name: 'Connect a device' }).first().click();
    const dialog = page.getByRole('dialog');
    const code = dialog.getByRole('img', { name: 'QR code that connects one device' });
    await expect(code).toBeInViewport({ ratio: 0.99 });
    await dialog.getByText('More', { exact: true }).click();
    await expect(code).toBeInViewport({ ratio: 0.99 });
    expect(await scrollOfCode(dialog)).toEqual({ down: 0, sideways: 0 });
    if (name === 'phone') await expectBelowCode(dialog);
    await lookAt(page, `connect-opened-${name}`);
    await dialog.getByText('Only these').click();
    const last = dialog.getByLabel(/^Ends/);
    await last.scrollIntoViewIfNeeded();
    await last.selectOption({ index: 1 });
    await expect(
      dialog.getByText('The code still stands for what you chose before.'),
    ).toBeVisible();
    await lookAt(page, `connect-more-${name}`);
    await expect(last).toBeInViewport({ ratio: 0.99 });
    await expect(code).toBeInViewport({ ratio: 0.99 });
    expect(await readQr(page)).toBe(LINK);
    await page.emulateMedia({ colorScheme: 'dark' });
    await lookAt(page, `connect-more-${name}-dark`);
  });
}
