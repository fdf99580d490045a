import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { operationEntries } from '#shared/contract/define';
import { operations } from '#shared/contract/operations/registry';
import { shellOperations } from '#shared/contract/shell-operations';
import { expect, fakeGateway, test as base, type Desktop } from '../support/desktop';

/** Where no Latchkey of this computer looks for programs: its questions would be counted as the window's. */
const HOST = process.platform === 'linux' ? '127.0.0.77' : '127.0.0.1';
const PAGE = 'latchkey://app/index.html';
const everyName = [operations, shellOperations].flatMap((registry) =>
  operationEntries(registry).map(({ name }) => name),
);

/** A web server of this computer that wants to be where the window is. */
interface Outside {
  readonly url: string;
  /** The paths that were asked for. */
  readonly asked: string[];
  /** How many connections there were, asked for something or not. */
  readonly connections: () => number;
}

const test = base.extend<{ outside: Outside }>({
  outside: async ({}, use) => {
    const asked: string[] = [];
    let connections = 0;
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      const to = /^\/to\?(.+)/.exec(request.url ?? '')?.[1];
      if (to !== undefined) response.writeHead(302, { location: decodeURIComponent(to) });
      else response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>outside</title><iframe src="/inner"></iframe>');
    });
    server.on('connection', () => connections++);
    server.listen(0, HOST);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await use({ url: `http://${HOST}:${port}`, asked, connections: () => connections });
    server.closeAllConnections();
    server.close();
  },
});
test.use({ launch: { env: { LATCHKEY_GATEWAY_ENTRY: fakeGateway } } });

const urlsOf = ({ app }: Desktop) =>
  app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map(({ webContents }) => webContents.getURL().split('#')[0]),
  );

type Fence = 'will-navigate' | 'will-frame-navigate' | 'will-redirect' | 'requests';

/** Takes fences of the window away, so that the ones behind them are tried. */
const takeDown = ({ app }: Desktop, ...fences: Fence[]) =>
  app.evaluate(({ BrowserWindow, session }, down) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    for (const fence of down) {
      if (fence === 'requests') session.defaultSession.webRequest.onBeforeRequest(null);
      else (contents as NodeJS.EventEmitter | undefined)?.removeAllListeners(fence);
    }
  }, fences);

/** How often the window was kept from something, as its log says. */
const refusals = (desktop: Desktop, what: string) => () =>
  desktop.log().split(`refused: ${what}`).length - 1;

/** A request of the test itself: what the window sent before has arrived by then. */
const knock = ({ url }: Outside) => fetch(`${url}/knock`).then((answer) => answer.text());

type Bridged = { latchkey?: { call(name: string, input: unknown): Promise<unknown> } };

test('E-05: no page can be put into a frame of the window, and no frame has the bridge', async ({
  desktop,
  outside,
}) => {
  const page = await desktop.window();
  const { url } = outside;
  await page.evaluate((place) => {
    const refused: string[] = [];
    Object.assign(window, { refused });
    addEventListener('securitypolicyviolation', (event) => refused.push(event.blockedURI));
    const html = '<title>in</title>';
    const blob = URL.createObjectURL(new Blob([html], { type: 'text/html' }));
    const sources = [`${place}/frame`, `${place}/to?${place}/landed`, 'latchkey://app/index.html'];
    for (const src of [...sources, blob, `data:text/html,${html}`, 'about:blank']) {
      document.body.appendChild(Object.assign(document.createElement('iframe'), { src }));
    }
    const bare = document.body.appendChild(document.createElement('iframe'));
    bare.contentWindow?.location.assign(`${place}/later`);
  }, url);
  const refused = () => page.evaluate(() => (window as unknown as { refused: string[] }).refused);
  // What the policy says of each: the origin, or the scheme, or nothing at all of one made of data.
  await expect.poll(refused).toEqual([url, url, 'latchkey', 'blob', '', url]);
  const embedded = await page.evaluate((place) => {
    const attempt = (tag: string, name: string) => {
      try {
        document.createElement(tag).setAttribute(name, place);
        return 'done';
      } catch (error) {
        return String(error);
      }
    };
    return [attempt('object', 'data'), attempt('embed', 'src'), attempt('iframe', 'srcdoc')];
  }, url);
  for (const said of embedded) expect(said).toContain('This document requires');
  const frames = page.frames().filter((frame) => frame !== page.mainFrame());
  expect(frames.length).toBeGreaterThanOrEqual(7);
  for (const frame of frames) {
    expect(frame.url(), 'shows nothing').toMatch(/^(|about:blank|chrome-error:.*)$/);
    const bridge = await frame.evaluate(() => typeof (window as unknown as Bridged).latchkey);
    expect(bridge, frame.url()).toBe('undefined');
  }
  await knock(outside);
  expect(outside.asked).toEqual(['/knock']);
  expect(await urlsOf(desktop)).toEqual([PAGE]);
});

test('E-05: with every other fence down, a foreign page in the window or in a frame of it reaches no operation', async ({
  desktop,
  outside,
}) => {
  const page = await desktop.window();
  await takeDown(desktop, 'will-navigate', 'will-frame-navigate', 'will-redirect', 'requests');
  await page.evaluate((url) => location.assign(url), outside.url);
  await page.waitForURL(`${outside.url}/`);
  const inner = page.frames().find((frame) => frame.url() === `${outside.url}/inner`);
  expect(await inner?.evaluate(() => typeof (window as unknown as Bridged).latchkey)).toBe(
    'undefined',
  );
  const answers = await page.evaluate(async (names) => {
    const { latchkey } = window as unknown as Required<Bridged>;
    return Promise.all(names.map((name) => latchkey.call(name, {})));
  }, everyName);
  expect(answers.length).toBeGreaterThan(60);
  const refused = { ok: false, error: expect.objectContaining({ code: 'ORIGIN_NOT_ALLOWED' }) };
  for (const [index, answer] of answers.entries()) {
    expect(answer, everyName[index]).toEqual(refused);
  }
});

test('E-05: a window beside ours, with a page and a frame that both have the bridge, is refused in both', async ({
  desktop,
  outside,
}) => {
  await desktop.window();
  const answers = await desktop.app.evaluate(
    async ({ app, BrowserWindow }, { url, names }) => {
      const preload = `${app.getAppPath()}/out/preload/preload.cjs`;
      const partition = 'another'; // the fence around requests stands around our own session
      const webPreferences = { preload, partition, nodeIntegrationInSubFrames: true };
      const second = new BrowserWindow({ show: false, webPreferences });
      second.webContents.removeAllListeners('will-frame-navigate');
      await second.loadURL(url);
      const { mainFrame } = second.webContents;
      const all = `Promise.all(${JSON.stringify(names)}.map((name) => latchkey.call(name, {})))`;
      const frames = [mainFrame, ...mainFrame.frames];
      const said = await Promise.all(frames.map((frame) => frame.executeJavaScript(all)));
      second.destroy();
      return said as { ok: boolean; error?: { code: string } }[][];
    },
    { url: outside.url, names: everyName },
  );
  expect(answers).toHaveLength(2);
  for (const { error } of answers.flat()) expect(error?.code).toBe('ORIGIN_NOT_ALLOWED');
});

test('E-07: a server that sends elsewhere is not even asked, and opens no window', async ({
  desktop,
  outside,
}) => {
  const page = await desktop.window();
  const { url } = outside;
  for (const way of [
    `${url}/to?${encodeURIComponent(`${url}/landed`)}`,
    `${url}/to?${encodeURIComponent('latchkey://app/index.html?landed')}`,
  ]) {
    await page.evaluate(async (to) => {
      const link = document.body.appendChild(document.createElement('a'));
      link.href = to;
      window.open(to);
      window.open(to, '_self');
      window.open(to, 'named', 'popup');
      for (const target of ['_blank', '_self', '_top', 'named']) {
        link.target = target;
        link.click();
      }
      link.removeAttribute('target');
      link.ping = to;
      link.click();
      link.download = 'x.html';
      link.click();
      const form = document.body.appendChild(document.createElement('form'));
      form.action = to;
      form.submit();
      for (const rel of ['preconnect', 'dns-prefetch', 'prefetch', 'preload', 'prerender']) {
        document.head.append(
          Object.assign(document.createElement('link'), { rel, href: to, as: 'fetch' }),
        );
      }
      await fetch(to).catch(() => {});
      location.replace(to);
      location.assign(to);
    }, way);
  }
  await expect.poll(refusals(desktop, 'a frame going elsewhere')).toBeGreaterThanOrEqual(2);
  await expect.poll(refusals(desktop, 'a new window')).toBe(8);
  await knock(outside);
  expect(await urlsOf(desktop)).toEqual([PAGE]);
  expect(outside.asked).toEqual(['/knock']);
  expect(outside.connections()).toBe(1);
});

test('E-07: a server that is asked after all sends the window nowhere, neither elsewhere nor to a page of ours', async ({
  desktop,
  outside,
}) => {
  const page = await desktop.window();
  await takeDown(desktop, 'will-navigate', 'will-frame-navigate', 'requests');
  const { url } = outside;
  const targets = [`${url}/landed`, 'https://ollama.com/', 'latchkey://app/index.html?landed'];
  for (const [index, target] of targets.entries()) {
    await page.evaluate((to) => location.assign(to), `${url}/to?${encodeURIComponent(target)}`);
    await expect.poll(refusals(desktop, 'a redirect')).toBe(index + 1);
    expect(await urlsOf(desktop), target).toEqual([PAGE]);
  }
  await knock(outside);
  expect(outside.asked.filter((path) => !path.startsWith('/to?'))).toEqual(['/knock']);
});

test('E-07: were a navigation let through, its request would still not be', async ({
  desktop,
  outside,
}) => {
  const page = await desktop.window();
  await takeDown(desktop, 'will-navigate', 'will-frame-navigate', 'will-redirect');
  // The page moves within itself as it starts, so not just any step will do.
  const gone = page.waitForEvent('framenavigated', (frame) => !frame.url().startsWith('latchkey:'));
  await page.evaluate((to) => location.assign(to), `${outside.url}/to?${outside.url}/landed`);
  expect((await gone).url()).toMatch(/^chrome-error:/);
  await knock(outside);
  expect(outside.asked).toEqual(['/knock']);
  expect(outside.connections()).toBe(1);
});
