import type { glanceEn } from '../en/glance';

/** The overview at a glance: who is served, how the services are, what is saved, in German. */
export const glanceDe: typeof glanceEn = {
  now: 'Wird gerade bedient',
  idle: 'Niemand wird bedient',
  idleHelp: 'Sobald ein Gerät etwas fragt, steht es hier, mit Dienst und Dauer.',
  live: (key: string, service: string) => `${key} nutzt ${service}`,
  of: (person: string) => `von ${person}`,
  since: (time: string) => `seit ${time}`,
  running: (time: string) => `läuft ${time}`,
  begun: 'gerade begonnen',
  seconds: (seconds: number) => `${seconds} s`,
  minutes: (minutes: number, seconds: number) => `${minutes} min ${seconds} s`,
  more: (count: number) => `und ${count} weitere`,
  waiting: 'In der Warteschlange',
  waits: (count: number, service: string) =>
    count === 1 ? `1 Anfrage wartet auf ${service}` : `${count} Anfragen warten auf ${service}`,
  services: 'Dienste',
  servicesNone: 'Noch kein Dienst. Sobald einer da ist, steht hier, wie es ihm geht.',
  addService: 'Dienst hinzufügen',
  allUp: (count: number) => (count === 1 ? 'Er antwortet' : `Alle ${count} antworten`),
  someDown: (count: number) => (count === 1 ? '1 antwortet nicht' : `${count} antworten nicht`),
  openServices: 'Dienste öffnen',
  cloud: 'In der Cloud hätte es gekostet',
  cloudHelp: (asOf: string) =>
    `Dieselbe Nutzung in diesem Monat, nach veröffentlichten Preisen vom ${asOf}.`,
  cloudNone:
    'Noch nichts zu vergleichen: Für kein Modell dieses Monats gibt es einen veröffentlichten Preis zum Vergleich.',
  openCloud: 'So ist es gerechnet',
  exact: (amount: string) => `Genau ${amount}`,
  withoutPerson: 'Schlüssel ohne Person',
};
