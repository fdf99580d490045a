import type { WrittenTexts } from '../en/written';

const receiptDe: WrittenTexts['receipt'] = {
  of: (who: string) => `Beleg für ${who}`,
  month: (month: string) => `Was im ${month} genutzt wurde`,
  made: (date: string) => `erstellt am ${date}`,
  title: (month: string) => `Beleg ${month}`,
  key: 'Schlüssel',
  service: 'Dienst',
  calls: 'Anfragen',
  tokens: 'Token',
  cost: 'Kosten',
  total: 'Summe',
  simulated: 'Simuliert: Es ist nichts zu bezahlen, und nichts wurde bezahlt.',
};

/** What the gateway itself writes for its owner to keep, in German. */
export const writtenDe: WrittenTexts = {
  imported: (what: string) => `Übernommen ${what}`,
  receipt: receiptDe,
};
