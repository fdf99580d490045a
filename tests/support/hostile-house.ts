import { expect, type Page } from '@playwright/test';
import { PAGES } from '../../renderer/page-address';
import type { FakeLlm } from './fake-llm';
import { XSS_CORPUS } from './xss-corpus';

/** One operation; undefined when it is refused. */
export type Do = (name: string, input: unknown) => Promise<Record<string, unknown> | undefined>;

/** How many of the strings each kind of name took; the others were refused when they were written. */
export interface Planted {
  readonly keys: number;
  readonly people: number;
  readonly services: number;
}

async function plantNames(run: Do, llm: FakeLlm): Promise<Planted & { secrets: string[] }> {
  const planted = { keys: 0, people: 0, services: 0 };
  const secrets: string[] = [];
  const targets = [{ url: llm.url }];
  await run('services.create', { name: 'Ollama', kind: 'ollama', targets });
  for (const text of XSS_CORPUS) {
    const key = await run('keys.create', { name: text, services: '*' });
    if (key) planted.keys++;
    if (typeof key?.['secret'] === 'string') secrets.push(key['secret']);
    if (await run('people.create', { name: text })) planted.people++;
  }
  for (const text of XSS_CORPUS.slice(0, 20)) {
    if (await run('services.create', { name: text, kind: 'http', targets, sameAddress: true }))
      planted.services++;
  }
  return { ...planted, secrets };
}

/** What callers say of themselves: user agents, models and paths, with good keys and with wrong ones. */
async function plantCalls(publicUrl: string, secrets: readonly string[]): Promise<void> {
  const ask = (text: string, secret: string) =>
    fetch(`${publicUrl}/proxy/ollama/api/chat?${encodeURIComponent(text)}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${secret}`,
        'content-type': 'application/json',
        'user-agent': text.replaceAll(/[^\x20-\x7e]/g, '?'),
      },
      body: JSON.stringify({ model: text, stream: false, messages: [] }),
    }).then((answer) => answer.text());
  for (const [at, text] of XSS_CORPUS.entries()) {
    if (at % 2 === 0) await ask(text, secrets[at] ?? '');
    if (at % 5 === 0) await ask(text, `lk_${'0'.repeat(20)}_${encodeURIComponent(text)}`);
  }
}

/** Fills a house with hostile names, and calls with hostile words; at least `least` of each kind of name were taken. */
export async function plant(run: Do, llm: FakeLlm, publicUrl: string): Promise<void> {
  const { secrets, ...planted } = await plantNames(run, llm);
  await plantCalls(publicUrl, secrets);
  expect(planted.keys).toBeGreaterThan(40);
  expect(planted.people).toBeGreaterThan(40);
  expect(planted.services).toBeGreaterThan(4);
}

const goTo = (page: Page, name: string) =>
  page.evaluate((hash) => void (location.hash = hash), `#/${name}`);

/** Opens every page; nothing of what was planted ran, and names stand there letter by letter. */
export async function lookEverywhere(page: Page): Promise<void> {
  for (const name of PAGES) {
    await goTo(page, name);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    // Lists come, pictures fail and animations begin a little later than the page is there.
    await page.evaluate(() => new Promise((next) => setTimeout(next, 500)));
    const found = await page.evaluate(() => ({
      ran: 'latchkeyPwned' in window,
      foreign: document.querySelectorAll('iframe, object, embed, base, marquee, main script')
        .length,
      handlers: [...document.querySelectorAll('main *')].filter((element) =>
        element.getAttributeNames().some((attribute) => attribute.startsWith('on')),
      ).length,
      scripts: [...document.querySelectorAll<HTMLAnchorElement>('a[href]')].filter(
        ({ protocol }) => !/^(https?|latchkey|blob):$/.test(protocol),
      ).length,
    }));
    expect.soft(found, name).toEqual({ ran: false, foreign: 0, handlers: 0, scripts: 0 });
  }
  for (const name of ['keys', 'people'] as const) {
    await goTo(page, name);
    const image = '"><img src=x onerror=window.latchkeyPwned=1>';
    await expect(page.locator('main').getByText(image, { exact: true }).first()).toBeAttached();
  }
}
