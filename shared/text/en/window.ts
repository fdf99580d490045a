import { activityEn } from './activity';
import { appearanceEn } from './appearance';
import { billingEn, pricesEn, receiptsEn } from './billing';
import { errorsEn } from './errors';
import { discoverEn, serviceMoreEn } from './discover';
import { diagnosisEn, problemsEn } from './findings';
import { keyMoreEn } from './key-more';
import { keysEn } from './keys';
import { limitsEn } from './limits';
import { networkPageEn } from './network';
import { networkEn, overviewEn } from './overview';
import { pairingEn } from './pairing';
import { noticesEn } from './notices';
import { peopleEn } from './people';
import { securityEn } from './security';
import { servicesEn } from './services';
import { settingsEn, signInEn } from './settings';
import { importReasonsEn } from './import-reasons';
import { backupEn, importEn, settingsMoreEn } from './settings-more';
import { troubleEn } from './trouble';
import { monthEn, usageEn } from './usage';
import { welcomeEn } from './welcome';
import { activityMoreEn } from './activity-more';
import { doorsEn } from './doors';
import { fixesEn } from './fixes';
import { glanceEn } from './glance';
import { serviceWatchEn } from './service-watch';
import { shellEn } from './shell';
import { updatesEn } from './updates';
import { keyRulesEn, wallEn } from './key-extra';
import { peopleMoreEn, storyEn } from './usage-story';
import { priceKindsEn } from './price-kinds';
import { reachEn } from './reach';
import { advancedEn, restoreMoreEn, signInsEn } from './sign-ins';

/** Every sentence of the window, in English. */
export const windowEn = {
  app: {
    name: 'Latchkey',
    skip: 'Skip to the content',
    navigation: 'Pages',
    connecting: 'Connecting to the gateway',
    copy: 'Copy',
    copyThing: (thing: string) => `Copy ${thing}`,
    copied: 'Copied',
    copyFailed: 'Could not copy. Select the text and copy it by hand.',
    close: 'Close',
    cancel: 'Cancel',
    save: 'Save',
    done: 'Done',
    loading: 'Loading',
    retry: 'Try again',
    moreFor: (name: string) => `More for ${name}`,
    dismiss: 'Dismiss',
    signOut: 'Sign out',
    notifications: 'Notices',
  },
  pages: {
    overview: 'Overview',
    services: 'Services',
    keys: 'Keys',
    people: 'People',
    usage: 'Usage',
    billing: 'Billing',
    activity: 'Activity',
    network: 'Network',
    security: 'Security',
    settings: 'Settings',
  },
  state: {
    running: 'Running',
    paused: 'Paused',
    trouble: 'Needs attention',
    stopped: 'Stopped',
    unknown: 'Connecting',
  },
  overview: overviewEn,
  network: networkEn,
  services: servicesEn,
  diagnosis: diagnosisEn,
  keys: keysEn,
  activity: activityEn,
  limits: limitsEn,
  keyMore: keyMoreEn,
  people: peopleEn,
  notices: noticesEn,
  usage: usageEn,
  month: monthEn,
  billing: billingEn,
  prices: pricesEn,
  receipts: receiptsEn,
  settings: settingsEn,
  appearance: appearanceEn,
  settingsMore: settingsMoreEn,
  backup: backupEn,
  imports: importEn,
  importReasons: importReasonsEn,
  security: securityEn,
  networkPage: networkPageEn,
  discover: discoverEn,
  serviceMore: serviceMoreEn,
  activityMore: activityMoreEn,
  doors: doorsEn,
  fixes: fixesEn,
  glance: glanceEn,
  serviceWatch: serviceWatchEn,
  shell: shellEn,
  updates: updatesEn,
  signIn: signInEn,
  welcome: welcomeEn,
  pairing: pairingEn,
  trouble: troubleEn,
  wall: wallEn,
  keyRules: keyRulesEn,
  peopleMore: peopleMoreEn,
  story: storyEn,
  priceKinds: priceKindsEn,
  reach: reachEn,
  signIns: signInsEn,
  advanced: advancedEn,
  restoreMore: restoreMoreEn,
  problems: problemsEn,
  errors: errorsEn,
};

export type WindowTexts = typeof windowEn;
