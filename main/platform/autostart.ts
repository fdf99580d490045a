import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Start with the computer, hidden. */
export interface Autostart {
  isOn(): Promise<boolean>;
  set(on: boolean): Promise<void>;
}

/** One argument as the desktop entry format wants it: in quotes, with its four special characters escaped. */
const quote = (argument: string): string =>
  `"${argument
    .replace(/(["`$\\])/g, '\\$1')
    .replace(/\\/g, '\\\\')
    .replace(/%/g, '%%')}"`;

/** The text of an XDG autostart entry for `command`. */
export const toDesktopEntry = (command: readonly string[]): string =>
  [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Latchkey',
    'Comment=Starts Latchkey in the background',
    `Exec=${[...command, '--hidden'].map(quote).join(' ')}`,
    'Icon=latchkey',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');

const SWITCHED_OFF = /^(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/im;

/** Linux: a file that every desktop reads at login. A tool of the desktop may have switched it off inside. */
export function createXdgAutostart(configDir: string, command: readonly string[]): Autostart {
  const file = path.join(configDir, 'autostart', 'latchkey.desktop');
  return {
    isOn: () =>
      readFile(file, 'utf8').then(
        (text) => !SWITCHED_OFF.test(text),
        () => false,
      ),
    set: async (on) => {
      if (!on) return rm(file, { force: true });
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, toDesktopEntry(command));
    },
  };
}

/** The part of Electron's `app` that mac and Windows need. */
interface LoginItems {
  getLoginItemSettings(options: { args: string[] }): { openAtLogin: boolean };
  setLoginItemSettings(settings: { openAtLogin: boolean; args: string[] }): void;
}

/** mac and Windows: the system keeps the list. */
export function createLoginItemAutostart(items: LoginItems): Autostart {
  const args = ['--hidden'];
  return {
    isOn: async () => items.getLoginItemSettings({ args }).openAtLogin,
    set: async (on) => items.setLoginItemSettings({ openAtLogin: on, args }),
  };
}
