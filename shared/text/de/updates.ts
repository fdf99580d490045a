import type { UpdatesTexts } from '../en/updates';

/** Words for updates of the app, in German. */
export const updatesDe: UpdatesTexts = {
  label: 'Updates',
  unsigned: 'Aus: Diese Fassung ist nicht signiert',
  by_hand: 'Von Hand: Diese Kopie kann sich nicht selbst ersetzen',
  unknown: 'Noch nicht bekannt',
  current: 'Auf dem neuesten Stand',
  available: (version) => `Version ${version} ist da`,
  fetching: (version) => `Version ${version} wird geladen`,
  ready: (version) => `Version ${version} ist bereit: Sie wird beim Beenden eingesetzt`,
  fetch: 'Laden',
};
