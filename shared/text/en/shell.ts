/** What is around every page: moving about, taking back, keys of the keyboard. */
export const shellEn = {
  undo: 'Undo',
  undone: 'Taken back',
  noLonger: (what: string) => `No longer so: “${what}”`,
  more: 'More',
  morePages: 'More pages',
  state: (state: string) => `Latchkey: ${state}`,
  jump: 'Jump to',
  jumpTitle: 'Jump to a page, a key, a service or a person',
  jumpHint: 'Type a name',
  jumpNone: 'Nothing has this name.',
  jumpCount: (count: number) => `${count} ${count === 1 ? 'result' : 'results'}`,
  kinds: {
    page: 'Page',
    action: 'Do',
    key: 'Key',
    service: 'Service',
    person: 'Person',
  },
  addService: 'Add a service',
  addKey: 'Create a key',
  keyboard: 'Keyboard',
  shortcuts: (modifier: string) => [
    { keys: `${modifier} K`, text: 'jump to a page, a key, a service or a person' },
    { keys: `${modifier} ,`, text: 'settings' },
    { keys: `${modifier} Z`, text: 'take back what a notice just offered to undo' },
  ],
};
