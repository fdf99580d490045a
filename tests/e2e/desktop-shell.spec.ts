import type { Page } from '@playwright/test';
import { expect, fakeGateway, test, type Desktop } from '../support/desktop';

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

const countWindows = ({ app }: Desktop) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

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

test('E-02 E-03: the page has no Node, and is sandboxed and isolated', async ({ desktop }) => {
  const page = await desktop.window();
  const kinds = await page.evaluate(() =>
    ['require', 'process', 'Buffer', 'module', 'global', 'ipcRenderer'].map(
      (name) => typeof (globalThis as Record<string, unknown>)[name],
    ),
  );
  expect(new Set(kinds)).toEqual(new Set(['undefined']));
  const doors = await page.evaluate(() =>
    Object.keys((window as unknown as { latchkey: object }).latchkey).sort(),
  );
  expect(doors).toEqual(['call', 'listen']);
  const preferences = await desktop.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    return contents.getLastWebPreferences();
  });
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  });
});

test('E-04: inline script, eval, remote content and frames are refused by the policy', async ({
  desktop,
}) => {
  const page = await desktop.window();
  const outcome = await page.evaluate(async () => {
    const violated = new Set<string>();
    const ran: string[] = [];
    addEventListener('securitypolicyviolation', (event) => violated.add(event.effectiveDirective));
    Object.assign(window, { ran: (what: string) => ran.push(what) });
    const attempt = (act: () => unknown) => {
      try {
        act();
      } catch {
        // Refusing by an exception is a way of refusing.
      }
    };
    const append = (tag: string, set: (element: Record<string, unknown>) => void) => {
      const element = document.createElement(tag);
      attempt(() => set(element as unknown as Record<string, unknown>));
      document.body.append(element);
    };
    // In a task of its own: what a debugger evaluates is exempt from the policy.
    await new Promise<void>((done) =>
      setTimeout(() => {
        attempt(() => globalThis.eval('window.ran("eval")'));
        attempt(() => new Function('window.ran("function")')());
        attempt(() => (document.body.innerHTML += '<img src=x onerror="window.ran(1)">'));
        append('script', (script) => (script['textContent'] = 'window.ran("inline")'));
        append('img', (image) => (image['src'] = 'http://127.0.0.1:9/x.png'));
        append('iframe', (frame) => (frame['src'] = 'http://127.0.0.1:9/'));
        append('style', (style) => (style['textContent'] = 'body { color: red }'));
        fetch('http://127.0.0.1:9/').catch(() => {});
        setTimeout(done, 300);
      }, 0),
    );
    return { violated: [...violated], ran };
  });
  expect(outcome.ran).toEqual([]);
  for (const directive of ['img-src', 'frame-src', 'connect-src', 'style-src-elem']) {
    expect(outcome.violated).toContain(directive);
  }
  expect(outcome.violated).toContain('require-trusted-types-for');
});

test('E-04: our own page asks for nothing that its policy forbids', async ({ desktop }) => {
  const page = await desktop.window();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(complaints).toEqual([]);
});

test('E-05: a frame inside the page has no bridge, and a second window is refused', async ({
  desktop,
}) => {
  const page = await desktop.window();
  const inFrame = await page.evaluate(() => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    return typeof (frame.contentWindow as unknown as Partial<OurWindow>).latchkey;
  });
  expect(inFrame).toBe('undefined');
  const reply = await desktop.app.evaluate(async ({ app, BrowserWindow }, url) => {
    const preload = `${app.getAppPath()}/out/preload/preload.cjs`;
    const second = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
    await second.loadURL(url);
    const answer: unknown = await second.webContents.executeJavaScript(
      "latchkey.call('keys.list', {})",
    );
    second.destroy();
    return answer;
  }, PAGE);
  expect(reply).toMatchObject({ ok: false, error: { code: 'ORIGIN_NOT_ALLOWED' } });
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

test('E-07 E-08: nothing leads out of the page, and only allowed links reach the browser', async ({
  desktop,
}) => {
  const page = await desktop.window();
  await desktop.app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = async (url) => void opened.push(url);
  });
  await page.evaluate(async () => {
    const urls = [
      'https://evil.test/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'smb://evil/x',
      'data:text/html,x',
      'latchkey://other/index.html',
      'https://ollama.com.evil.test/',
      'https://ollama.com/download',
    ];
    const meta = document.createElement('meta');
    meta.httpEquiv = 'refresh';
    meta.content = '0;url=https://evil.test/';
    document.head.append(meta);
    // A file that is dropped on the page must not take its place.
    const dropped = new DataTransfer();
    dropped.items.add(new File(['<h1>evil</h1>'], 'evil.html', { type: 'text/html' }));
    dropped.setData('text/uri-list', 'https://evil.test/');
    for (const type of ['dragover', 'drop']) {
      document.body.dispatchEvent(
        new DragEvent(type, { dataTransfer: dropped, bubbles: true, cancelable: true }),
      );
    }
    const frame = document.body.appendChild(document.createElement('iframe'));
    frame.src = 'https://evil.test/';
    for (const url of urls) {
      window.open(url);
      const link = document.createElement('a');
      Object.assign(link, { href: url, target: '_blank' });
      document.body.append(link);
      link.click();
      if (!url.startsWith('javascript:')) location.assign(url);
      await new Promise((next) => setTimeout(next, 20));
    }
  });
  expect(page.url().split('#')[0]).toBe(PAGE);
  expect(await countWindows(desktop)).toBe(1);
  const opened = await desktop.app.evaluate(
    () => (globalThis as unknown as { opened: string[] }).opened,
  );
  expect(new Set(opened)).toEqual(new Set(['https://ollama.com/download']));
});

test('E-09: every permission is denied', async ({ desktop }) => {
  const page = await desktop.window();
  const states = await page.evaluate(async () => {
    const names = [
      'geolocation',
      'notifications',
      'camera',
      'microphone',
      'clipboard-read',
      'midi',
    ];
    const asked = names.map((name) =>
      navigator.permissions.query({ name: name as PermissionName }).then(({ state }) => state),
    );
    const media = navigator.mediaDevices
      .getUserMedia({ audio: true })
      .then(() => 'granted')
      .catch(() => 'denied');
    return Promise.all([...asked, media, Notification.requestPermission()]);
  });
  expect(new Set(states)).toEqual(new Set(['denied']));
});

test('E-10: the page can read its own files and no other', async ({ desktop }) => {
  const page = await desktop.window();
  const statuses = await page.evaluate(
    (paths) => {
      const read = (path: string) => fetch(`latchkey://app/${path}`).then(({ status }) => status);
      return Promise.all(paths.map(read));
    },
    ['index.html', '..%2fmain/index.js', '..%2f..%2fpackage.json', '%2e%2e/main/index.js', 'x'],
  );
  expect(statuses).toEqual([200, 404, 404, 404, 404]);
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
