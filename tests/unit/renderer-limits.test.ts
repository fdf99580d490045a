import { describe, expect, test } from 'vitest';
import type { AllowanceState } from '#shared/contract/operations/allowances';
import { firstLimited } from '../../renderer/limits/first-limited';
import { toPriceText, toScopeText } from '../../renderer/features/billing/price-text';
import { noPrice } from '#shared/domain/no-price';
import { nearestLimit } from '../../renderer/limits/nearest-limit';
import { toAmountText, toLines, toNano, toWhole } from '../../renderer/text/amount';

const stateOf = (given: Partial<AllowanceState>): AllowanceState => ({
  ...{ of: 'key', id: '1', measure: 'calls', period: 'day', limit: '10', used: '0' },
  ...{ reserved: '0', resetsAt: null, ...given },
});

describe('what a person types as an amount', () => {
  test('is taken to the last digit, with a point or a comma', () => {
    expect(toNano('2,50')).toBe('2500000000');
    expect(toNano(' 0.000000001 ')).toBe('1');
    expect(toNano('999999999.999999999')).toBe('999999999999999999');
    expect(toAmountText('2500000000')).toBe('2.5');
    expect(toAmountText(null)).toBe('');
  });

  test('is refused when the gateway could not keep it, or it is none', () => {
    for (const text of ['', '-1', '1.0000000001', '1000000000', '1e3', '1.2.3', 'five']) {
      expect(toNano(text), text).toBeUndefined();
    }
    for (const text of ['', '-1', '1.5', '1e3', '12345678901234567']) {
      expect(toWhole(text), text).toBeUndefined();
    }
    expect(toWhole('0')).toBe(0);
  });

  test('a list has an entry per line and no empty ones', () => {
    expect(toLines(' a \r\n\n b\n')).toEqual(['a', 'b']);
  });
});

describe('the thin meter', () => {
  test('shows what ends first, with what is held back for calls under way', () => {
    const states = [
      stateOf({ used: '2', reserved: '1' }),
      stateOf({ measure: 'money', period: 'total', limit: '1000', used: '900' }),
      stateOf({ of: 'service', used: '10' }),
      stateOf({ measure: 'rate', period: 'window', used: '10' }),
    ];
    const nearest = nearestLimit(states);
    expect(nearest).toMatchObject({ left: 100n, percent: 90, state: { measure: 'money' } });
    expect(nearestLimit(states.slice(0, 1))).toMatchObject({ left: 7n, percent: 30 });
    expect(nearestLimit(states.slice(2))).toBeUndefined();
  });

  test('never shows less than nothing, and full when nothing was allowed at all', () => {
    expect(nearestLimit([stateOf({ used: '12' })])).toMatchObject({ left: 0n, percent: 100 });
    expect(nearestLimit([stateOf({ limit: '0' })])).toMatchObject({ left: 0n, percent: 100 });
  });
});

test('"more" means the first thing that a key has a limit of, else its pace', () => {
  const none = { day: null, week: null, month: null, total: null };
  const free = { concurrent: null, calls: none, tokens: none, money: none };
  expect(firstLimited({ allowance: free })).toBe('rate');
  expect(firstLimited({ allowance: { ...free, calls: { ...none, total: 5 } } })).toBe('rate');
  expect(firstLimited({ allowance: { ...free, money: { ...none, month: '5' } } })).toBe('money');
});

test('a price says what it is for, also when that was removed since', () => {
  const names = { keys: [{ id: 'k', name: 'Phone' }], people: [], services: [] };
  expect(toScopeText({ keyId: 'k', model: 'llama3*' }, names)).toBe('Key Phone, Model llama3*');
  expect(toScopeText({ serviceId: '9' }, names)).toBe('Service Removed (9)');
  expect(toScopeText({}, names)).toBe('Everything else');
  const price = { ...noPrice, perRequestNano: '0', perMillionOutNano: '150000000', watts: 90 };
  expect(toPriceText(price, 'EUR')).toBe('0 EUR per call · 0.15 EUR per M tokens out · 90 W');
});
