import type { priceKindsEn } from '../en/price-kinds';

/** The price dialog, in German. */
export const priceKindsDe: typeof priceKindsEn = {
  what: 'Wofür',
  whats: {
    service: 'Ein Dienst',
    model: 'Ein Modell',
    key: 'Ein Schlüssel',
    person: 'Eine Person',
  },
  choose: 'Auswählen',
  kind: 'Preis',
  kinds: {
    call: 'Pro Anfrage',
    tokens: 'Pro Million KI-Token',
    picture: 'Pro Bild',
    second: 'Pro Sekunde Sprache',
    power: 'Nach Strom',
  },
  tokens: 'Pro Million KI-Token, hinein wie heraus',
  tokensDiffer: 'Hinein und heraus kosten verschieden viel: siehe „Weitere Preise“.',
  more: 'Weitere Preise',
  moreNone: 'Nur dieser',
  moreCount: (count: number) => `${count} gesetzt`,
  narrower: 'Ein Preis kann für mehreres zugleich sein: Er gilt dann, wo alles davon passt.',
};
