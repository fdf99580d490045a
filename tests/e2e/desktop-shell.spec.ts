import type { Page } from '@playwright/test';
import { expect, fakeGateway, test } from '../support/desktop';

test.use({ launch: { env: { LATCHKEY_GATEWAY_ENTRY: fakeGateway } } });

const PAGE = 'latchkey://app/index.html';

type Bridge = { call: (name: unknown, input: unknown) => Promise<unknown> };
type OurWindow = { latchkey: Bridge };

const call = (page: Page, name: string, input: unknown = {}) =>
  page.evaluate(
    ([operation, given]) =>
      (window as unknown as OurWindow).latchkey.call(operation, given) as Promise<{
        ok: boolean;
        value?: Record<string, unknown>;
        error?: { code: string };
      }>,
    [name, input] as const,
  );

test('the window opens and says whose it is', async ({ desktop }) => {
  const page = await desktop.window();
  await expect(page).toHaveTitle(/Latchkey$/);
  expect(page.url().split('#')[0]).toBe(PAGE);
});

test('the page reaches the gateway and the shell by their operations, and hears of changes', async ({
  desktop,
}) => {
  const page = await desktop.window();
  await expect.poll(async () => (await call(page, 'shell.get')).value?.['gateway']).toBe('running');
  expect((await call(page, 'status.get')).value).toMatchObject({ state: 'running' });
  const heard = page.evaluate(
    () =>
      new Promise((resolve) => {
        const { latchkey } = window as unknown as {
          latchkey: { listen: (listener: (message: unknown) => void) => () => void };
        };
        const stop = latchkey.listen((message) => {
          stop();
          resolve(message);
        });
      }),
  );
  await call(page, 'settings.update', { paused: true });
  expect(await heard).toMatchObject({ name: 'changed' });
});

test('E-06: ten thousand random calls are all answered and break nothing', async ({ desktop }) => {
  const page = await desktop.window();
  const { answered, thrown } = await page.evaluate(async () => {
    let seed = 20261121;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return seed % below;
    };
    const names = ['shell.get', 'keys.create', 'status.get', '__proto__', 'constructor', 'a.b', ''];
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    const make = (depth: number): unknown => {
      const leaves = [null, undefined, 0, -0, NaN, 1e308, 2n ** 70n, '', 'x'.repeat(20_000), true];
      const others = [
        new Date(NaN),
        new Map([[1, 2]]),
        new Uint8Array(9),
        /x/,
        new Error('x'),
        loop,
      ];
      const kind = random(depth > 3 ? 2 : 4);
      if (kind === 0) return leaves[random(leaves.length)];
      if (kind === 1) return others[random(others.length)];
      if (kind === 2) return Array.from({ length: random(5) }, () => make(depth + 1));
      return JSON.parse(`{"__proto__":{"a":1},"enabled":${random(9)}}`) as unknown;
    };
    const { latchkey } = window as unknown as OurWindow;
    const fire = () => {
      const name = random(4) === 0 ? make(0) : names[random(names.length)];
      return latchkey.call(name, make(0)) as Promise<{ ok: unknown }>;
    };
    const count = { answered: 0, thrown: 0 };
    // In parts: all of them at once would be a test of memory.
    for (let part = 0; part < 20; part++) {
      for (const one of await Promise.allSettled(Array.from({ length: 500 }, fire))) {
        if (one.status === 'rejected') count.thrown++;
        else if (typeof one.value.ok === 'boolean') count.answered++;
      }
    }
    return count;
  });
  expect({ answered, thrown }).toEqual({ answered: 10_000, thrown: 0 });
  expect((await call(page, 'shell.get')).value).toMatchObject({ gateway: 'running' });
  expect(desktop.log()).not.toContain('unhandled');
});

test('E-13 F-27: the window is back within two seconds of a crash, and the gateway never stopped', async ({
  desktop,
}) => {
  const page = await desktop.window();
  await expect.poll(async () => (await call(page, 'shell.get')).value?.['gateway']).toBe('running');
  const outcome = await desktop.app.evaluate(async ({ app, BrowserWindow }) => {
    const gatewayPid = () =>
      app.getAppMetrics().find(({ name }) => name === 'Latchkey gateway')?.pid;
    const [window] = BrowserWindow.getAllWindows();
    const before = gatewayPid();
    const started = performance.now();
    const loaded = new Promise<void>((resolve) =>
      window?.webContents.once('did-finish-load', () => resolve()),
    );
    window?.webContents.forcefullyCrashRenderer();
    await loaded;
    const title: unknown = await window?.webContents.executeJavaScript('document.title');
    return { before, after: gatewayPid(), title, ms: performance.now() - started };
  });
  expect(outcome.title).toMatch(/Latchkey$/);
  expect(outcome.ms).toBeLessThan(2_000);
  expect(outcome.before).toBeGreaterThan(0);
  expect(outcome.after).toBe(outcome.before);
});
