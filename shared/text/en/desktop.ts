import type { StartReason } from '#shared/contract/gateway-link';
import { problemsEn } from './findings';
import { noticesEn } from './notices';

/** Who is being served, as a line of the tray's menu has room for it. */
export interface ServedLine {
  readonly who: string;
  readonly model: string | null;
  readonly service: string;
  readonly seconds: number;
}

const calls = (count: number): string => (count === 1 ? '1 call' : `${count} calls`);

const duration = (seconds: number): string =>
  seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;

const trayEn = {
  running: 'Running',
  busy: (count: number) => `In use: ${calls(count)} right now`,
  paused: 'Paused: every call is turned away',
  pausedUntil: (time: string) => `Paused until ${time}`,
  trouble: 'Running with a problem: open Latchkey',
  starting: 'Starting',
  stopped: 'Stopped',
  restarting: 'Restarting after a crash',
  failed: 'Not running: open Latchkey to see why',
  quiet: 'No calls right now',
  served: ({ who, model, service, seconds }: ServedLine) =>
    `${who}: ${model === null ? service : `${model} on ${service}`}, ${duration(seconds)}`,
  more: (count: number) => `and ${count} more`,
  waiting: (count: number, service: string) => `${calls(count)} waiting for ${service}`,
  connect: 'Connect a device…',
  copy: (address: string) => `Copy ${address}`,
  open: 'Open Latchkey',
  pauseHour: 'Pause for an hour',
  pause: 'Pause until I resume',
  resume: 'Resume',
  start: 'Start gateway',
  stop: 'Stop gateway',
  startAtLogin: 'Start at login',
  quit: 'Quit',
};

const closeEn = {
  keepsRunning: 'Latchkey keeps running',
  keepsRunningHelp: 'Your devices stay connected. You find Latchkey in the tray; quit it there.',
  keepRunning: 'Keep running',
  quitAsked: 'Quit Latchkey?',
  quitHelp: 'Your devices lose their connection to the AI services until you start Latchkey again.',
  keepOpen: 'Keep open',
  quit: 'Quit',
};

/** A note about a key names it; one about an address does not. */
const alertsEn = {
  failed_attempts: (_key: string) => 'Many refused attempts',
  guessed_keys: (_key: string) => 'Someone may be trying to get in',
  volume_spike: (key: string) => `“${key}” makes far more calls than usual`,
  new_network: (key: string) => `“${key}” was used from a new address`,
  night_use: (key: string) => `“${key}” was used at night for the first time`,
  shared_key: (key: string) => `“${key}” is used by several devices at once`,
  limit_hits: (key: string) => `“${key}” keeps running into its limit`,
};

const notesEn = {
  alerts: alertsEn,
  from: (address: string, wasItYou: boolean) =>
    wasItYou ? `From ${address}. Was it you?` : `From ${address}.`,
  wasItYou: 'Was it you?',
  look: 'Open Latchkey to see what to do.',
  mine: 'It was me',
  pauseKey: 'Pause the key',
  newText: 'New key text…',
  near: noticesEn.near,
  spent: noticesEn.spent,
  nearHelp: noticesEn.nearHelp,
  spentHelp: noticesEn.spentHelp,
  serviceDown: (name: string) => `${name} does not answer`,
  serviceDownHelp: 'Calls to it fail. Is it running?',
  serviceBack: (name: string) => `${name} is back`,
  serviceBackHelp: 'Calls go through again.',
  trouble: 'Latchkey needs you',
  troubleHelp: 'Open the window to see why.',
  troubleOver: 'Latchkey works again',
  troubleOverHelp: 'Calls are answered as before.',
  notRunning: 'Latchkey is not running',
  updateReady: (version: string) => `Latchkey ${version} is ready`,
  updateReadyHelp: 'It is put in place when you quit Latchkey.',
};

const refusedEn: Record<StartReason, string> = {
  folder_not_made: 'The data folder cannot be created.',
  folder_is_link: 'The data folder is a link. Name the folder itself.',
  folder_not_ours: 'The data folder belongs to another user of this computer.',
  folder_not_writable: 'The data folder cannot be written to. Is the disk full?',
  folder_in_use: 'Another Latchkey is using this data folder. Close it first.',
  settings_damaged:
    'The settings file cannot be read. Nothing was overwritten. Bring it back from a backup.',
  settings_newer: 'The settings are of a newer Latchkey. Install the latest version.',
  internal: 'Something went wrong inside Latchkey. It has been logged.',
};

/** Every sentence of the tray, of notes on the desktop and of the questions of the system's own dialogs, in English. */
export const desktopEn = {
  title: 'Latchkey',
  tooltip: (state: string) => `Latchkey: ${state}`,
  tray: trayEn,
  close: closeEn,
  menu: { file: 'File', view: 'View', quit: 'Quit Latchkey' },
  notes: notesEn,
  problems: problemsEn,
  supervisor: {
    refused: refusedEn,
    endedItself: 'It ended by itself.',
    endedWith: (code: number) => `It ended with exit code ${code}.`,
    slowStart: 'It did not get ready within a minute.',
    hung: 'It no longer answered.',
    gaveUp: (times: number, cause: string) =>
      `The gateway ended ${times} times within a minute. ${cause}`,
  },
};

export type DesktopTexts = typeof desktopEn;
