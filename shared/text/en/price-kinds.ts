/** The price dialog: one price first, the rest behind "More prices". */
export const priceKindsEn = {
  what: 'What for',
  whats: { service: 'A service', model: 'A model', key: 'A key', person: 'A person' },
  choose: 'Choose',
  kind: 'Price',
  kinds: {
    call: 'Per call',
    tokens: 'Per million AI tokens',
    picture: 'Per picture',
    second: 'Per second of speech',
    power: 'By power',
  },
  tokens: 'Per million AI tokens, in and out alike',
  tokensDiffer: 'In and out have prices of their own: see “More prices”.',
  more: 'More prices',
  moreNone: 'Only this one',
  moreCount: (count: number) => `${count} set`,
  narrower: 'A price can be for several at once: it then holds where all of them fit.',
};
