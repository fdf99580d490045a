import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  createLoginItemAutostart,
  createXdgAutostart,
  toDesktopEntry,
} from '../../main/platform/autostart';

let configDir: string;
beforeEach(
  async () => void (configDir = await mkdtemp(path.join(tmpdir(), 'latchkey-autostart-'))),
);
afterEach(() => rm(configDir, { recursive: true, force: true }));
const entry = () => path.join(configDir, 'autostart/latchkey.desktop');

test('starting at login is off until it is asked for, and off again when it is taken back', async () => {
  const autostart = createXdgAutostart(configDir, ['/opt/latchkey/latchkey']);
  expect(await autostart.isOn()).toBe(false);
  await autostart.set(true);
  expect(await autostart.isOn()).toBe(true);
  expect(await readFile(entry(), 'utf8')).toContain('Exec="/opt/latchkey/latchkey" "--hidden"');
  await autostart.set(false);
  await autostart.set(false);
  expect(await autostart.isOn()).toBe(false);
});

test.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])(
  'an entry that the desktop itself switched off by %s counts as off',
  async (line) => {
    await mkdir(path.dirname(entry()), { recursive: true });
    await writeFile(entry(), `[Desktop Entry]\nExec=latchkey\n${line}\n`);
    expect(await createXdgAutostart(configDir, ['latchkey']).isOn()).toBe(false);
  },
);

test('a folder with special characters cannot put a second command into the entry', () => {
  const entryText = toDesktopEntry(['/home/x/my "apps" $(reboot)/100%/latch`key']);
  expect(entryText).toContain(
    String.raw`Exec="/home/x/my \\"apps\\" \\$(reboot)/100%%/latch\\` + '`key" "--hidden"',
  );
});

test('on mac and Windows the system keeps the list', async () => {
  const items = {
    getLoginItemSettings: () => ({ openAtLogin: true }),
    setLoginItemSettings: vi.fn(),
  };
  const autostart = createLoginItemAutostart(items);
  await autostart.set(true);
  expect(await autostart.isOn()).toBe(true);
  expect(items.setLoginItemSettings).toHaveBeenCalledWith({
    openAtLogin: true,
    args: ['--hidden'],
  });
});
