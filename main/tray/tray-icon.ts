import type { TrayLook } from './tray-menu';

/** The picture of a look: on a mac a template that the system colours itself, elsewhere one for a dark or a light panel. */
export function toIconFile(
  look: TrayLook,
  platform: string,
  isDark: boolean,
): { readonly file: string; readonly isTemplate: boolean } {
  if (platform === 'darwin') return { file: `${look}-Template.png`, isTemplate: true };
  return { file: `${look}-${isDark ? 'dark' : 'light'}.png`, isTemplate: false };
}

/** Where a click opens the window; on a mac it shows the menu, as everything in its bar does. */
export const opensOnClick = (platform: string): boolean => platform !== 'darwin';
