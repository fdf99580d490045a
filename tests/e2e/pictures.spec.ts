import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { openPage } from '../support/owner-steps';
import { enterSecret, expect, signIn, test } from '../support/panel';
import {
  addDevices,
  askTwoAtOnce,
  EVENING_MS,
  HOME_ADDRESS,
  livePastWeeks,
  startAtHome,
  startPrograms,
} from '../support/pictured-home';

// Not a test of the program: the pictures of README, made by `npm run pictures` from the program as it is.
const FOLDER = path.resolve(import.meta.dirname, '../../resources/screenshots');

const WIDTH = 1200;

/** Keeps what is on the screen. */
const keep = async (page: Page, name: string) =>
  void (await page.screenshot({ path: path.join(FOLDER, `${name}.png`), animations: 'disabled' }));

/** Keeps a page as a window would show it that is just as high as it has to be. */
async function keepWhole(page: Page, name: string, least = 640): Promise<void> {
  const { width } = page.viewportSize() ?? { width: 0 };
  await page.setViewportSize({ width, height: least });
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height });
  await page.mouse.move(0, 0);
  await keep(page, name);
}

/** Keeps an overview down to the calls of the last day; further down are networks, addresses and the month. */
async function keepOverview(page: Page, name: string, lastCard: string): Promise<void> {
  await page.setViewportSize({ width: WIDTH, height: 800 });
  const last = page.getByRole('heading', { name: lastCard }).locator('xpath=ancestor::section[1]');
  const box = await last.boundingBox();
  await page.setViewportSize({
    width: WIDTH,
    height: Math.ceil((box?.y ?? 0) + (box?.height ?? 0)) + 12,
  });
  await keep(page, name);
}

/** Pages that write in the font of the device get one here that looks like those of phones. */
async function writeAsPhonesDo(page: Page): Promise<void> {
  const font = path.resolve(
    import.meta.dirname,
    '../../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  );
  const url = `data:font/woff2;base64,${(await readFile(font)).toString('base64')}`;
  const face = `@font-face{font-family:Phone;font-weight:100 900;src:url(${url})}`;
  const all = `body,button,input,textarea,select{font-family:Phone !important}`;
  await page.addStyleTag({ content: face + all });
  await page.evaluate(() => document.fonts.load('16px Phone'));
}

const atThatEvening = async (page: Page, colorScheme: 'light' | 'dark' = 'light') => {
  await page.clock.install({ time: EVENING_MS });
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
};

test('the first start, and a phone that is connected', async ({ page, browser }) => {
  const { gateway } = await startAtHome();
  const programs = await startPrograms();
  const phone = await browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
    locale: 'en-GB',
    bypassCSP: true,
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
  });
  try {
    await atThatEvening(page);
    await enterSecret(page, gateway);
    await expect(page.getByRole('checkbox', { name: /Ollama/ })).toBeChecked();
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await expect(page.getByText(HOME_ADDRESS)).toBeVisible();
    const made = page.waitForResponse('**/admin/v1/pairing.start');
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    const { value } = (await (await made).json()) as { value: { url: string } };
    await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible();
    await expect(page.getByText('Waiting for your phone')).toBeVisible();
    await keepWhole(page, 'first-start');

    const screen = await phone.newPage();
    await screen.goto(value.url);
    await writeAsPhonesDo(screen);
    await screen.getByLabel('What is this device called?').fill('Mum’s phone');
    await keep(screen, 'phone-connect');
    await screen.getByRole('button', { name: 'Connect' }).tap();
    await screen.getByRole('button', { name: 'Ask', exact: true }).tap();
    await expect(screen.getByText(/^It works/)).toBeVisible();
    await keep(screen, 'phone-answer');
  } finally {
    await phone.close();
    await gateway.stop();
    await programs.stop();
  }
});

test('a home on a Saturday evening', async ({ page, browser }) => {
  const firstDayMs = EVENING_MS - 21 * 24 * 3_600_000;
  const { gateway, clock } = await startAtHome(firstDayMs);
  const programs = await startPrograms();
  try {
    const { api } = gateway;
    await api.settings.update({ welcomeDone: true });
    await api.billing.closeCycle({ note: 'October' });
    await api.network.enable({ id: 'wlan0/ipv4' });
    const devices = await addDevices(api);
    await livePastWeeks(devices, clock);
    await askTwoAtOnce(programs, devices);

    await atThatEvening(page);
    await signIn(page, gateway);
    await expect(page.getByText('2 calls right now')).toBeVisible();
    await keepOverview(page, 'overview', 'Last 24 hours');
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await keepOverview(page, 'overview-dark', 'Last 24 hours');
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });

    await openPage(page, 'Keys');
    await expect(page.getByRole('rowheader', { name: 'Jonas (guest)' })).toBeVisible();
    await expect(page.getByText(/of 5 EUR left/)).toBeVisible();
    await expect(page.getByText(/of 20,000 AI tokens left/)).toBeVisible();
    await keepWhole(page, 'keys');
    await openPage(page, 'Activity');
    await page
      .getByRole('button', { name: /was faster than its limit/ })
      .first()
      .click();
    await expect(page.getByRole('complementary')).toBeVisible();
    await keepWhole(page, 'activity', 960);
    await openPage(page, 'Billing');
    await expect(page.getByRole('table', { name: 'Cost by key' })).toBeVisible();
    await keepWhole(page, 'billing');

    await api.settings.update({ language: 'de' });
    await page.goto(`${gateway.adminUrl}#/`);
    await expect(page.getByRole('heading', { level: 1, name: 'Übersicht' })).toBeVisible();
    await keepOverview(page, 'overview-german', 'Letzte 24 Stunden');

    const tablet = await browser.newContext({
      viewport: { width: 1024, height: 700 },
      locale: 'en-GB',
      bypassCSP: true,
    });
    const wall = await tablet.newPage();
    await wall.goto(`http://${HOME_ADDRESS}:5539/k/${devices.wall.secret}/dashboard`);
    await writeAsPhonesDo(wall);
    await keepWhole(wall, 'dashboard');
    await tablet.close();
  } finally {
    await gateway.stop();
    await programs.stop();
  }
});
