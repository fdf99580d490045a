import { app, protocol } from 'electron';
import { mkdirSync } from 'node:fs';
import { url as debuggerUrl } from 'node:inspector';
import { boot } from './boot';
import { toAppPaths } from './platform/app-paths';
import { readLaunchOptions } from './platform/launch-options';
import { APP_SCHEME } from './window/app-protocol';

// Chromium would ask for the keyring itself, with a window in the owner's face, to encrypt cookies that we do not keep.
app.commandLine.appendSwitch('password-store', 'basic');
// Whoever can add a switch to a shortcut could otherwise drive the window, and with it make keys, from outside.
// With a debugger there already, which no release allows, shutting these doors would only shut out the tests.
if (app.isPackaged && debuggerUrl() === undefined) {
  for (const door of ['remote-debugging-port', 'remote-debugging-pipe']) {
    app.commandLine.removeSwitch(door);
  }
}
protocol.registerSchemesAsPrivileged([
  { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);

const options = readLaunchOptions(process.argv.slice(1), process.env);
const paths = toAppPaths(app.getPath('userData'), options.dataDir);
// Before the lock: it belongs to this folder, so another data folder is another Latchkey.
mkdirSync(paths.desktopData, { recursive: true, mode: 0o700 });
app.setPath('userData', paths.desktopData);

if (app.requestSingleInstanceLock()) boot(options, paths);
else app.quit();
