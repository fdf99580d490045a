/**
 * Threat: a program that replaces itself runs whatever stands at one address of the internet. So only a signed build asks
 * there, nothing is fetched before the owner wants it, and a file with another SHA-512 than the feed says is thrown away.
 */
import type { AppUpdater } from 'electron-updater';
import { LatchkeyError } from '#shared/contract/errors';
import type { UpdateView } from '#shared/contract/shell-operations';

/** Whether what is packed now is signed. Whoever signs sets it, and a place of their own in electron-builder.yml. */
export const IS_SIGNED: boolean = false;

/** The part of electron-updater that is needed. */
type Updater = Pick<
  AppUpdater,
  | 'autoDownload'
  | 'autoInstallOnAppQuit'
  | 'allowDowngrade'
  | 'logger'
  | 'requestHeaders'
  | 'isUserWithinRollout'
  | 'checkForUpdates'
  | 'downloadUpdate'
>;

interface UpdatesDeps {
  readonly isPackaged: boolean;
  readonly isSigned: boolean;
  /** Called once, and never where updates are off. */
  readonly openUpdater: () => Promise<Updater>;
  readonly onChange: () => void;
  /** A newer version was fetched and checked. */
  readonly onReady: (version: string) => void;
  readonly log: (line: string) => void;
}

const FIRST_LOOK_MS = 60_000;
const EVERY_MS = 86_400_000;

/** Tells whether there is a newer version, fetches it when asked, and has it put in place at the next quit. */
export class Updates {
  readonly #deps: UpdatesDeps;
  #updater: Promise<Updater> | undefined;
  #view: UpdateView;
  #timers: NodeJS.Timeout[] = [];

  constructor(deps: UpdatesDeps) {
    this.#deps = deps;
    const state = deps.isPackaged && deps.isSigned ? 'unknown' : 'unsigned';
    this.#view = { state, version: null };
  }

  get view(): UpdateView {
    return this.#view;
  }

  /** Looks in a minute, when the start is over, and then once a day. */
  start(): void {
    if (this.#view.state === 'unsigned') return;
    const look = () => void this.look();
    this.#timers = [setTimeout(look, FIRST_LOOK_MS), setInterval(look, EVERY_MS)];
    for (const timer of this.#timers) timer.unref();
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** Asks the place of releases; never throws, as no answer only means that nothing is known. */
  async look(): Promise<void> {
    if (!['unknown', 'current', 'available'].includes(this.#view.state)) return;
    try {
      const found = await (await this.#open()).checkForUpdates();
      if (!found) return this.#become('by_hand');
      if (!found.isUpdateAvailable) return this.#become('current');
      this.#become('available', found.updateInfo.version);
    } catch (error) {
      this.#deps.log(`no answer about updates: ${String(error)}`);
    }
  }

  /** Fetches the version that was found. @throws LatchkeyError UPDATE_FAILED; it can then be tried again. */
  async fetch(): Promise<void> {
    const { state, version } = this.#view;
    if (state !== 'available' || version === null) return;
    this.#become('fetching', version);
    try {
      const updater = await this.#open();
      updater.autoInstallOnAppQuit = true; // it looks at this when the file is there
      await updater.downloadUpdate();
    } catch (error) {
      this.#become('available', version);
      this.#deps.log(`the update was not fetched: ${String(error)}`);
      throw new LatchkeyError('UPDATE_FAILED');
    }
    this.#become('ready', version);
    this.#deps.onReady(version);
  }

  #open(): Promise<Updater> {
    this.#updater ??= this.#deps.openUpdater().then((updater) => {
      updater.autoDownload = false;
      updater.autoInstallOnAppQuit = false;
      updater.allowDowngrade = false;
      updater.logger = null;
      // It would send a number that is this computer's alone, to give new versions to some computers first.
      updater.requestHeaders = { 'x-user-staging-id': 'none' };
      updater.isUserWithinRollout = () => true;
      return updater;
    });
    return this.#updater;
  }

  #become(state: UpdateView['state'], version: string | null = null): void {
    this.#view = { state, version };
    this.#deps.onChange();
  }
}

/** electron-updater as it fits this system; loaded only where it is used. */
export async function openElectronUpdater(): Promise<Updater> {
  const { default: updater } = await import('electron-updater');
  return updater.autoUpdater;
}
