import { expect, test } from 'vitest';
import { toHeaders, toHeaderText } from '../../renderer/features/settings/header-lines';
import { toSignInRows } from '../../renderer/features/settings/sign-in-row';
import { toBudget } from '../../renderer/features/people/month-budget';
import { toQuality, toStory } from '../../renderer/features/usage/usage-story';

const row = (calls: number, tokensIn = 0, tokensOut = 0) => ({ calls, tokensIn, tokensOut });
const anna = { name: 'Anna', row: row(3, 100, 210) };
const ben = { name: 'Ben', row: row(9, 90, 0) };

test('the sentence above a table names who used most of everything, also of what nobody in it used', () => {
  const told = { used: [ben, anna], table: 'person', range: 'week' } as const;
  expect(toStory({ ...told, totals: row(20, 200, 300) })).toBe(
    'Anna used most: 62% of all AI tokens in the last 7 days.',
  );
  expect(toStory({ ...told, table: 'service', totals: row(18) })).toBe(
    'Ben was used most: 50% of all calls in the last 7 days.',
  );
});

test('one alone is no contest, and nothing is no sentence', () => {
  const told = { used: [anna], table: 'person', range: 'today' } as const;
  expect(toStory({ ...told, totals: anna.row })).toBe('Only Anna used something today.');
  expect(toStory({ ...told, used: [], totals: row(0) })).toBeUndefined();
});

test('“every call” is said of every call only', () => {
  expect(toQuality({ calls: 3, succeeded: 3 })).toBe('Every call went through.');
  expect(toQuality({ calls: 1000, succeeded: 999 })).toBe('99% of all calls went through.');
});

test('what is left of a month is said in money, and when it is used up', () => {
  expect(toBudget(null, '1', 'EUR')).toBeUndefined();
  expect(toBudget('20000000000', undefined, 'EUR')?.text).toBe('20 EUR of 20 EUR left this month');
  expect(toBudget('20000000000', '20000000001', 'EUR')).toEqual({
    text: 'The 20 EUR of this month are used up',
    isSpent: true,
  });
});

test('headers are typed one per line, and a slip is none', () => {
  const headers = [{ name: 'Authorization', value: 'Bearer a:b' }];
  expect(toHeaders(`${toHeaderText(headers)}\n\n`)).toEqual(headers);
  expect(toHeaders('no colon')).toBeUndefined();
});

test('who is known without a key is listed with what is left without them', () => {
  const mum = { login: 'mum@example.com', keyId: 'k1' };
  const dad = { login: 'dad@example.com', keyId: 'k2' };
  const rows = toSignInRows({ jwt: [], tailnet: [mum, dad] });
  expect(rows.map(({ name }) => name)).toEqual([mum.login, dad.login]);
  expect(rows[0]?.without).toEqual({ jwt: [], tailnet: [dad] });
});
