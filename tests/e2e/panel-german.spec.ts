import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { windowDe } from '#shared/text/de/window';
import { windowEn } from '#shared/text/en/window';
import { fillHousehold } from '../support/household';
import { pictureFile } from '../support/kept-pictures';
import { lookAt } from '../support/look-at';
import { expect, signIn, test, watchPage, type PanelGateway } from '../support/panel';
import { guessKeys, runIntoLimit } from '../support/troubled-home';

test.use({ locale: 'de-DE' });
// One household, ten pages and four widths: one start of the gateway instead of ten.
test.setTimeout(180_000);

const PAGES = Object.keys(windowEn.pages).filter((name) => name in windowDe.pages) as PageName[];
type PageName = keyof typeof windowEn.pages;

/** Every English sentence without values in it, of two words and more. */
function englishSentences(texts: object): string[] {
  return Object.values(texts).flatMap((text: unknown) => {
    if (typeof text === 'string') return /[a-z] [a-z]/.test(text) ? [text] : [];
    return typeof text === 'object' && text !== null ? englishSentences(text) : [];
  });
}
const GERMAN = JSON.stringify(windowDe);
const ENGLISH = englishSentences(windowEn).filter((text) => !GERMAN.includes(text));

async function signInGerman(page: Page, { adminUrl, secret }: PanelGateway): Promise<void> {
  await page.goto(adminUrl);
  await expect(page.getByRole('heading', { name: windowDe.signIn.title })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await lookAt(page, 'german-sign-in');
  await page.getByLabel(windowDe.signIn.secret).fill(secret);
  await page.getByRole('button', { name: windowDe.signIn.submit }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Übersicht' })).toBeVisible();
}

async function openGerman(page: Page, name: PageName): Promise<void> {
  await page.evaluate((hash) => void (location.hash = hash), `#/${name}`);
  await expect(page.getByRole('heading', { level: 1, name: windowDe.pages[name] })).toBeVisible();
  await expect(page.locator('main .skeleton')).toHaveCount(0);
}

const chooseLanguage = (page: Page, label: string, language: string) =>
  page.getByLabel(label, { exact: true }).selectOption({ label: language });

/** Keeps a picture, and expects that nothing is wider than the window. */
async function isInside(page: Page, name: string): Promise<void> {
  const file = pictureFile(name);
  await page.screenshot({ path: file, animations: 'disabled', fullPage: true });
  const overflow = () => document.documentElement.scrollWidth - window.innerWidth;
  expect.soft(await page.evaluate(overflow), `${name} does not scroll sideways`).toBe(0);
}

/** Words that stick out of the button, the badge or the heading they stand in. */
const cutWords = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, a, h1, h2, h3, th, label, .badge')]
      .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
      .filter((one) => getComputedStyle(one).display !== 'inline' && one.clientWidth > 1)
      .map((one) => one.innerText),
  );

async function looksGerman(page: Page, name: PageName, width: number): Promise<void> {
  await isInside(page, `german-${name}-${width}`);
  const said = await page.locator('body').innerText();
  const left = ENGLISH.filter((sentence) => said.includes(sentence));
  expect.soft(left, `${name}: nothing is said in English`).toEqual([]);
  expect.soft(await cutWords(page), `${name} at ${width}`).toEqual([]);
}

test('a browser that speaks German has every page in German, with commas in numbers', async ({
  page,
  gateway,
  llm,
}) => {
  await fillHousehold({ gateway, llm });
  await runIntoLimit(gateway, 'Radio');
  await guessKeys(gateway);
  const complaints = watchPage(page, new URL(gateway.adminUrl).origin);
  await signInGerman(page, gateway);
  for (const [width, height] of [
    [1280, 800],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const name of PAGES) {
      await openGerman(page, name);
      await looksGerman(page, name, width);
      // Names for those who hear the page are the same at any width.
      if (width > 390) await lookAt(page, `german-${name}-${width}`);
    }
  }
  await openGerman(page, 'billing');
  await expect(page.locator('main')).toContainText(/\d,\d+ EUR/);
  await expect(page.locator('main')).not.toContainText(/\d\.\d{1,2} EUR/);
  expect(complaints).toEqual({ policy: [], errors: [], dialogs: [], outside: [] });
});

test('the owner’s language reaches every open window, but none in the middle of a dialog', async ({
  page,
  gateway,
  browser,
}) => {
  await signInGerman(page, gateway);
  const context = await browser.newContext({ locale: 'en-GB' });
  const other = await context.newPage();
  await signIn(other, gateway);
  await other.evaluate(() => void (location.hash = '#/people'));
  await other.getByRole('button', { name: windowEn.people.add }).first().click();
  await other.getByRole('dialog').getByLabel('Name').fill('Half a name');

  await openGerman(page, 'settings');
  await chooseLanguage(page, windowDe.appearance.language, 'English');
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await chooseLanguage(page, windowEn.appearance.language, 'Deutsch');
  await expect(page.getByRole('heading', { level: 1, name: 'Einstellungen' })).toBeVisible();

  // The choice has arrived there, and the half name is still there.
  const remembered = () => other.evaluate(() => localStorage.getItem('latchkey.language'));
  await expect.poll(remembered).toBe('de');
  await expect(other.getByRole('dialog').getByLabel('Name')).toHaveValue('Half a name');
  await other.getByRole('button', { name: windowEn.app.cancel }).click();
  await expect(other.getByRole('heading', { level: 1, name: 'Personen' })).toBeVisible();
  await expect(other.locator('html')).toHaveAttribute('lang', 'de');

  await chooseLanguage(page, windowDe.appearance.language, windowDe.appearance.languageAuto);
  await expect(other.getByRole('heading', { level: 1, name: 'People' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'Einstellungen' })).toBeVisible();
  await context.close();
});

test('why a line of a file of keys is not taken over is said in German', async ({
  page,
  gateway,
}) => {
  await signInGerman(page, gateway);
  await openGerman(page, 'settings');
  const { imports, importReasons } = windowDe;
  await page.getByRole('button', { name: imports.open }).click();
  const key = 'Zq3-_9fKx7Lm2PwRt8Vb5Nc1';
  const lines = [`mama:${key}`, `papa:${key}`, 'kein Doppelpunkt', 'oma:kurz'];
  await page.getByLabel(imports.paste).fill(lines.join('\n'));
  await page.getByRole('button', { name: imports.look }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('listitem')).toHaveText([
    `${imports.line(2)}: ${importReasons.key_repeated({ name: 'mama' })}`,
    `${imports.line(3)}: ${importReasons.colon_missing({})}`,
    `${imports.line(4)}: ${importReasons.key_not_plain({})}`,
  ]);
  await isInside(page, 'german-import');
  await dialog.getByRole('button', { name: imports.change }).click();
  await page.getByLabel(imports.paste).fill(key);
  await page.getByRole('button', { name: imports.look }).click();
  await expect(dialog.getByRole('rowheader')).toContainText('Übernommen Zq3-_9fK…');
});

test('high contrast has seven to one everywhere, and settings fit from a phone to a wall', async ({
  page,
  gateway,
  llm,
}) => {
  await fillHousehold({ gateway, llm });
  await signInGerman(page, gateway);
  await openGerman(page, 'settings');
  await page.getByRole('group', { name: windowDe.appearance.contrast }).getByText('Hoch').click();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const name of ['overview', 'keys', 'settings'] as const) {
      await openGerman(page, name);
      const { violations } = await new AxeBuilder({ page })
        .setLegacyMode(true)
        .withRules(['color-contrast-enhanced'])
        .analyze();
      const weak = violations.flatMap(({ nodes }) => nodes.map(({ html }) => html));
      expect.soft(weak, `${name} ${colorScheme}`).toEqual([]);
      await isInside(page, `contrast-${name}-${colorScheme}`);
    }
  }
  await page.getByRole('group', { name: windowDe.appearance.contrast }).getByText('System').click();
  await expect(page.locator('html')).not.toHaveAttribute('data-contrast');
  await page.emulateMedia({ contrast: 'more', colorScheme: 'light' });
  await expect(page.locator('html')).toHaveAttribute('data-contrast', 'high');
  await page.emulateMedia({ contrast: null, forcedColors: 'active' });
  for (const name of ['overview', 'settings'] as const) {
    await openGerman(page, name);
    await page.screenshot({ path: pictureFile(`forced-${name}`) });
  }
  await page.emulateMedia({ forcedColors: null });
  for (const width of [360, 1440, 2560]) {
    await page.setViewportSize({ width, height: 900 });
    await isInside(page, `german-settings-${width}`);
  }
});
