import type { DesktopTexts } from '../en/desktop';
import { problemsDe } from './findings';
import { noticesDe } from './notices';

const calls = (count: number): string => (count === 1 ? '1 Anfrage' : `${count} Anfragen`);

const duration = (seconds: number): string =>
  seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;

const trayDe: DesktopTexts['tray'] = {
  running: 'Läuft',
  busy: (count) => `In Gebrauch: gerade ${calls(count)}`,
  paused: 'Angehalten: jede Anfrage wird abgewiesen',
  pausedUntil: (time) => `Angehalten bis ${time}`,
  trouble: 'Läuft mit einem Problem: öffne Latchkey',
  starting: 'Startet',
  stopped: 'Aus',
  restarting: 'Startet nach einem Absturz neu',
  failed: 'Läuft nicht: öffne Latchkey, um zu sehen, warum',
  quiet: 'Gerade keine Anfragen',
  served: ({ who, model, service, seconds }) =>
    `${who}: ${model === null ? service : `${model} auf ${service}`}, ${duration(seconds)}`,
  more: (count) => `und ${count} weitere`,
  waiting: (count, service) =>
    `${calls(count)} ${count === 1 ? 'wartet' : 'warten'} auf ${service}`,
  connect: 'Gerät verbinden …',
  copy: (address) => `${address} kopieren`,
  open: 'Latchkey öffnen',
  pauseHour: 'Für eine Stunde anhalten',
  pause: 'Anhalten, bis ich fortsetze',
  resume: 'Fortsetzen',
  start: 'Gateway starten',
  stop: 'Gateway beenden',
  startAtLogin: 'Beim Anmelden starten',
  quit: 'Beenden',
};

const closeDe: DesktopTexts['close'] = {
  keepsRunning: 'Latchkey läuft weiter',
  keepsRunningHelp:
    'Deine Geräte bleiben verbunden. Du findest Latchkey in der Leiste bei der Uhr; dort kannst du es beenden.',
  keepRunning: 'Weiterlaufen lassen',
  quitAsked: 'Latchkey beenden?',
  quitHelp:
    'Deine Geräte verlieren die Verbindung zu den KI-Diensten, bis du Latchkey wieder startest.',
  keepOpen: 'Offen lassen',
  quit: 'Beenden',
};

const alertsDe: DesktopTexts['notes']['alerts'] = {
  failed_attempts: () => 'Viele abgelehnte Versuche',
  guessed_keys: () => 'Vielleicht will jemand hinein',
  volume_spike: (key) => `„${key}“ fragt viel häufiger als sonst`,
  new_network: (key) => `„${key}“ wurde von einer neuen Adresse benutzt`,
  night_use: (key) => `„${key}“ wurde zum ersten Mal nachts benutzt`,
  shared_key: (key) => `„${key}“ wird von mehreren Geräten zugleich benutzt`,
  limit_hits: (key) => `„${key}“ stößt immer wieder an sein Limit`,
};

const notesDe: DesktopTexts['notes'] = {
  alerts: alertsDe,
  from: (address, wasItYou) => `Von ${address}.${wasItYou ? ' Warst du das?' : ''}`,
  wasItYou: 'Warst du das?',
  look: 'Öffne Latchkey, um zu sehen, was zu tun ist.',
  mine: 'Das war ich',
  pauseKey: 'Schlüssel anhalten',
  newText: 'Schlüssel erneuern …',
  near: noticesDe.near,
  spent: noticesDe.spent,
  nearHelp: noticesDe.nearHelp,
  spentHelp: noticesDe.spentHelp,
  serviceDown: (name) => `${name} antwortet nicht`,
  serviceDownHelp: 'Anfragen an diesen Dienst schlagen fehl. Läuft er?',
  serviceBack: (name) => `${name} ist zurück`,
  serviceBackHelp: 'Anfragen gehen wieder durch.',
  trouble: 'Latchkey braucht dich',
  troubleHelp: 'Öffne das Fenster, um zu sehen, warum.',
  troubleOver: 'Latchkey geht wieder',
  troubleOverHelp: 'Anfragen werden wie zuvor beantwortet.',
  notRunning: 'Latchkey läuft nicht',
  updateReady: (version) => `Latchkey ${version} ist bereit`,
  updateReadyHelp: 'Beim Beenden von Latchkey wird es eingesetzt.',
};

const refusedDe: DesktopTexts['supervisor']['refused'] = {
  folder_not_made: 'Der Datenordner lässt sich nicht anlegen.',
  folder_is_link: 'Der Datenordner ist eine Verknüpfung. Nenne den Ordner selbst.',
  folder_not_ours: 'Der Datenordner gehört jemand anderem auf diesem Computer.',
  folder_not_writable: 'In den Datenordner kann nicht geschrieben werden. Ist die Festplatte voll?',
  folder_in_use: 'Ein anderes Latchkey benutzt diesen Datenordner. Schließe erst das andere.',
  settings_damaged:
    'Die Einstellungsdatei ist nicht lesbar. Nichts wurde überschrieben. Hole sie aus einer Sicherung zurück.',
  settings_newer:
    'Die Einstellungen stammen von einem neueren Latchkey. Installiere die neueste Version.',
  internal: 'In Latchkey ist etwas schiefgegangen. Es steht im Protokoll.',
};

/** Every sentence of the tray, of notes on the desktop and of the questions of the system's own dialogs, in German. */
export const desktopDe: DesktopTexts = {
  title: 'Latchkey',
  tooltip: (state) => `Latchkey: ${state}`,
  tray: trayDe,
  close: closeDe,
  menu: { file: 'Datei', view: 'Ansicht', quit: 'Latchkey beenden' },
  notes: notesDe,
  problems: problemsDe,
  supervisor: {
    refused: refusedDe,
    endedItself: 'Es endete von selbst.',
    endedWith: (code) => `Es endete mit dem Code ${code}.`,
    slowStart: 'Es war nach einer Minute nicht bereit.',
    hung: 'Es antwortete nicht mehr.',
    gaveUp: (times, cause) => `Das Gateway endete ${times}-mal innerhalb einer Minute. ${cause}`,
  },
};
