/** Every sentence of the tray, of notes on the desktop and of the questions of the system's own dialogs, in English. */
export const desktopEn = {
  title: 'Latchkey',
};

export type DesktopTexts = typeof desktopEn;
