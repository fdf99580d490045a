import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, fakeGateway, test } from '../support/desktop';

test.use({ launch: { env: { LATCHKEY_GATEWAY_ENTRY: fakeGateway } } });

type Bridge = { call: (name: string, input: unknown) => Promise<unknown> };

const call = (page: Page, name: string, input: unknown = {}): Promise<unknown> =>
  page.evaluate(
    ([operation, given]) =>
      (window as unknown as { latchkey: Bridge }).latchkey.call(operation, given),
    [name, input] as const,
  );

test('an export is saved where the owner chooses in the dialog of the system, and nothing else is', async ({
  desktop,
}) => {
  const page = await desktop.window();
  const folder = path.join(desktop.dataDir, 'exports');
  const place = path.join(desktop.dataDir, 'chosen.csv');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'audit-1.csv'), 'a,b\r\n');
  await desktop.app.evaluate(({ dialog }, filePath) => {
    const suggested: (string | undefined)[] = [];
    Object.assign(globalThis, { suggested });
    dialog.showSaveDialog = async (...args: unknown[]) => {
      const options = args.at(-1) as { defaultPath?: string };
      suggested.push(options.defaultPath?.replace(/^.*[\\/]/, ''));
      return { canceled: false, filePath };
    };
  }, place);

  for (const name of ['../config.json', 'nothing.csv', '/etc/passwd']) {
    expect(await call(page, 'shell.saveExport', { name })).toMatchObject({
      ok: false,
      error: { code: 'NOT_FOUND' },
    });
  }
  await expect(access(place)).rejects.toThrow();
  expect(await call(page, 'shell.saveExport', { name: 'audit-1.csv' })).toMatchObject({
    ok: true,
    value: { saved: true },
  });
  expect(await readFile(place, 'utf8')).toBe('a,b\r\n');
  const asked = await desktop.app.evaluate(
    () => (globalThis as unknown as { suggested: string[] }).suggested,
  );
  expect(asked).toEqual(['audit-1.csv']);
});

test('a gateway that cannot be kept is told on the desktop, and a click opens the window', async ({
  desktop,
}) => {
  await desktop.window();
  await desktop.app.evaluate(({ BrowserWindow, Notification }) => {
    const notes: { title: string; body: string; click: () => void }[] = [];
    Object.assign(globalThis, { notes });
    Notification.isSupported = () => true;
    Notification.prototype.show = function (this: Electron.Notification) {
      notes.push({ title: this.title, body: this.body, click: () => this.emit('click') });
    };
    BrowserWindow.getAllWindows()[0]?.hide();
  });
  // Five times within a minute is once too often.
  const noteCount = () =>
    desktop.app.evaluate(({ app }) => {
      const running = app.getAppMetrics().find(({ name }) => name === 'Latchkey gateway');
      try {
        if (running) process.kill(running.pid, 'SIGKILL');
      } catch {
        // It has ended already, and the list of processes does not know yet.
      }
      return (globalThis as unknown as { notes: unknown[] }).notes.length;
    });
  await expect.poll(noteCount, { timeout: 40_000, intervals: [300] }).toBe(1);
  const shown = await desktop.app.evaluate(({ BrowserWindow }) => {
    const [note] = (
      globalThis as unknown as { notes: { title: string; body: string; click: () => void }[] }
    ).notes;
    note?.click();
    return { ...note, isVisible: BrowserWindow.getAllWindows()[0]?.isVisible() };
  });
  expect(shown).toMatchObject({ title: 'Latchkey is not running', isVisible: true });
  expect(shown.body).toContain('within a minute');
});
