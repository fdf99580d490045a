import { app, powerMonitor, protocol } from 'electron';
import path from 'node:path';
import { Desktop } from './desktop';
import { ownOrigins } from './development';
import type { AppPaths } from './platform/app-paths';
import type { LaunchOptions } from './platform/launch-options';
import { openLogFile, type LogFile } from './platform/log-file';
import { answerPage, APP_SCHEME, listFiles } from './window/app-protocol';
import { lockDown } from './window/lockdown';

const pages = path.join(import.meta.dirname, '../renderer');

/** Quitting waits once for `stop`, and then goes on. */
function stopBeforeQuit(stop: () => Promise<void>, log: LogFile): void {
  let phase: 'running' | 'stopping' | 'stopped' = 'running';
  app.on('before-quit', (event) => {
    if (phase === 'stopped') return;
    event.preventDefault();
    if (phase === 'stopping') return;
    phase = 'stopping';
    stop()
      .catch((error: unknown) => log.write(`the stop failed: ${String(error)}`))
      .finally(() => {
        phase = 'stopped';
        app.quit();
      });
  });
}

function servePages(): void {
  const files = listFiles(pages);
  protocol.handle(APP_SCHEME, (request) => answerPage(files, request));
}

/** Starts everything in its order. Called once, by the one instance that holds the lock. */
export function boot(options: LaunchOptions, paths: AppPaths): void {
  const log = openLogFile({ dir: paths.logs, echo: !app.isPackaged });
  const report = (what: string) => (cause: unknown) =>
    log.write(
      `${what}: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`,
    );
  process.on('unhandledRejection', report('a promise was left unhandled'));
  process.on('uncaughtException', report('an exception was left unhandled'));
  app.setAppUserModelId('org.latchkey.app');
  // The tray keeps the app alive; what closing the window means is decided where the window is.
  app.on('window-all-closed', () => {});

  const start = async () => {
    await app.whenReady();
    lockDown(ownOrigins(), (line) => log.write(line));
    servePages();
    const desktop = new Desktop(options, paths, log);
    stopBeforeQuit(() => desktop.stop(), log);
    app.on('second-instance', () => desktop.show());
    app.on('activate', () => desktop.show());
    powerMonitor.on('shutdown', () => app.quit());
    const isHidden = options.hidden || app.getLoginItemSettings().wasOpenedAtLogin;
    await desktop.start(isHidden);
  };
  start().catch(report('Latchkey could not start'));
}
