import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './panel';

const screenshots = path.resolve(import.meta.dirname, '../../test-results/screenshots');

/** Keeps a picture of the page, and expects nothing that a screen reader, weak eyes or a small window would stumble over. */
export async function lookAt(page: Page, name: string): Promise<void> {
  const hasDialog = (await page.getByRole('dialog').count()) > 0;
  await page.screenshot({
    path: path.join(screenshots, `${name}.png`),
    animations: 'disabled',
    fullPage: !hasDialog,
  });
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  const barriers = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  expect.soft(barriers, name).toEqual([]);
  const broken = () =>
    [...document.images].filter((one) => one.complete && !one.naturalWidth).length;
  expect.soft(await page.evaluate(broken), `${name} has every picture`).toBe(0);
  const overflow = () => document.documentElement.scrollWidth - window.innerWidth;
  expect.soft(await page.evaluate(overflow), `${name} does not scroll sideways`).toBe(0);
}
