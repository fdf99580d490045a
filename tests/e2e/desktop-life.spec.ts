import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Page } from '@playwright/test';
import { expect, fakeGateway, startDesktop, test, type Desktop } from '../support/desktop';
import { startPrivateBus } from '../support/private-bus';
import { startTrayWatcher, type TrayWatcher } from '../support/tray-watcher';

const withFake = (behaviour: string, env: Readonly<Record<string, string>> = {}) => ({
  env: { LATCHKEY_GATEWAY_ENTRY: fakeGateway, FAKE_GATEWAY: behaviour, ...env },
});
test.use({ launch: withFake('well') });

interface ShellState {
  gateway: string;
  gatewayProblem: string | null;
  keychain: string;
  tray: boolean;
}

const shellState = (page: Page): Promise<ShellState> =>
  page.evaluate(async () => {
    const { latchkey } = window as unknown as {
      latchkey: { call: (name: string, input: unknown) => Promise<{ value: unknown }> };
    };
    return (await latchkey.call('shell.get', {})).value as ShellState;
  });

const hasEnded = ({ process: child }: Desktop): Promise<number | null> => {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode);
  return once(child, 'exit').then(([code]) => code as number | null);
};

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const gatewayPid = ({ app }: Desktop): Promise<number> =>
  app.evaluate(
    ({ app: electron }) =>
      electron.getAppMetrics().find(({ name }) => name === 'Latchkey gateway')?.pid ?? 0,
  );

test('E-12: a second start shows the first window and ends', async ({ desktop }) => {
  await desktop.window();
  await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  const { spawnfile, spawnargs } = desktop.process;
  const own = spawnargs
    .slice(1)
    .filter((arg) => !/^(-r|.*loader\.js|--(inspect|remote-debugging)\S*)$/.test(arg));
  const second = spawn(spawnfile, own, { stdio: 'ignore' });
  const [code] = (await once(second, 'exit')) as [number | null];
  expect(code).toBe(0);
  await expect
    .poll(() =>
      desktop.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map((window) => window.isVisible()),
      ),
    )
    .toEqual([true]);
});

test('closing without a tray asks first: the devices would lose their connection', async ({
  desktop,
}) => {
  const page = await desktop.window();
  expect((await shellState(page)).tray).toBe(false);
  const answer = (response: number) =>
    desktop.app.evaluate(({ dialog, BrowserWindow }, chosen) => {
      return new Promise<string>((resolve) => {
        dialog.showMessageBox = (async (_window: unknown, options: { message: string }) => {
          setTimeout(() => resolve(options.message), 50);
          return { response: chosen, checkboxChecked: false };
        }) as typeof dialog.showMessageBox;
        BrowserWindow.getAllWindows()[0]?.close();
      });
    }, response);
  expect(await answer(0)).toBe('Quit Latchkey?');
  expect(await shellState(page)).toMatchObject({ gateway: 'running' });
  const ended = hasEnded(desktop);
  await answer(1).catch(() => {
    // It quits before it can say what it asked.
  });
  expect(await ended).toBe(0);
});

test.describe('with a tray', () => {
  let tray: TrayWatcher;
  test.afterEach(() => tray.stop());

  test('the menu shows state and addresses, pauses, and quits', async ({ dataDir }) => {
    tray = await startTrayWatcher(
      'Pause for an hour',
      'Resume',
      'Pause until I resume',
      'Resume',
      'Stop gateway',
      'Start gateway',
    );
    const desktop = await startDesktop(dataDir, withFake('well'));
    await expect.poll(() => tray.clicked.length, { timeout: 20_000 }).toBe(6);
    const has = (isIt: (menu: readonly string[]) => boolean) => tray.menus().some(isIt);
    expect(has((menu) => menu.includes('Copy http://127.0.0.1:5539'))).toBe(true);
    expect(has((menu) => /^Paused until \d\d:\d\d$/.test(menu[0] ?? ''))).toBe(true);
    expect(has((menu) => menu[0] === 'Paused: every call is turned away')).toBe(true);
    expect(has((menu) => menu[0] === 'Stopped')).toBe(true);
    expect(tray.menus().every((menu) => menu.at(-1) === 'Quit')).toBe(true);
    await desktop.quit();
  });

  test('started with the computer it waits in the tray without a window, and speaks German on a German one', async ({
    dataDir,
  }) => {
    tray = await startTrayWatcher();
    const env = { LANG: 'de_DE.UTF-8', LANGUAGE: 'de' };
    const desktop = await startDesktop(dataDir, { ...withFake('well', env), args: ['--hidden'] });
    await expect.poll(() => tray.last()?.menu[0]).toBe('Läuft');
    expect(tray.last()).toMatchObject({
      tooltip: expect.arrayContaining(['Latchkey: Läuft']) as string[],
      menu: expect.arrayContaining(['Gerät verbinden …', 'Für eine Stunde anhalten']) as string[],
    });
    expect(tray.last()?.menu.at(-1)).toBe('Beenden');
    const windows = await desktop.app.evaluate(
      ({ BrowserWindow }) => BrowserWindow.getAllWindows().length,
    );
    expect(windows).toBe(0);
    await desktop.quit();
  });

  test('Quit in the menu stops the gateway and ends the app', async ({ dataDir }) => {
    tray = await startTrayWatcher('Quit');
    const desktop = await startDesktop(dataDir, withFake('well'));
    expect(await hasEnded(desktop)).toBe(0);
    expect(tray.clicked).toEqual(['Quit']);
  });
});

test('the admin secret is kept at the first start and found at the second', async ({ dataDir }) => {
  const first = await startDesktop(dataDir, withFake('well'));
  const page = await first.window();
  await expect.poll(async () => (await shellState(page)).keychain).toBe('found');
  expect(first.log()).toContain('keychain: absent');
  await first.quit();
  const second = await startDesktop(dataDir, withFake('well'));
  await expect.poll(() => second.log()).toContain('keychain: found, secret: yes');
  expect(second.log()).not.toContain('lka_test');
  await second.quit();
});

test('F-14: a keychain that hangs delays neither window nor quitting, and the gateway starts', async ({
  dataDir,
}) => {
  const bus = await startPrivateBus();
  try {
    await bus.startBrokenKeyring('hang');
    const address = bus.env['DBUS_SESSION_BUS_ADDRESS'] ?? '';
    const desktop = await startDesktop(
      dataDir,
      withFake('well', { DBUS_SESSION_BUS_ADDRESS: address }),
    );
    const page = await desktop.window();
    await expect(page).toHaveTitle(/Latchkey$/);
    await expect.poll(async () => (await shellState(page)).gateway).toBe('running');
    expect(desktop.log()).toContain('keychain: unavailable, secret: no');
    // The window did not wait for the keychain: its page was on its way before that was given up.
    const [, givenUpAt = ''] = /^(\S+Z) the keychain is not available/m.exec(desktop.log()) ?? [];
    const openedAtMs = await page.evaluate(() => performance.timeOrigin);
    expect(openedAtMs).toBeLessThan(Date.parse(givenUpAt));
    await desktop.quit();
  } finally {
    bus.close();
  }
});

test('F-13: a locked keychain is never taken for a first start', async ({ dataDir }) => {
  const bus = await startPrivateBus();
  try {
    await bus.startLockedKeyring();
    const address = bus.env['DBUS_SESSION_BUS_ADDRESS'] ?? '';
    const desktop = await startDesktop(
      dataDir,
      withFake('well', { DBUS_SESSION_BUS_ADDRESS: address }),
    );
    await expect.poll(() => desktop.log(), { timeout: 6_000 }).toContain('keychain: unavailable');
    await desktop.quit();
  } finally {
    bus.close();
  }
});

test('F-25: a gateway that crashes at each start is given up, and the window says why', async ({
  dataDir,
}) => {
  const desktop = await startDesktop(dataDir, withFake('crash'));
  const page = await desktop.window();
  await expect
    .poll(async () => (await shellState(page)).gateway, { timeout: 30_000 })
    .toBe('failed');
  expect((await shellState(page)).gatewayProblem).toContain('ended 5 times within a minute');
  expect(desktop.log().match(/ended unexpectedly/g)).toHaveLength(5);
  await desktop.quit();
});

test('a gateway that cannot start is not tried again, and the window says why', async ({
  dataDir,
}) => {
  const desktop = await startDesktop(dataDir, withFake('refuse'));
  const page = await desktop.window();
  await expect
    .poll(() => shellState(page))
    .toMatchObject({ gateway: 'failed', gatewayProblem: 'Another program uses port 5539.' });
  await expect(page.getByText('Another program uses port 5539.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start the gateway' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try again' }), 'it is said once').toHaveCount(1);
  await expect(page.getByRole('heading', { name: 'Last 24 hours' })).toBeHidden();
  await desktop.quit();
});

for (const behaviour of ['well', 'hang']) {
  test(`F-03: a gateway that is ${behaviour} does not outlive a killed app`, async ({
    dataDir,
  }) => {
    const desktop = await startDesktop(dataDir, withFake(behaviour));
    const page = await desktop.window();
    await expect.poll(async () => (await shellState(page)).gateway).toBe('running');
    const pid = await gatewayPid(desktop);
    expect(isAlive(pid)).toBe(true);
    const ended = hasEnded(desktop);
    desktop.process.kill('SIGKILL');
    await ended;
    await expect.poll(() => isAlive(pid), { timeout: 3_000 }).toBe(false);
  });
}

test('started with the computer it shows its window where there is no tray to wait in', async ({
  dataDir,
}) => {
  const desktop = await startDesktop(dataDir, { ...withFake('well'), args: ['--hidden'] });
  const page = await desktop.window();
  await expect(page).toHaveTitle(/Latchkey$/);
  await desktop.quit();
});
