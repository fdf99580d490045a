import { app, clipboard, dialog, Menu, shell } from 'electron';
import path from 'node:path';
import { createDispatcher } from '#shared/contract/dispatch';
import { shellOperations } from '#shared/contract/shell-operations';
import { developmentPage, ownOrigins } from './development';
import { createGatewayHost } from './gateway-host';
import { openBridge, sendEvent } from './ipc/bridge';
import { createShellHandlers, STOP_GRACE_MS } from './ipc/shell-handlers';
import type { AppPaths } from './platform/app-paths';
import { chooseAutostart } from './platform/choose-autostart';
import type { LaunchOptions } from './platform/launch-options';
import type { LogFile } from './platform/log-file';
import { Notices } from './notices/notices';
import type { NotePlace } from './notices/note';
import { followLanguage } from './platform/language';
import { notify } from './platform/notifications';
import { saveExport } from './platform/save-export';
import { openShellState } from './platform/shell-state';
import { IS_SIGNED, openElectronUpdater, Updates } from './platform/updates';
import { AdminSecret } from './secrets/admin-secret';
import { forkKeychainWorker } from './secrets/fork-keychain-worker';
import { AppTray } from './tray/tray';
import type { TrayAction } from './tray/tray-menu';
import { toAppMenu } from './window/app-menu';
import { APP_PAGE } from './window/app-protocol';
import { MainWindow } from './window/main-window';

const HOUR_MS = 3_600_000;
const icons = path.join(import.meta.dirname, '../../resources/icons');

/** The parts of the desktop shell, made and wired; `start` and `stop` run them in order. */
export class Desktop {
  readonly #log: LogFile;
  readonly #state;
  readonly #autostart = chooseAutostart();
  readonly #secret;
  readonly #host;
  readonly #notices;
  readonly #tray;
  readonly #window;
  readonly #updates;
  readonly #dataDir: string;
  #startAtLogin = false;

  constructor(options: LaunchOptions, paths: AppPaths, log: LogFile) {
    const write = (line: string) => log.write(line);
    this.#log = log;
    this.#dataDir = paths.gatewayData;
    this.#state = openShellState(paths.shellState, write);
    this.#secret = new AdminSecret({
      startWorker: forkKeychainWorker,
      namedDataDir: options.dataDir,
      onKept: (isKept) => {
        this.#state.update({ keychainFailed: !isKept });
        this.#changed();
      },
      log: write,
    });
    this.#notices = new Notices({
      show: (note) => notify(note, () => this.show(note.place)),
      open: (place) => this.show(place),
      send: (name, input) => this.#host.supervisor.call(name, input),
    });
    this.#host = createGatewayHost({
      dataDir: paths.gatewayData,
      options,
      secret: this.#secret,
      onChange: () => this.#changed(),
      onLanguage: followLanguage(this.#state, () => this.#speakAnew()),
      onEvent: (event) => {
        this.#notices.hear(event);
        sendEvent(this.#window.window, event);
      },
      onGaveUp: (problem) => this.#notices.gaveUp(problem),
      log: write,
    });
    this.#tray = new AppTray({
      iconDir: path.join(icons, 'tray'),
      run: (action) => this.#run(action),
      log: write,
    });
    this.#window = new MainWindow({
      page: developmentPage() ?? APP_PAGE,
      icon: path.join(icons, 'app/256x256.png'),
      state: this.#state,
      hasTray: () => this.#tray.isShown(),
      quit: () => app.quit(),
      log: write,
    });
    this.#updates = new Updates({
      isPackaged: app.isPackaged,
      isSigned: IS_SIGNED,
      openUpdater: openElectronUpdater,
      onChange: () => this.#changed(),
      onReady: (version) => this.#notices.updateReady(version),
      log: write,
    });
  }

  /** Window first: whatever the keychain or the gateway do, the owner sees something. */
  async start(isHidden: boolean): Promise<void> {
    this.#openBridge();
    this.#setMenu();
    if (!isHidden) this.show();
    this.#tray.open();
    this.#host.supervisor.start();
    this.#updates.start();
    this.#startAtLogin = await this.#autostart.isOn();
    this.#changed();
    // Hidden where no tray shows an icon, the app could not be found again.
    if (isHidden && process.platform !== 'darwin' && !(await this.#tray.isShown())) this.show();
  }

  /** Opens the window or brings it to the front, at a place when one is named. */
  show(place: NotePlace | null = null): void {
    this.#window.show();
    if (!place) return;
    this.#window.whenLoaded((window) => sendEvent(window, { name: 'show', payload: place }));
  }

  /** Ends in the reverse order; the gateway gets its grace. */
  async stop(): Promise<void> {
    this.#updates.stop();
    this.#window.letClose();
    await this.#host.supervisor.stop(STOP_GRACE_MS);
    this.#tray.close();
    await this.#state.flush();
    await this.#log.flush();
  }

  #setMenu(): void {
    const menu = toAppMenu(process.platform, app.isPackaged, () => app.quit());
    Menu.setApplicationMenu(Menu.buildFromTemplate(menu));
  }

  #speakAnew(): void {
    this.#setMenu();
    this.#changed();
  }

  #openBridge(): void {
    const handlers = createShellHandlers({
      platform: process.platform,
      version: app.getVersion(),
      supervisor: this.#host.supervisor,
      autostart: this.#autostart,
      hasTray: () => this.#tray.isShown(),
      keychain: () => this.#secret.answer,
      copy: (text) => clipboard.writeText(text),
      openDataFolder: async () => void (await shell.openPath(this.#dataDir)),
      saveExport: (name) =>
        saveExport({ dataDir: this.#dataDir, choosePlace: (as) => this.#choosePlace(as) }, name),
      updates: this.#updates,
      quit: () => app.quit(),
      changed: () => void this.#readAutostart(),
    });
    const report = (name: string, thrown: unknown) =>
      this.#log.write(`${name} failed: ${String(thrown)}`);
    const dispatch = createDispatcher(shellOperations, handlers, report);
    openBridge({
      window: () => this.#window.window,
      ourOrigins: ownOrigins(),
      shell: (name, input) => dispatch(name, input, undefined),
      gateway: (name, input) => this.#host.supervisor.call(name, input),
      log: (line) => this.#log.write(line),
    });
  }

  async #choosePlace(name: string): Promise<string | undefined> {
    const options = { defaultPath: path.join(app.getPath('downloads'), name) };
    const { window } = this.#window;
    const chosen = window
      ? await dialog.showSaveDialog(window, options)
      : await dialog.showSaveDialog(options);
    return chosen.canceled ? undefined : chosen.filePath;
  }

  async #readAutostart(): Promise<void> {
    this.#startAtLogin = await this.#autostart.isOn();
    this.#changed();
  }

  #changed(): void {
    const { supervisor, watch } = this.#host;
    this.#notices.see(watch.view?.state);
    this.#tray.update({
      phase: supervisor.state.phase,
      gateway: watch.view,
      startAtLogin: this.#startAtLogin,
    });
    sendEvent(this.#window.window, { name: 'shell', payload: {} });
  }

  #run(action: TrayAction): void {
    const { supervisor, watch } = this.#host;
    const report = (error: unknown) => this.#log.write(`${action.type} failed: ${String(error)}`);
    switch (action.type) {
      case 'open':
        return this.show();
      case 'quit':
        return app.quit();
      case 'start':
        return supervisor.start();
      case 'stop':
        return void supervisor.stop(STOP_GRACE_MS);
      case 'connect':
        return this.show({ place: 'connect', id: null });
      case 'pauseHour':
        return void watch.pause(new Date(Date.now() + HOUR_MS)).catch(report);
      case 'pause':
        return void watch.pause(null).catch(report);
      case 'resume':
        return void watch.resume().catch(report);
      case 'copy':
        return clipboard.writeText(action.text);
      case 'startAtLogin':
        return void this.#autostart
          .set(action.enabled)
          .catch(report)
          .then(() => this.#readAutostart());
    }
  }
}
