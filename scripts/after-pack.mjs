// Electron's own demonstration program comes along with its folder and would run any file that it is given.
import { rm } from 'node:fs/promises';
import path from 'node:path';

/** Called by electron-builder once a folder is complete, before anything in it is signed. */
export default ({ packager, appOutDir }) =>
  rm(path.join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true });
