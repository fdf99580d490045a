/** What stands on a receipt. */
const receiptEn = {
  of: (who: string) => `Receipt for ${who}`,
  month: (month: string) => `What was used in ${month}`,
  made: (date: string) => `made on ${date}`,
  title: (month: string) => `Receipt ${month}`,
  key: 'Key',
  service: 'Service',
  calls: 'Calls',
  tokens: 'Tokens',
  cost: 'Cost',
  total: 'Total',
  simulated: 'Simulated: nothing is to be paid, and nothing was.',
};

/** What the gateway itself writes for its owner to keep: receipts, and names of what came without one. In English. */
export const writtenEn = {
  imported: (what: string) => `Imported ${what}`,
  receipt: receiptEn,
};

export type WrittenTexts = typeof writtenEn;
