import { BrowserWindow, dialog, nativeTheme, screen } from 'electron';
import path from 'node:path';
import type { ShellStateFile } from '../platform/shell-state';
import { t } from '../text/t';
import { chooseOnClose } from './close-choice';
import { createCrashBrake } from './crash-brake';
import { MIN_SIZE, toOpeningPlace } from './window-place';

interface MainWindowDeps {
  readonly page: string;
  readonly icon: string;
  readonly state: ShellStateFile;
  readonly hasTray: () => Promise<boolean>;
  readonly quit: () => void;
  readonly log: (line: string) => void;
}

const BACKGROUND = { dark: '#16191d', light: '#f7f7f5' };
const HANG_LIMIT_MS = 10_000;
const SAVE_PLACE_AFTER_MS = 500;

/** The one window. It comes back after a crash, remembers its place, and closing it never ends the gateway unasked. */
export class MainWindow {
  readonly #deps: MainWindowDeps;
  readonly #pauseBeforeReload = createCrashBrake();
  #window: BrowserWindow | undefined;
  #mayClose = false;
  #isAsking = false;

  constructor(deps: MainWindowDeps) {
    this.#deps = deps;
  }

  /** Undefined when it was never opened or is gone. */
  get window(): BrowserWindow | undefined {
    return this.#window?.isDestroyed() ? undefined : this.#window;
  }

  /** Opens the window or brings the open one to the front. */
  show(): void {
    const { window } = this;
    if (!window) return this.#open();
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  /** Calls `action` once with the window when its page can hear: at once, or when it has loaded. */
  whenLoaded(action: (window: BrowserWindow) => void): void {
    const { window } = this;
    if (!window) return;
    if (!window.webContents.isLoadingMainFrame()) return action(window);
    window.webContents.once('did-finish-load', () => action(window));
  }

  /** From now on the window closes without a question: the app is quitting. */
  letClose(): void {
    this.#mayClose = true;
  }

  #open(): void {
    const saved = this.#deps.state.current.window;
    const areas = screen.getAllDisplays().map(({ workArea }) => workArea);
    const window = new BrowserWindow({
      ...toOpeningPlace(saved, areas),
      minWidth: MIN_SIZE.width,
      minHeight: MIN_SIZE.height,
      title: 'Latchkey',
      icon: this.#deps.icon,
      show: false,
      autoHideMenuBar: true,
      backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
      webPreferences: {
        preload: path.join(import.meta.dirname, '../preload/preload.cjs'),
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
        spellcheck: false,
        navigateOnDragDrop: false,
      },
    });
    this.#window = window;
    if (saved?.isMaximised) window.maximize();
    window.once('ready-to-show', () => window.show());
    window.on('close', (event) => this.#onClose(event));
    this.#rememberPlace(window);
    this.#comeBackAfterCrash(window);
    this.#load(window);
  }

  /** Tries again when the page did not load, so that nobody is left with an empty window. */
  #load(window: BrowserWindow): void {
    window.loadURL(this.#deps.page).catch((error: unknown) => {
      this.#deps.log(`the page could not be loaded: ${String(error)}`);
      // Another load took its place.
      if (String(error).includes('ERR_ABORTED')) return;
      setTimeout(() => {
        if (!this.#mayClose && !window.isDestroyed()) this.#load(window);
      }, this.#pauseBeforeReload());
    });
  }

  #rememberPlace(window: BrowserWindow): void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const save = () => {
      if (window.isDestroyed() || window.isMinimized()) return;
      const place = { ...window.getNormalBounds(), isMaximised: window.isMaximized() };
      this.#deps.state.update({ window: place });
    };
    const saveSoon = () => {
      clearTimeout(timer);
      timer = setTimeout(save, SAVE_PLACE_AFTER_MS);
    };
    window.on('resize', saveSoon);
    window.on('move', saveSoon);
    window.on('close', save);
    window.on('closed', () => clearTimeout(timer));
  }

  #comeBackAfterCrash(window: BrowserWindow): void {
    const { webContents } = window;
    let hanging: ReturnType<typeof setTimeout> | undefined;
    webContents.on('render-process-gone', (_event, { reason }) => {
      this.#deps.log(`the window's process is gone: ${reason}`);
      if (this.#mayClose || reason === 'clean-exit') return;
      setTimeout(() => {
        if (!window.isDestroyed()) webContents.reload();
      }, this.#pauseBeforeReload());
    });
    webContents.on('unresponsive', () => {
      hanging = setTimeout(() => webContents.forcefullyCrashRenderer(), HANG_LIMIT_MS);
    });
    webContents.on('responsive', () => clearTimeout(hanging));
    window.on('closed', () => clearTimeout(hanging));
  }

  #onClose(event: { preventDefault(): void }): void {
    if (this.#mayClose) return;
    event.preventDefault();
    if (this.#isAsking) return;
    this.#isAsking = true;
    void this.#decideClose().finally(() => (this.#isAsking = false));
  }

  async #decideClose(): Promise<void> {
    const { state } = this.#deps;
    const hasTray = await this.#deps.hasTray();
    const { hideHintShown } = state.current;
    const choice = chooseOnClose({ platform: process.platform, hasTray, hintShown: hideHintShown });
    if (choice === 'hide') return this.window?.hide();
    const shouldQuit = await this.#ask(choice);
    if (choice === 'explain') state.update({ hideHintShown: true });
    if (shouldQuit) this.#deps.quit();
    else if (choice === 'explain') this.window?.hide();
  }

  async #ask(choice: 'explain' | 'ask-to-quit'): Promise<boolean> {
    const { window } = this;
    if (!window) return false;
    const isExplaining = choice === 'explain';
    const { title, close } = t();
    const { response } = await dialog.showMessageBox(window, {
      type: 'info',
      title,
      message: isExplaining ? close.keepsRunning : close.quitAsked,
      detail: isExplaining ? close.keepsRunningHelp : close.quitHelp,
      buttons: [isExplaining ? close.keepRunning : close.keepOpen, close.quit],
      defaultId: 0,
      cancelId: 0,
    });
    return response === 1;
  }
}
