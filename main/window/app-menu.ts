import type { MenuItemConstructorOptions } from 'electron';

/** The menu bar: the whole one on a mac, elsewhere a hidden one that carries the keyboard shortcuts. */
export function toAppMenu(
  platform: string,
  isPackaged: boolean,
  quit: () => void,
): MenuItemConstructorOptions[] {
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
    label: 'File',
    submenu: [
      { role: 'close' },
      { label: 'Quit Latchkey', accelerator: 'CommandOrControl+Q', click: quit },
    ],
  };
  return [
    isMac ? { role: 'appMenu' } : file,
    { role: 'editMenu' },
    { label: 'View', submenu: view },
    ...(isMac ? [{ role: 'windowMenu' } as const] : []),
  ];
}
