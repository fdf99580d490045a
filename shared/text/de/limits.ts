import type { limitsEn } from '../en/limits';

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** Allowances and quiet times, as a key, a person or a service has them, in German. */
export const limitsDe: typeof limitsEn = {
  none: 'Kein Limit',
  count: (count: number) => `${count} ${count === 1 ? 'Limit' : 'Limits'}`,
  help: 'Lass leer, was kein Limit haben soll. Tage, Wochen und Monate beginnen um Mitternacht.',
  measures: {
    calls: 'Anfragen',
    tokens: 'KI-Token',
    money: (currency: string) => `Geld (${currency})`,
  },
  periods: { day: 'Pro Tag', week: 'Pro Woche', month: 'Pro Monat', total: 'Insgesamt' },
  cell: (measure: string, period: string) => `${measure}: ${lowerFirst(period)}`,
  concurrent: 'Anfragen auf einmal',
  concurrentHelp:
    'So viele Anfragen dürfen gleichzeitig laufen; die nächste wird um Geduld gebeten.',
  badCount: 'Gib eine ganze Zahl ein oder lass das Feld leer.',
  badMoney: 'Gib einen Betrag wie 2,50 ein oder lass das Feld leer.',
  left: {
    day: (left: string, limit: string, what: string) => `Heute noch ${left} von ${limit} ${what}`,
    week: (left: string, limit: string, what: string) =>
      `Diese Woche noch ${left} von ${limit} ${what}`,
    month: (left: string, limit: string, what: string) =>
      `Diesen Monat noch ${left} von ${limit} ${what}`,
    total: (left: string, limit: string, what: string) => `Noch ${left} von ${limit} ${what}`,
  },
  units: {
    calls: (count: string) => (count === '1' ? 'Anfrage' : 'Anfragen'),
    tokens: () => 'KI-Token',
  },
  sharedBy: (name: string) => `gemeinsam für alle Schlüssel von ${name}`,
  shadow: 'Nur melden, noch nicht ablehnen',
  shadowHelp:
    'Anfragen gehen durch, und die Aktivität zeigt, welche ein Limit abgelehnt hätte. Gut, um das richtige Limit zu finden.',
  quiet: {
    none: 'Keine',
    count: (count: number) => `${count} ${count === 1 ? 'Zeit' : 'Zeiten'}`,
    addQuiet: 'Ruhezeit hinzufügen',
    addHomework: 'Hausaufgabenzeit hinzufügen',
    newQuiet: 'Nacht',
    newHomework: 'Hausaufgaben',
    about: 'Zeiten der Woche, in denen nichts genutzt werden darf, oder nur, was du nennst.',
    name: 'Name',
    days: 'Tage, an denen sie beginnt',
    dayNames: ['Mo', 'Di', 'Mi', 'Do', 'Fr', 'Sa', 'So'],
    dayLong: ['Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag', 'Sonntag'],
    from: 'Von',
    to: 'Bis',
    grace: 'Fertig werden in (Minuten)',
    graceHelp: 'So lange darf eine begonnene Antwort noch weitergehen.',
    mode: 'In dieser Zeit',
    modes: { nothing: 'Nichts ist erlaubt', some: 'Nur diese' },
    models: 'Modelle, die erlaubt bleiben',
    modelsHelp: 'Mit Kommas dazwischen. Ein * am Ende steht für jede Endung.',
    services: 'Dienste, die erlaubt bleiben',
    message: 'Sag dann',
    messageHelp: 'Ein freundlicher Satz für alle, die es dann versuchen. Leer: unserer.',
    messageExample: 'Gute Nacht! Bis morgen um sieben.',
    remove: (name: string) => `${name} entfernen`,
    badDays: 'Wähle mindestens einen Tag.',
    badSome:
      'Nenne einen Dienst oder ein Modell, das erlaubt bleibt, oder wähle „Nichts ist erlaubt“.',
    sameTimes: 'Von und Bis sind gleich.',
  },
};
