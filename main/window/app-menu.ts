import type { MenuItemConstructorOptions } from 'electron';
import { t } from '../text/t';

/** The menu bar: the whole one on a mac, elsewhere a hidden one that carries the keyboard shortcuts. */
export function toAppMenu(
  platform: string,
  isPackaged: boolean,
  quit: () => void,
): MenuItemConstructorOptions[] {
  const { menu } = t();
  const isMac = platform === 'darwin';
  const view: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ];
  if (!isPackaged) view.push({ role: 'reload' }, { role: 'toggleDevTools' });
  const file: MenuItemConstructorOptions = {
    label: menu.file,
    submenu: [
      { role: 'close' },
      { label: menu.quit, accelerator: 'CommandOrControl+Q', click: quit },
    ],
  };
  return [
    isMac ? { role: 'appMenu' } : file,
    { role: 'editMenu' },
    { label: menu.view, submenu: view },
    ...(isMac ? [{ role: 'windowMenu' } as const] : []),
  ];
}
