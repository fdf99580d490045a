import { expect, fakeGateway, test, type Desktop } from '../support/desktop';

test.use({ launch: { env: { LATCHKEY_GATEWAY_ENTRY: fakeGateway } } });

const PAGE = 'latchkey://app/index.html';

type Bridge = { call: (name: unknown, input: unknown) => Promise<unknown> };
type OurWindow = { latchkey: Bridge };

const countWindows = ({ app }: Desktop) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

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
