import { expect, test as base, type Page } from '@playwright/test';
import { watchPage, type Complaints } from './panel';
import { PhoneDoor } from './phone-door';

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
export const CLEAN: Complaints = { policy: [], errors: [], dialogs: [], outside: [] };
const CODE = 'Abc-123_xyz';

// Over plain http and by a name that is not this computer, a browser withholds what it withholds from a phone at home:
// the clipboard, crypto.subtle, randomUUID.
export const test = base.extend<{ door: PhoneDoor; home: string; complaints: Complaints }>({
  userAgent: IPHONE,
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  deviceScaleFactor: 2,
  door: async ({}, use) => {
    const door = await new PhoneDoor().start();
    await use(door);
    await door.stop();
  },
  home: async ({ door }, use) => use(`http://home.test:${door.port}`),
  complaints: async ({ page, home }, use) => {
    const complaints = watchPage(page, home);
    await use(complaints);
    expect(complaints).toEqual(CLEAN);
  },
});

/** Opens the page behind the code. */
export const scan = (page: Page, home: string) => page.goto(`${home}/join/${CODE}`);
export const connect = (page: Page) => page.getByRole('button', { name: 'Connect' }).tap();
/** The page's own heading. */
export const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { level: 1, name });

/** Opens the page and takes the key. */
export async function connected(page: Page, home: string): Promise<void> {
  await scan(page, home);
  await connect(page);
  await expect(heading(page, 'Connected')).toBeVisible();
}
