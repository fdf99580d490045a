import { app } from 'electron';
import path from 'node:path';
import { createLoginItemAutostart, createXdgAutostart, type Autostart } from './autostart';

/** The way this system starts programs at login. */
export function chooseAutostart(): Autostart {
  if (process.platform !== 'linux') return createLoginItemAutostart(app);
  // An AppImage runs from a mount that is gone after a restart; its own file is what must be started.
  const program = process.env['APPIMAGE'] || process.execPath;
  const command = app.isPackaged ? [program] : [program, app.getAppPath()];
  const configDir = process.env['XDG_CONFIG_HOME'] || path.join(app.getPath('home'), '.config');
  return createXdgAutostart(configDir, command);
}
