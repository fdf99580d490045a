import { expect, test } from 'vitest';
import { toShortMoney } from '../../renderer/text/short-money';

const short = (nano: bigint) => toShortMoney(nano.toString(), 'EUR').text;

test('an amount on a tile has digits that one can read, and says when some were left out', () => {
  expect(short(13_019_540n)).toBe('≈ 0.013 EUR');
  expect(short(15_052_425n)).toBe('≈ 0.0151 EUR');
  expect(short(1_234_567_890n)).toBe('≈ 1.23 EUR');
  expect(short(1_995_000_000n)).toBe('≈ 2 EUR');
  expect(short(-15_052_425n)).toBe('≈ -0.0151 EUR');
});

test('an amount that needs few digits is shown as it is, and the smallest is never nothing', () => {
  expect(short(0n)).toBe('0 EUR');
  expect(short(1n)).toBe('0.000000001 EUR');
  expect(short(500_000_000n)).toBe('0.5 EUR');
  expect(short(12_340_000_000n)).toBe('12.34 EUR');
});

test('the exact amount is at hand, to the last digit', () => {
  const { text, exact } = toShortMoney('9007199254740993', 'EUR');
  expect(exact).toMatch(/254740993 EUR$/);
  expect(text).toMatch(/^≈ .*25 EUR$/);
});
