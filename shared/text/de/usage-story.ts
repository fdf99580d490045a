import type { peopleMoreEn, storyEn } from '../en/usage-story';

/** What a person has left, in German. */
export const peopleMoreDe: typeof peopleMoreEn = {
  raiseText: 'Für alle Schlüssel der Person zusammen. Es endet um Mitternacht von selbst.',
  budgetLeft: (left: string, limit: string) => `Noch ${left} von ${limit} in diesem Monat`,
  budgetSpent: (limit: string) => `Die ${limit} dieses Monats sind verbraucht`,
};

/** Sentences above charts and tables, in German. */
export const storyDe: typeof storyEn = {
  when: {
    today: 'heute',
    week: 'in den letzten 7 Tagen',
    days: 'in den letzten 30 Tagen',
    month: 'in diesem Monat',
    custom: 'in dieser Zeit',
  },
  what: {
    tokens: 'aller KI-Token',
    calls: 'aller Anfragen',
  },
  most: (name: string, share: string, what: string, when: string) =>
    `Am meisten genutzt hat ${name}: ${share} ${what} ${when}.`,
  only: (name: string, when: string) => `Nur ${name} wurde ${when} genutzt.`,
  onlyPerson: (name: string, when: string) => `Nur ${name} hat ${when} etwas genutzt.`,
  mostService: (name: string, share: string, what: string, when: string) =>
    `Am meisten genutzt wurde ${name}: ${share} ${what} ${when}.`,
  busiest: (time: string, calls: string) =>
    `Am meisten los war ab ${time}: ${calls} ${calls === '1' ? 'Anfrage' : 'Anfragen'}.`,
  allWell: 'Alle Anfragen gingen durch.',
  notAll: (share: string) => `${share} aller Anfragen gingen durch.`,
  share: (share: string) => `Anteil: ${share}`,
  save: 'Diese Anfragen als Tabelle sichern (CSV)',
};
