/** What a person has left, and what figures say in a sentence. */
export const peopleMoreEn = {
  raiseText: 'For all of their keys together. It ends by itself at midnight.',
  budgetLeft: (left: string, limit: string) => `${left} of ${limit} left this month`,
  budgetSpent: (limit: string) => `The ${limit} of this month are used up`,
};

/** Sentences above charts and tables, from the figures below them. */
export const storyEn = {
  when: {
    today: 'today',
    week: 'in the last 7 days',
    days: 'in the last 30 days',
    month: 'this month',
    custom: 'in this time',
  },
  what: {
    tokens: 'of all AI tokens',
    calls: 'of all calls',
  },
  most: (name: string, share: string, what: string, when: string) =>
    `${name} used most: ${share} ${what} ${when}.`,
  only: (name: string, when: string) => `Only ${name} was used ${when}.`,
  onlyPerson: (name: string, when: string) => `Only ${name} used something ${when}.`,
  mostService: (name: string, share: string, what: string, when: string) =>
    `${name} was used most: ${share} ${what} ${when}.`,
  busiest: (time: string, calls: string) =>
    `Busiest from ${time}, with ${calls} ${calls === '1' ? 'call' : 'calls'}.`,
  allWell: 'Every call went through.',
  notAll: (share: string) => `${share} of all calls went through.`,
  share: (share: string) => `Share: ${share}`,
  save: 'Save these calls as a table (CSV)',
};
