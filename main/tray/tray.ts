import { Menu, nativeImage, nativeTheme, Tray, type MenuItemConstructorOptions } from 'electron';
import path from 'node:path';
import { t } from '../text/t';
import { hasTrayHost } from './tray-host';
import { opensOnClick, toIconFile } from './tray-icon';
import {
  toLook,
  toStateLine,
  toTrayMenu,
  type TrayAction,
  type TrayLine,
  type TrayLook,
  type TrayState,
} from './tray-menu';

interface TrayDeps {
  readonly iconDir: string;
  readonly run: (action: TrayAction) => void;
  readonly log: (line: string) => void;
}

/** A menu that is set again closes under the owner's pointer on some desktops, so it is not set more often than this. */
const SHORTEST_PAUSE_MS = 1_000;

/** The icon in the tray. Where the desktop has no tray, nothing is shown and `isShown` says so. */
export class AppTray {
  readonly #deps: TrayDeps;
  #tray: Tray | undefined;
  #state: TrayState = { phase: 'starting', gateway: undefined, startAtLogin: false };
  #shown = '';
  #shownLook: TrayLook | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: TrayDeps) {
    this.#deps = deps;
  }

  open(): void {
    try {
      this.#tray = new Tray(this.#icon());
    } catch (error) {
      this.#deps.log(`there is no tray: ${String(error)}`);
      return;
    }
    // Linux has no click to rely on, and on a mac a click shows the menu.
    if (opensOnClick(process.platform)) {
      this.#tray.on('click', () => this.#deps.run({ type: 'open' }));
    }
    nativeTheme.on('updated', this.#repaint);
    this.#paint();
  }

  async isShown(): Promise<boolean> {
    if (!this.#tray || this.#tray.isDestroyed()) return false;
    return process.platform !== 'linux' || hasTrayHost();
  }

  /** Shows `state`, at once if it was quiet, else within a second. */
  update(state: TrayState): void {
    this.#state = state;
    if (this.#timer) return;
    this.#paint();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#paint();
    }, SHORTEST_PAUSE_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
    nativeTheme.off('updated', this.#repaint);
    this.#tray?.destroy();
    this.#tray = undefined;
  }

  readonly #repaint = () => {
    this.#shown = '';
    this.#shownLook = undefined;
    this.#paint();
  };

  #paint(): void {
    if (!this.#tray) return;
    const lines = toTrayMenu(this.#state);
    const look = toLook(this.#state);
    const shown = JSON.stringify([look, lines]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    // Some desktops redraw their whole bar for each new picture.
    if (look !== this.#shownLook) this.#tray.setImage(this.#icon());
    this.#shownLook = look;
    this.#tray.setToolTip(t().tooltip(toStateLine(this.#state)));
    this.#tray.setContextMenu(Menu.buildFromTemplate(lines.map((line) => this.#toItem(line))));
  }

  #icon(): Electron.NativeImage {
    const isDark = nativeTheme.shouldUseDarkColorsForSystemIntegratedUI;
    const { file, isTemplate } = toIconFile(toLook(this.#state), process.platform, isDark);
    const image = nativeImage.createFromPath(path.join(this.#deps.iconDir, file));
    if (isTemplate) image.setTemplateImage(true);
    return image;
  }

  #toItem(line: TrayLine): MenuItemConstructorOptions {
    if (line.kind === 'separator') return { type: 'separator' };
    if (line.kind === 'text') return { label: line.label, enabled: false };
    const click = () => this.#deps.run(line.action);
    if (line.kind === 'action') return { label: line.label, click };
    return { label: line.label, type: 'checkbox', checked: line.checked, click };
  }
}
