import type { shellEn } from '../en/shell';

/** What is around every page: moving about, taking back, keys of the keyboard, in German. */
export const shellDe: typeof shellEn = {
  undo: 'Rückgängig',
  undone: 'Zurückgenommen',
  noLonger: (what: string) => `Gilt nicht mehr: „${what}“`,
  more: 'Mehr',
  morePages: 'Weitere Seiten',
  state: (state: string) => `Latchkey: ${state}`,
  jump: 'Gehe zu',
  jumpTitle: 'Gehe zu Seite, Schlüssel, Dienst oder Person',
  jumpHint: 'Name eingeben',
  jumpNone: 'Nichts heißt so.',
  jumpCount: (count: number) => `${count} Treffer`,
  kinds: {
    page: 'Seite',
    action: 'Tun',
    key: 'Schlüssel',
    service: 'Dienst',
    person: 'Person',
  },
  addService: 'Dienst hinzufügen',
  addKey: 'Schlüssel erstellen',
  keyboard: 'Tastatur',
  shortcuts: (modifier: string) => [
    { keys: `${modifier} K`, text: 'zu Seite, Schlüssel, Dienst oder Person gehen' },
    { keys: `${modifier} ,`, text: 'Einstellungen' },
    { keys: `${modifier} Z`, text: 'zurücknehmen, was eine Meldung gerade anbietet' },
  ],
};
