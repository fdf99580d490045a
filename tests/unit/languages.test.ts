import { describe, expect, test } from 'vitest';
import { createFormats } from '#shared/text/formats';
import { createTypedAmounts } from '#shared/text/typed-amount';

const english = createFormats('en-GB');
const german = createFormats('de-DE');

describe('figures in the language of the window', () => {
  test('money has the comma or the dot of the language and every digit', () => {
    expect(german.toMoney('1000000', 'EUR')).toBe('0,001 EUR');
    expect(english.toMoney('1000000', 'EUR')).toBe('0.001 EUR');
    expect(german.toMoney('9007199254740993', 'EUR')).toBe('9.007.199,254740993 EUR');
    expect(german.toMoney('-500000000', 'EUR')).toBe('-0,5 EUR');
    expect(german.toMoney('0', 'EUR')).toBe('0 EUR');
  });

  test('counts, sizes and durations follow it too', () => {
    expect([german.toCount(12_345), english.toCount(12_345)]).toEqual(['12.345', '12,345']);
    expect([german.toBytes(1500), german.toBytes(999)]).toEqual(['1,5 kB', '999 B']);
    expect([german.toDuration(1250), german.toDuration(850)]).toEqual(['1,3 s', '850 ms']);
  });

  test('days and times are said as the language says them', () => {
    const now = Date.parse('2026-11-21T12:00:00Z');
    expect(german.toRelativeTime('2026-11-21T11:57:00Z', now)).toBe('vor 3 Minuten');
    expect(german.toRelativeTime('2026-11-22T12:00:00Z', now)).toBe('morgen');
    expect(german.toDate(now)).toBe('21.11.2026');
  });
});

describe('amounts as people type them', () => {
  const typed = createTypedAmounts('de-DE');
  const typedEn = createTypedAmounts('en-GB');

  test('a comma and a dot both stand for decimals', () => {
    for (const text of ['2,50', '2.50', ' 2,5 ']) {
      expect(typed.parse(text), text).toBe(2_500_000_000n);
      expect(typedEn.parse(text), text).toBe(2_500_000_000n);
    }
    expect(typed.parse('0.002')).toBe(2_000_000n);
    expect(typedEn.parse('0,002')).toBe(2_000_000n);
  });

  test('thousands may be separated where no second reading is possible', () => {
    expect(typed.parse('1.234,50')).toBe(1_234_500_000_000n);
    expect(typedEn.parse('1,234.50')).toBe(1_234_500_000_000n);
    expect(typed.parse('1.234.567')).toBe(1_234_567_000_000_000n);
  });

  test('an amount that could be a thousand times as much is asked for again', () => {
    expect(typed.parse('1.234')).toBeUndefined();
    expect(typedEn.parse('1,234')).toBeUndefined();
    expect(typed.parse('1,234')).toBe(1_234_000_000n);
    expect(typedEn.parse('1.234')).toBe(1_234_000_000n);
  });

  test('what is no amount is none in any language', () => {
    for (const text of ['', 'x', '1,2,3', '1.2,3,4', '12,34.567,8', ',', '1 000']) {
      expect(typed.parse(text), text).toBeUndefined();
    }
  });

  test('a field shows an amount so that it reads back as the same', () => {
    for (const nano of [1n, 1_000_000n, 1_234_000_000n, 1_234_567_000_000n]) {
      expect(typed.parse(typed.write(nano))).toBe(nano);
      expect(typedEn.parse(typedEn.write(nano))).toBe(nano);
    }
    expect(typed.write(2_500_000_000n)).toBe('2,5');
  });
});
