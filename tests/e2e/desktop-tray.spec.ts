import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, startDesktop, test } from '../support/desktop';
import { startFakeLlm } from '../support/fake-llm';
import { readQr } from '../support/first-run-steps';
import { createPhone, netnsAvailable } from '../support/netns';
import { startTrayWatcher } from '../support/tray-watcher';
import { openTo, untilRunning, windowCall as call } from '../support/window-call';

test('the tray shows who is being served, connects a device, and pauses for an hour, in the language of the settings', async ({
  dataDir,
}) => {
  // The tray must be there before the app looks for one.
  const tray = await startTrayWatcher();
  const llm = await startFakeLlm();
  const desktop = await startDesktop(dataDir);
  try {
    const page = await desktop.window();
    await untilRunning(page);
    const targets = [{ url: llm.url }];
    await call(page, 'services.create', { name: 'Ollama', kind: 'ollama', targets });
    const { secret } = await call<{ secret: string }>(page, 'keys.create', {
      name: 'Mum’s phone',
      services: '*',
    });
    const { publicUrls } = await call<{ publicUrls: string[] }>(page, 'status.get');
    const ask = () =>
      fetch(`${publicUrls[0]}/api/chat`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          model: 'llama3.2:1b',
          messages: [{ role: 'user', content: 'hi' }],
        }),
      });
    llm.hold();
    const answer = ask();
    await expect.poll(() => tray.last()?.menu[0]).toBe('In use: 1 call right now');
    // Until its first piece comes, nobody has had to know which model it is.
    llm.release(1);
    await expect
      .poll(() => tray.last()?.menu[1])
      .toMatch(/^Mum’s phone: llama3\.2:1b on Ollama, \d+ s$/);
    expect(tray.last()?.tooltip).toContain('Latchkey: In use: 1 call right now');
    llm.release();
    await (await answer).text();
    await expect
      .poll(() => tray.last()?.menu.slice(0, 2))
      .toEqual(['Running', 'No calls right now']);

    tray.click('Connect a device…');
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(page.url()).toContain('#/keys');

    tray.click('Pause for an hour');
    await expect.poll(() => tray.last()?.menu[0]).toMatch(/^Paused until \d\d:\d\d$/);
    const refused = await ask();
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_500);

    await call(page, 'settings.update', { language: 'de' });
    await expect.poll(() => tray.last()?.menu[0]).toMatch(/^Angehalten bis \d\d:\d\d$/);
    expect(tray.last()?.menu).toEqual(
      expect.arrayContaining(['Gerät verbinden …', 'Fortsetzen', 'Beim Anmelden starten']),
    );
    tray.click('Fortsetzen');
    await expect.poll(() => tray.last()?.menu[0]).toBe('Läuft');
    expect((await ask()).status).toBe(200);
  } finally {
    llm.release();
    await desktop.quit();
    await llm.stop();
    tray.stop();
  }
});

test('the picture of the tray tells running, in use, paused and trouble apart, and its menu how many wait', async ({
  dataDir,
}) => {
  const tray = await startTrayWatcher();
  const llm = await startFakeLlm();
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const desktop = await startDesktop(dataDir, { args: [`--public-port=${port}`] });
  const looks = new Map<string, string>();
  /** Waits for a state that the first line tells, and remembers its picture. */
  const see = async (name: string, line: RegExp) => {
    await expect.poll(() => tray.last()?.menu[0] ?? '').toMatch(line);
    looks.set(name, tray.last()?.look ?? '');
  };
  try {
    const page = await desktop.window();
    await untilRunning(page);
    await see('trouble', /^Running with a problem: open Latchkey$/);
    taken.close();
    await see('running', /^Running$/);
    const allowance = { concurrent: 1 };
    await call(page, 'services.create', {
      name: 'Ollama',
      kind: 'ollama',
      targets: [{ url: llm.url }],
      queueSeconds: 60,
      allowance,
    });
    const { secret } = await call<{ secret: string }>(page, 'keys.create', {
      name: 'Phone',
      services: '*',
    });
    const ask = () =>
      fetch(`http://127.0.0.1:${port}/api/chat`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'llama3.2:1b', messages: [{ role: 'user', content: 'hi' }] }),
      }).then((answer) => answer.text());
    llm.hold();
    const first = ask();
    await see('in use', /^In use: 1 call right now$/);
    const others = [ask(), ask()];
    await expect.poll(() => tray.last()?.menu).toContain('2 calls waiting for Ollama');
    llm.release();
    await Promise.all([first, ...others]);
    await expect.poll(() => tray.last()?.menu[1]).toBe('No calls right now');

    tray.click('Pause until I resume');
    await see('paused', /^Paused: every call is turned away$/);
    expect(new Set(looks.values()).size, JSON.stringify([...looks])).toBe(4);
  } finally {
    llm.release();
    await desktop.quit();
    await llm.stop();
    tray.stop();
  }
});

test('from the tray the address is copied, the code for a phone is shown, and the gateway ends with the app', async ({
  dataDir,
}) => {
  test.skip(!netnsAvailable(), 'a second computer needs network namespaces');
  const tray = await startTrayWatcher();
  const phone = await createPhone();
  const desktop = await startDesktop(dataDir);
  try {
    const page = await desktop.window();
    await untilRunning(page);
    const home = await openTo(page, phone);
    const copy = `Copy ${home}`;
    await expect.poll(() => tray.last()?.menu).toContain(copy);
    const lines = tray.last()?.menu.filter((line) => line.startsWith('Copy ')) ?? [];
    expect(lines[0], 'the address that a device can use comes first').toBe(copy);
    tray.click(copy);
    await expect
      .poll(() => desktop.app.evaluate(({ clipboard }) => clipboard.readText()))
      .toBe(home);
    expect((await phone.fetch(`${home}/health`)).status).toBe(200);

    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
    tray.click('Connect a device…');
    await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('visible');
    await expect(page.getByRole('dialog').getByRole('img')).toBeVisible();
    expect(await readQr(page)).toMatch(new RegExp(`^${home}/join/[0-9A-Za-z]{22}$`));

    const ended = once(desktop.process, 'exit');
    tray.click('Quit');
    expect(await ended).toEqual([0, null]);
    await expect(phone.fetch(`${home}/health`)).rejects.toThrow(/ECONNREFUSED/);
  } finally {
    await desktop.quit();
    await phone.remove();
    tray.stop();
  }
});
