import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { pictureFile } from './kept-pictures';
import { expect } from './panel';

async function takePicture(page: Page, name: string): Promise<void> {
  const hasDialog = (await page.getByRole('dialog').count()) > 0;
  await page.screenshot({
    path: pictureFile(name),
    animations: 'disabled',
    fullPage: !hasDialog,
  });
}

async function expectNoBarriers(page: Page, name: string, rules?: readonly string[]) {
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  const { violations } = await (rules ? axe.withRules([...rules]) : axe).analyze();
  const barriers = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  expect.soft(barriers, name).toEqual([]);
}

async function expectItFits(page: Page, name: string): Promise<void> {
  const broken = () =>
    [...document.images].filter((one) => one.complete && !one.naturalWidth).length;
  expect.soft(await page.evaluate(broken), `${name} has every picture`).toBe(0);
  const overflow = () => document.documentElement.scrollWidth - window.innerWidth;
  expect.soft(await page.evaluate(overflow), `${name} does not scroll sideways`).toBe(0);
}

/** Keeps a picture of the page, and expects nothing that a screen reader, weak eyes or a small window would stumble over. */
export async function lookAt(page: Page, name: string): Promise<void> {
  await takePicture(page, name);
  await expectNoBarriers(page, name);
  await expectItFits(page, name);
}

/** The same in the light and in the dark. Of what is looked for only colours can differ in the dark. */
export async function lookAtBoth(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await lookAt(page, `${name}-light`);
  await page.emulateMedia({ colorScheme: 'dark' });
  await takePicture(page, `${name}-dark`);
  await expectNoBarriers(page, `${name}-dark`, ['color-contrast', 'link-in-text-block']);
  await page.emulateMedia({ colorScheme: 'light' });
}
