import type { Page } from '@playwright/test';
import { startFakeLlm, type FakeLlm } from '../support/fake-llm';
import { lookAtBoth as look } from '../support/look-at';
import { chooseFor, openPage } from '../support/owner-steps';
import {
  expect,
  signIn,
  startPanelGateway,
  test as base,
  type PanelGateway,
} from '../support/panel';

const PAGES = ['Overview', 'Services', 'Keys', 'Activity', 'Settings'] as const;

interface World {
  readonly gateway: PanelGateway;
  readonly llm: FakeLlm;
}

/** A home with people, devices and a few mishaps. */
async function fillHome({ gateway, llm }: World): Promise<void> {
  const { api, publicUrl } = gateway;
  const { service } = await api.services.create({
    name: 'Ollama',
    kind: 'ollama',
    targets: [{ url: llm.url }],
    isDefault: true,
  });
  await api.services.create({
    name: 'Stable Diffusion',
    kind: 'a1111',
    targets: [{ url: llm.url }],
    sameAddress: true,
  });
  await api.services.test({ id: service.id });
  const whole = { services: '*', rate_limit_requests: 60 } as const;
  const mum = await api.keys.create({ ...whole, name: 'Mum’s phone' });
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const tablet = { name: 'Tablet in the kitchen', services: [service.id], rate_limit_requests: 2 };
  const kitchen = await api.keys.create({ ...tablet, expiresAt });
  const paused = await api.keys.create({ ...whole, name: 'Guest laptop' });
  await api.keys.pause({ id: paused.key.id });
  const ended = await api.keys.create({ ...whole, name: 'Lost phone' });
  await api.keys.revoke({ id: ended.key.id });
  const chat = (key: string) =>
    fetch(`${publicUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'llama3.2:1b', messages: [{ role: 'user', content: 'Hi' }] }),
    }).then((answer) => answer.text());
  for (let call = 0; call < 6; call++) await chat(mum.secret);
  for (let call = 0; call < 4; call++) await chat(kitchen.secret);
  for (const key of [paused.secret, ended.secret, 'lk_nonsense']) await chat(key);
}

const test = base.extend<object, { home: World }>({
  home: [
    async ({}, use) => {
      const world = { gateway: await startPanelGateway(), llm: await startFakeLlm() };
      await fillHome(world);
      await use(world);
      await world.llm.stop();
      await world.gateway.stop();
    },
    { scope: 'worker' },
  ],
});

const sizes = [
  { size: 'desk', width: 1280, height: 800 },
  { size: 'phone', width: 390, height: 844 },
] as const;

for (const { size, width, height } of sizes) {
  const of = (name: string) => `${name.toLowerCase().replaceAll(' ', '-')}-${size}`;

  test(`every page and dialog is without barriers, ${width} wide`, async ({ page, home }) => {
    await page.setViewportSize({ width, height });
    await page.goto(home.gateway.adminUrl);
    await look(page, of('sign in'));
    await signIn(page, home.gateway);
    for (const name of PAGES) {
      await openPage(page, name);
      await expect(page.getByText('Loading')).toHaveCount(0);
      await look(page, of(name));
    }
    await openPage(page, 'Services');
    await page.getByRole('button', { name: 'Add service' }).click();
    await look(page, of('add service'));
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'More for Ollama' }).click();
    await expect(page.getByRole('menu')).toBeVisible();
    await look(page, of('menu'));
    await page.keyboard.press('Escape');
    await chooseFor(page, 'Ollama', 'Change');
    await page.getByRole('dialog').getByText('More', { exact: true }).click();
    await look(page, of('change service'));
    await page.keyboard.press('Escape');
    await openPage(page, 'Keys');
    await page.getByRole('button', { name: 'Create key' }).click();
    await look(page, of('create key'));
    await page.keyboard.press('Escape');
    await chooseFor(page, 'Tablet in the kitchen', 'New key text');
    await page.getByRole('button', { name: 'Make new key' }).click();
    await expect(page.getByRole('button', { name: 'Copy Key', exact: true })).toBeVisible();
    await look(page, of('new key'));
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Close anyway' }).click();
    await chooseFor(page, 'Mum’s phone', 'End for good');
    await expect(page.getByRole('dialog')).toBeVisible();
    await look(page, of('end key'));
    await page.keyboard.press('Escape');
    await openPage(page, 'Activity');
    // Whatever else looks around on this computer may be on record too.
    await page.getByRole('searchbox', { name: 'Search activity' }).fill('LIMIT_REACHED');
    await page
      .getByRole('button', { name: /was faster than its limit/ })
      .first()
      .click();
    await expect(page.getByRole('complementary')).toBeVisible();
    await look(page, of('details'));
  });
}

test('an overview where nothing is set up yet is without barriers', async ({ panel }) => {
  await expect(panel.getByText('Finish setting up')).toBeVisible();
  for (const { size, width, height } of sizes) {
    await panel.setViewportSize({ width, height });
    await look(panel, `overview-empty-${size}`);
  }
});

/** Walks with Tab from the top of a fresh page; the name of each stop, and the stops where nothing shows the focus. */
async function walk(page: Page): Promise<{ stops: string[]; unmarked: string[] }> {
  const stops: string[] = [];
  const unmarked: string[] = [];
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement) || element === document.body) return undefined;
      const labels = element instanceof HTMLInputElement || element instanceof HTMLButtonElement;
      const label = labels ? (element.labels?.[0]?.innerText ?? '') : '';
      const name = element.getAttribute('aria-label') ?? (element.innerText.trim() || label);
      const isMarked = [element, element.closest('label')].some(
        (one) => one && getComputedStyle(one).outlineStyle !== 'none',
      );
      return { name: name.trim(), isMarked };
    });
    if (!stop || (step > 0 && stop.name === stops[0])) break;
    stops.push(stop.name);
    if (!stop.isMarked) unmarked.push(stop.name);
  }
  return { stops, unmarked };
}

const PRIMARY: Readonly<Record<(typeof PAGES)[number], string>> = {
  Overview: 'Pause everything',
  Services: 'Add service',
  Keys: 'Create key',
  Activity: 'Check the record',
  Settings: 'Save',
};

test('the Tab key alone reaches every page and what each page is for, and one sees where it is', async ({
  page,
  home,
}) => {
  await signIn(page, home.gateway);
  for (const name of PAGES) {
    await openPage(page, name);
    await page.reload();
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    await expect(page.getByText('Loading')).toHaveCount(0);
    const { stops, unmarked } = await walk(page);
    expect(stops).toEqual(expect.arrayContaining(['Skip to the content', ...PAGES]));
    expect(stops).toContain(PRIMARY[name]);
    expect(unmarked, name).toEqual([]);
  }
});

test('Escape closes a dialog and the focus is back where it was', async ({ page, home }) => {
  await signIn(page, home.gateway);
  const dialog = page.getByRole('dialog');
  for (const [name, button] of [
    ['Services', 'Add service'],
    ['Keys', 'Create key'],
    ['Settings', 'Make a new secret'],
  ] as const) {
    await openPage(page, name);
    const opener = page.locator('main').getByRole('button', { name: button });
    await opener.focus();
    await page.keyboard.press('Enter');
    await expect(dialog).toBeVisible();
    await expect(opener).not.toBeFocused();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(opener).toBeFocused();
  }
  await openPage(page, 'Keys');
  await chooseFor(page, 'Mum’s phone', 'End for good');
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'More for Mum’s phone' })).toBeFocused();
});
