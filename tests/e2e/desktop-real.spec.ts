import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { expect, test, type Desktop } from '../support/desktop';
import { startFakeLlm } from '../support/fake-llm';
import { lookEverywhere, plant, type Do } from '../support/hostile-house';
import { watchPage } from '../support/panel';

const exec = promisify(execFile);

type Reply = { ok: boolean; value?: Record<string, unknown> };
type OurWindow = { latchkey: { call: (name: string, input: unknown) => Promise<Reply> } };

const doerOf =
  (page: Page): Do =>
  async (name, input) => {
    const reply = await page.evaluate(
      ([operation, given]) => (window as unknown as OurWindow).latchkey.call(operation, given),
      [name, input] as const,
    );
    return reply.ok ? reply.value : undefined;
  };

/** The addresses on which processes listen, as the system says. */
async function listeningOf(pids: readonly number[]): Promise<string[]> {
  const { stdout } = await exec('ss', ['-Hltnp']);
  const own = stdout.split('\n').filter((line) => pids.some((pid) => line.includes(`pid=${pid},`)));
  return own.map((line) => line.trim().split(/\s+/)[3] ?? '').sort();
}

/** The processes of the app; the gateway's apart. */
const pidsOf = ({ app }: Desktop) =>
  app.evaluate(({ app: electron }) => {
    const all = electron.getAppMetrics();
    const isGateway = ({ name }: Electron.ProcessMetric) => name === 'Latchkey gateway';
    const { url } = process.getBuiltinModule('node:inspector');
    return {
      gateway: all.filter(isGateway).map(({ pid }) => pid),
      others: all.filter((one) => !isGateway(one)).map(({ pid }) => pid),
      debuggerUrl: url(),
    };
  });

const hostOf = (url: unknown): string => new URL(String(url)).host;

test('E-11 E-15 E-16 T-09 S003-47: the window of a real gateway shows hostile names as text, listens where it says, and a link opens it and does nothing', async ({
  desktop,
}) => {
  const llm = await startFakeLlm();
  const page = await desktop.window();
  const complaints = watchPage(page, 'null');
  const run = doerOf(page);
  await expect.poll(async () => (await run('shell.get', {}))?.['gateway']).toBe('running');
  await run('settings.update', { welcomeDone: true });
  const status = await run('status.get', {});
  const publicUrls = status?.['publicUrls'] as string[];

  await test.step('E-15: no socket but those that the pages name', async () => {
    const shown = [...publicUrls, status?.['adminUrl']].filter((url) => url !== null).map(hostOf);
    const { gateway, others, debuggerUrl } = await pidsOf(desktop);
    expect(await listeningOf(gateway)).toEqual(shown.sort());
    // The two doors through which this test drives the app; a release opens neither.
    const doors = await listeningOf(others);
    expect(doors).toContain(hostOf(debuggerUrl));
    expect(doors.length).toBeLessThanOrEqual(2);
    expect(doors.every((address) => address.startsWith('127.0.0.1:'))).toBe(true);
    await page.evaluate(() => void (location.hash = '#/overview'));
    const text = page.locator('main');
    await expect(text).toContainText(hostOf(publicUrls[0]));
  });

  await test.step('E-16: a link to the app shows the window and performs nothing', async () => {
    const before = await run('settings.get', {});
    const keys = await run('keys.list', {});
    const { spawnfile, spawnargs } = desktop.process;
    const own = spawnargs
      .slice(1)
      .filter((arg) => !/^(-r|.*loader\.js|--(inspect|remote-debugging)\S*)$/.test(arg));
    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
    const links = [
      'latchkey://app/index.html#/keys?connect',
      'latchkey://keys.create?name=intruder',
    ];
    const second = spawn(spawnfile, [...own, ...links], { stdio: 'ignore' });
    expect(await once(second, 'exit')).toEqual([0, null]);
    const isVisible = () =>
      desktop.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map((window) => window.isVisible()),
      );
    await expect.poll(isVisible).toEqual([true]);
    expect(page.url()).not.toContain('connect');
    expect(await run('settings.get', {})).toEqual(before);
    expect(await run('keys.list', {})).toEqual(keys);
    const isClient = await desktop.app.evaluate(({ app }) =>
      app.isDefaultProtocolClient('latchkey'),
    );
    expect(isClient).toBe(false);
  });

  await test.step('E-11 T-09: names, models, agents and alerts with markup are words', async () => {
    await plant(run, llm, publicUrls[0] ?? '');
    const { threats } = (await run('audit.threats', { filter: 'open' })) as { threats: unknown[] };
    expect(threats.length).toBeGreaterThan(0);
    await lookEverywhere(page);
    const foreign = complaints.outside.filter((url) => !url.startsWith('latchkey://app/'));
    expect({ ...complaints, outside: foreign }).toEqual({
      policy: [],
      errors: [],
      dialogs: [],
      outside: [],
    });
  });

  await test.step('S003-47: what a note leads to stands in the middle, with the focus on it', async () => {
    const { threats } = (await run('audit.threats', { filter: 'open' })) as {
      threats: { id: string }[];
    };
    const id = threats.at(-1)?.id ?? '';
    await desktop.app.evaluate(({ BrowserWindow }, alert) => {
      const payload = { place: 'alert', id: alert };
      const [window] = BrowserWindow.getAllWindows();
      window?.webContents.send('latchkey:event', { name: 'show', payload });
    }, id);
    await expect.poll(() => page.url()).toContain(`#/security?alert=${id}`);
    await expect(page.locator('article.meant')).toBeFocused();
    await expect(page.locator('article.meant')).toBeInViewport();
  });
  await llm.stop();
});
