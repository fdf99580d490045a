import type { serviceWatchEn } from '../en/service-watch';

/** How a service was, how a test is read, and what is wrong with an address, in German. */
export const serviceWatchDe: typeof serviceWatchEn = {
  lasts: { day: 'Die letzten 24 Stunden', week: 'Die letzten 7 Tage' },
  spans: { day: '24 Stunden', week: '7 Tage' },
  spanOf: (name: string) => `Gezeigte Zeit für ${name}`,
  historySince: (time: string) => `Beobachtet seit ${time}; davor ist nichts bekannt.`,
  wasOff: (amount: string) => `Latchkey selbst war ${amount} aus.`,
  part: (state: string, from: string, until: string) => `${state} von ${from} bis ${until}`,
  now: 'jetzt',
  alwaysUp: 'Er hat immer geantwortet, wenn er gefragt wurde.',
  downtimes: (count: number, minutes: string) =>
    `${count === 1 ? 'Einmal' : `${count}-mal`} keine Antwort, zusammen ${minutes}.`,
  neverAsked: 'In dieser Zeit hat ihn niemand gefragt.',
  states: {
    up: 'Antwortete',
    down: 'Keine Antwort',
    unknown: 'Nicht gefragt',
    off: 'Latchkey war aus',
  },
  minutes: (minutes: number) => (minutes < 1 ? 'weniger als eine Minute' : `${minutes} min`),
  hours: (hours: number, minutes: number) => `${hours} h ${minutes} min`,
  days: (days: number, hours: number) => `${days} Tage ${hours} h`,
  testedHow: (address: string) => `Latchkey hat ${address} gefragt.`,
  statusWas: (status: number) => `Die Antwort hatte den Status ${status}.`,
  paused: (name: string) => `${name} ist angehalten`,
  resumed: (name: string) => `${name} ist wieder an`,
  defaultNow: (name: string) => `${name} antwortet, wenn sonst nichts genannt ist`,
  badUrl: {
    syntax: 'Das ist keine Webadresse. Eine sieht so aus: http://127.0.0.1:11434',
    scheme: 'Eine Adresse beginnt mit http:// oder https://',
    user: 'Name und Passwort gehören nicht in die Adresse. Ein Schlüssel kommt in das Feld darunter.',
    query: 'Lass alles ab „?“ oder „#“ weg.',
    path: 'Der Teil hinter dem Computer muss einfach sein: kein %, kein \\, kein //.',
    address:
      'Diese Adresse gehört nie zu einem KI-Programm. Gebraucht wird die, die das Programm anzeigt.',
    own_port: 'Das ist Latchkey selbst. Gebraucht wird die Adresse des Programms dahinter.',
  },
  addressTaken: {
    title: (name: string) => `„${name}“ hat diese Adresse schon`,
    help: (url: string) =>
      `Dort steht sie als ${url}. Ein Programm braucht nur einen Dienst, außer zwei sollen verschieden eingestellt sein.`,
    add: 'Trotzdem hinzufügen',
    save: 'Trotzdem speichern',
  },
  useInstead: (url: string) => `${url} nehmen`,
};
