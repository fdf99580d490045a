import { expect, test } from 'vitest';
import { errorCatalogue } from '#shared/contract/errors';
import { windowDe } from '#shared/text/de/window';
import { windowEn } from '#shared/text/en/window';
import { toErrorText } from '../../renderer/text/error-text';
import { toBytes, toCount, toMoney, toRelativeTime } from '../../renderer/text/format';
import { t } from '../../renderer/text/t';

test('every error code has a sentence of its own and says what to do', () => {
  const texts = Object.keys(errorCatalogue).map((code) => ({ code, ...toErrorText(code) }));
  const poor = texts.filter(({ title, help }) => title.length < 8 || help.length < 8);
  expect(poor).toEqual([]);
  const general = texts.filter(({ title }) => title === t.errors.INTERNAL.title);
  expect(general.map(({ code }) => code)).toEqual(['INTERNAL']);
});

test('a code that this window does not know gets the general sentence', () => {
  expect(toErrorText('FROM_A_NEWER_GATEWAY')).toBe(t.errors.INTERNAL);
  expect(toErrorText('toString')).toBe(t.errors.INTERNAL);
});

test('no sentence speaks of tokens when it means keys, or shows a code', () => {
  const sentences = Object.values(t.errors).flatMap(({ title, help }) => [title, help]);
  expect(sentences.filter((text) => /[A-Z]{3,}_[A-Z]|(?<!AI )\btokens?\b/.test(text))).toEqual([]);
});

test('money is shown to the last digit and never rounded', () => {
  expect(toMoney('9007199254740993', 'EUR')).toBe('9,007,199.254740993 EUR');
  expect(toMoney('1000000', 'EUR')).toBe('0.001 EUR');
});

test('numbers stay short enough for a tile', () => {
  expect([toCount(99_999), toCount(123_456)]).toEqual(['99,999', '123.5k']);
  expect([toBytes(999), toBytes(1500), toBytes(2_000_000)]).toEqual(['999 B', '1.5 kB', '2.0 MB']);
});

test('times near now read as a person says them', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  expect(toRelativeTime('2026-11-21T11:59:40Z', now)).toBe('now');
  expect(toRelativeTime('2026-11-21T11:57:00Z', now)).toBe('3 minutes ago');
  expect(toRelativeTime('2026-11-22T12:00:00Z', now)).toBe('tomorrow');
});

test.each([windowEn, windowDe])(
  'calls in all and calls on the bill have names of their own',
  (texts) => {
    const { keys, billing, usage } = texts;
    const names = [keys.columns.requests, billing.billed, usage.columns.calls];
    expect(new Set(names).size).toBe(3);
    expect(billing.billedCount('12')).not.toBe(texts.people.calls('12'));
  },
);
