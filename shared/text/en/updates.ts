/** Words for updates of the app, in English. */
export const updatesEn = {
  label: 'Updates',
  unsigned: 'Off: this build is not signed',
  by_hand: 'By hand: this copy cannot replace itself',
  unknown: 'Not known yet',
  current: 'Up to date',
  available: (version: string) => `Version ${version} is there`,
  fetching: (version: string) => `Version ${version} is being fetched`,
  ready: (version: string) => `Version ${version} is ready: it is put in place when you quit`,
  fetch: 'Fetch it',
};

export type UpdatesTexts = typeof updatesEn;
