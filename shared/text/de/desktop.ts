import type { DesktopTexts } from '../en/desktop';

/** Every sentence of the tray, of notes on the desktop and of the questions of the system's own dialogs, in German. */
export const desktopDe: DesktopTexts = {
  title: 'Latchkey',
};
