import type { Page } from '@playwright/test';

/** How long a page took from the press on its link until everything on it was drawn, in milliseconds. */
export interface PageTime {
  readonly page: string;
  readonly milliseconds: number;
}

const LIMIT_MS = 10_000;

/**
 * Presses the link and waits until the page's own heading stands, no placeholder is left, and two frames were drawn.
 * Measured inside the browser, so that the way to it does not count.
 */
const measureOne = (page: Page, hash: string): Promise<number> =>
  page.evaluate(
    async ([wanted, limit]) => {
      const link = document.querySelector<HTMLAnchorElement>(`nav a[href="${wanted}"]`);
      if (!link) throw new Error(`no link to ${wanted}`);
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const isThere = () =>
        link.getAttribute('aria-current') === 'page' &&
        document.querySelector('main h1') !== null &&
        document.querySelector('.skeleton, [aria-busy="true"]') === null;
      const began = performance.now();
      link.click();
      do {
        await frame();
        if (performance.now() - began > limit) throw new Error(`${wanted} did not get ready`);
      } while (!isThere());
      await frame();
      return performance.now() - began;
    },
    [hash, LIMIT_MS] as const,
  );

/** Goes through all pages once. */
export async function timePages(page: Page): Promise<PageTime[]> {
  const links = await page
    .locator('nav a[href^="#/"]')
    .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  const found: PageTime[] = [];
  for (const hash of links) {
    // The page that is shown already would be no journey.
    const away = links.find((other) => other !== hash) ?? hash;
    await measureOne(page, away);
    found.push({ page: hash.slice(2), milliseconds: await measureOne(page, hash) });
  }
  return found;
}
