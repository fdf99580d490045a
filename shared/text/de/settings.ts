import type { settingsEn, signInEn } from '../en/settings';

/** The settings page, in German. */
export const settingsDe: typeof settingsEn = {
  lead: 'Wie sich das Gateway und dieses Fenster verhalten.',
  appearance: 'Darstellung',
  theme: 'Farben',
  themes: { system: 'System', light: 'Hell', dark: 'Dunkel' },
  startAtLogin: 'Beim Anmelden starten',
  startAtLoginHelp:
    'Latchkey startet im Hintergrund, damit sich deine Geräte immer verbinden können.',
  gateway: 'Gateway',
  allowedHosts: 'Namen dieses Computers',
  allowedHostsHelp:
    'Einer pro Zeile, etwa nas.local. Adressen und localhost gehen immer. Andere Namen werden abgelehnt, damit sich keine Webseite einschleicht.',
  currency: 'Währung',
  currencyHelp:
    'Drei Buchstaben, etwa EUR. Nur eine Beschriftung: Preise werden nicht umgerechnet.',
  saved: 'Einstellungen gespeichert',
  panel: 'Oberfläche und Admin-Passwort',
  code: 'Diese Oberfläche im Browser öffnen',
  codeHelp: 'Ein Code, der einmal gilt, 3 Minuten lang.',
  createCode: 'Code erstellen',
  codeLabel: 'Einmalcode',
  codeLink: 'Link, der dich anmeldet',
  codeExpires: (time: string) => `Gilt bis ${time}`,
  rotate: 'Admin-Passwort',
  rotateHelp: 'Wer es hat, kann alles ändern. Erstelle ein neues, wenn es jemand kennen könnte.',
  rotateButton: 'Neues Passwort',
  rotateTitle: 'Neues Admin-Passwort erstellen?',
  rotateText:
    'Das alte endet sofort: Skripte und Browser, die es nutzen, werden abgemeldet. Schlüssel für Geräte sind nicht betroffen.',
  rotateYes: 'Neu erstellen',
  secretTitle: 'Das neue Admin-Passwort',
  secretText: 'Es wird nur jetzt gezeigt. Bewahre es bei deinen Passwörtern auf.',
  keychain: 'Schlüsselbund',
  keychains: {
    found: 'Das Passwort liegt im Schlüsselbund dieses Computers',
    absent: 'Im Schlüsselbund liegt noch kein Passwort',
    unavailable:
      'Der Schlüsselbund ist nicht nutzbar, darum wird das Passwort nirgends abgelegt. Ein Browser meldet sich mit einem Einmalcode an',
  },
  about: 'Über Latchkey',
  version: 'Version',
  dataFolder: 'Datenordner',
  openFolder: 'Ordner zeigen',
  startedAt: 'Läuft seit',
  host: 'Läuft als',
  hosts: { desktop: 'Desktop-App', headless: 'Ohne Fenster' },
  docs: 'Admin-API',
  docsLink: 'Beschreibung öffnen',
  quit: 'Latchkey beenden',
};

/** The sign-in page of a browser, in German. */
export const signInDe: typeof signInEn = {
  title: 'Bei Latchkey anmelden',
  text: 'Von hier aus wird das Gateway verwaltet. Nur der Besitzer darf herein.',
  secret: 'Admin-Passwort oder Einmalcode',
  help: 'Öffne in der Desktop-App die Einstellungen und wähle „Code erstellen“. Ohne Fenster nimm das Admin-Passwort vom ersten Start.',
  submit: 'Anmelden',
  endedEarly:
    'Deine Anmeldung ist beendet: Latchkey wurde neu gestartet oder hat ein neues Admin-Passwort. Melde dich noch einmal an.',
  endedUnused:
    'Deine Anmeldung ist beendet: Diese Seite war 15 Minuten lang nicht in Gebrauch. Melde dich noch einmal an.',
  wrong:
    'Das stimmt nicht. Codes gelten einmal und 3 Minuten lang. Passwort verloren? Starte einmal mit --new-admin-secret.',
};
