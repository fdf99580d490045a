import type { Events } from '../../contract/events';

type Budget = Pick<Events['budget'], 'of' | 'name' | 'measure' | 'period'>;

const WHEN = {
  day: 'for today',
  week: 'for this week',
  month: 'for this month',
  total: '',
} as const;

const all = ({ measure, period }: Budget): string => {
  const what = { calls: 'the calls', tokens: 'the AI tokens', money: 'the budget' }[measure];
  const when = WHEN[period];
  return when === '' ? what : `${what} ${when}`;
};

const who = ({ of, name }: Budget): string => (of === 'person' ? name : `“${name}”`);

/** What is told in the window and on the desktop of allowances that near their end, and what of it can be switched off. */
export const noticesEn = {
  near: (budget: Budget) => `${who(budget)} has used four fifths of ${all(budget)}`,
  spent: (budget: Budget) => `${who(budget)} has used up ${all(budget)}`,
  nearHelp: 'Give more now, or leave it at that.',
  spentHelp: 'Further calls are refused until it begins anew or you give more.',
  title: 'What I am told on the desktop',
  help: 'Notes outside of the window, and never more than a few within ten minutes.',
  security: 'A key that is used in an unusual way',
  budgets: 'A budget or an allowance that is nearly used up',
  outages: 'A service that stops answering, and that it is back',
  updates: 'A new version of Latchkey',
};
