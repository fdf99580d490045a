import type { monthEn, usageEn } from '../en/usage';

/** The usage page, and what pages with figures share, in German. */
export const usageDe: typeof usageEn = {
  lead: 'Wie viel genutzt wird, von wem und wovon. Alle Zahlen kommen vom Gateway.',
  range: 'Zeitraum',
  ranges: {
    today: 'Heute',
    week: '7 Tage',
    days: '30 Tage',
    month: 'Dieser Monat',
    custom: 'Eigener',
  },
  from: 'Von',
  until: 'Bis',
  badRange: 'Der letzte Tag darf nicht vor dem ersten liegen.',
  empty: 'In dieser Zeit wurde nichts genutzt',
  emptyHelp:
    'Sobald ein Gerät mit seinem Schlüssel einen Dienst nutzt, stehen hier Anfragen, KI-Token und Kosten. Versuche einen anderen Zeitraum.',
  totals: {
    calls: 'Anfragen',
    billed: 'Berechnet',
    refused: 'Abgelehnt',
    failed: 'Fehlgeschlagen',
    tokens: 'KI-Token',
    data: 'Daten',
    cost: 'Kosten',
  },
  billed: (count: string) => `${count} berechnet`,
  cached: (count: string) => `${count} zwischengespeichert`,
  inOut: (got: string, sent: string) => `${got} hinein, ${sent} heraus`,
  chart: 'Anfragen im Verlauf',
  chartLabel:
    'Anfragen und Fehler im gewählten Zeitraum, mit den Pfeiltasten kannst du sie ablesen',
  tables: 'Zeigen nach',
  table: { service: 'Dienst', key: 'Schlüssel', person: 'Person', model: 'Modell' },
  byName: {
    service: 'Nutzung nach Dienst',
    key: 'Nutzung nach Schlüssel',
    person: 'Nutzung nach Person',
    model: 'Nutzung nach Modell',
  },
  tableEmpty: {
    service: 'In dieser Zeit wurde kein Dienst genutzt.',
    key: 'In dieser Zeit wurde kein Schlüssel genutzt.',
    person: 'In dieser Zeit wurde kein Schlüssel einer Person genutzt.',
    model: 'In dieser Zeit hat keine Anfrage ein Modell genannt.',
  },
  removed: 'Entfernt',
  noModel: 'Kein Modell',
  otherModels: 'Weitere Modelle',
  removedId: (id: string) => `Entfernt (${id})`,
  columns: {
    name: 'Name',
    calls: 'Anfragen',
    tokensIn: 'Token hinein',
    tokensOut: 'Token heraus',
    data: 'Daten',
    cost: 'Kosten',
  },
  more: (count: number) => `${count} weitere zeigen`,
  single: 'Jede einzelne Anfrage steht unter „Aktivität“.',
  toActivity: 'Aktivität öffnen',
};

/** The card of the overview, in German. */
export const monthDe: typeof monthEn = {
  title: 'Dieser Monat',
  help: 'Was alles zusammen gekostet hat. Es ist nur gerechnet; niemandem wird etwas abgebucht.',
  people: 'Wer am meisten genutzt hat',
  keys: 'Am meisten genutzte Schlüssel',
  calls: (count: string) => `${count} ${count === '1' ? 'Anfrage' : 'Anfragen'}`,
  all: 'Abrechnung öffnen',
};
