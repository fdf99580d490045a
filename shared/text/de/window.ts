import type { WindowTexts } from '../en/window';
import { activityDe } from './activity';
import { appearanceDe } from './appearance';
import { billingDe, pricesDe, receiptsDe } from './billing';
import { discoverDe, serviceMoreDe } from './discover';
import { errorsDe } from './errors';
import { diagnosisDe, problemsDe } from './findings';
import { keyMoreDe } from './key-more';
import { keysDe } from './keys';
import { limitsDe } from './limits';
import { networkPageDe } from './network';
import { networkDe, overviewDe } from './overview';
import { pairingDe } from './pairing';
import { noticesDe } from './notices';
import { peopleDe } from './people';
import { securityDe } from './security';
import { servicesDe } from './services';
import { settingsDe, signInDe } from './settings';
import { importReasonsDe } from './import-reasons';
import { backupDe, importDe, settingsMoreDe } from './settings-more';
import { troubleDe } from './trouble';
import { monthDe, usageDe } from './usage';
import { welcomeDe } from './welcome';
import { activityMoreDe } from './activity-more';
import { doorsDe } from './doors';
import { fixesDe } from './fixes';
import { glanceDe } from './glance';
import { serviceWatchDe } from './service-watch';
import { shellDe } from './shell';
import { updatesDe } from './updates';
import { keyRulesDe, wallDe } from './key-extra';
import { peopleMoreDe, storyDe } from './usage-story';
import { priceKindsDe } from './price-kinds';
import { reachDe } from './reach';
import { advancedDe, restoreMoreDe, signInsDe } from './sign-ins';

/** Every sentence of the window, in German. */
export const windowDe: WindowTexts = {
  app: {
    name: 'Latchkey',
    skip: 'Zum Inhalt springen',
    navigation: 'Seiten',
    connecting: 'Verbindung zum Gateway',
    copy: 'Kopieren',
    copyThing: (thing: string) => `${thing} kopieren`,
    copied: 'Kopiert',
    copyFailed: 'Kopieren ging nicht. Markiere den Text und kopiere ihn selbst.',
    close: 'Schließen',
    cancel: 'Abbrechen',
    save: 'Speichern',
    done: 'Fertig',
    loading: 'Lädt',
    retry: 'Noch einmal',
    moreFor: (name: string) => `Mehr für ${name}`,
    dismiss: 'Schließen',
    signOut: 'Abmelden',
    notifications: 'Meldungen',
  },
  pages: {
    overview: 'Übersicht',
    services: 'Dienste',
    keys: 'Schlüssel',
    people: 'Personen',
    usage: 'Nutzung',
    billing: 'Abrechnung',
    activity: 'Aktivität',
    network: 'Netzwerk',
    security: 'Sicherheit',
    settings: 'Einstellungen',
  },
  state: {
    running: 'Läuft',
    paused: 'Angehalten',
    trouble: 'Braucht dich',
    stopped: 'Aus',
    unknown: 'Verbinde',
  },
  overview: overviewDe,
  network: networkDe,
  services: servicesDe,
  diagnosis: diagnosisDe,
  keys: keysDe,
  activity: activityDe,
  limits: limitsDe,
  keyMore: keyMoreDe,
  people: peopleDe,
  notices: noticesDe,
  usage: usageDe,
  month: monthDe,
  billing: billingDe,
  prices: pricesDe,
  receipts: receiptsDe,
  settings: settingsDe,
  appearance: appearanceDe,
  settingsMore: settingsMoreDe,
  backup: backupDe,
  imports: importDe,
  importReasons: importReasonsDe,
  security: securityDe,
  networkPage: networkPageDe,
  discover: discoverDe,
  serviceMore: serviceMoreDe,
  activityMore: activityMoreDe,
  doors: doorsDe,
  fixes: fixesDe,
  glance: glanceDe,
  serviceWatch: serviceWatchDe,
  shell: shellDe,
  updates: updatesDe,
  signIn: signInDe,
  welcome: welcomeDe,
  pairing: pairingDe,
  trouble: troubleDe,
  wall: wallDe,
  keyRules: keyRulesDe,
  peopleMore: peopleMoreDe,
  story: storyDe,
  priceKinds: priceKindsDe,
  reach: reachDe,
  signIns: signInsDe,
  advanced: advancedDe,
  restoreMore: restoreMoreDe,
  problems: problemsDe,
  errors: errorsDe,
};
