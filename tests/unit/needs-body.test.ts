import { expect, test } from 'vitest';
import type { PriceRule } from '#shared/contract/operations/prices';
import { noPrice } from '#shared/domain/no-price';
import { newKey } from '../../gateway/keys/new-key';
import type { Call } from '../../gateway/pipeline/call';
import { createNeedsBody } from '../../gateway/pipeline/needs-body';
import type { Config, StoredKey, StoredService } from '../../gateway/storage/config-schema';
import { emptyConfig, noAllowance } from '../../gateway/storage/empty-config';

const key = newKey('aaaaaaaaaa', '0'.repeat(64), 'phone', '2026-11-21T00:00:00Z');

/** A call to a service of which nothing is known but that it speaks HTTP. */
const plainCall = {
  method: 'POST',
  route: { kind: 'service-prefix', serviceRef: 'app', rest: '/api/chat', dialect: 'plain' },
  guarded: { path: '/proxy/app/api/chat' },
} as unknown as Call;

const needs = (change: Partial<Config>, of: Partial<StoredKey> = {}) =>
  createNeedsBody({ config: { current: { ...emptyConfig(), ...change } } })(plainCall, {
    ...key,
    ...of,
  });

const tokensCapped = { ...noAllowance(), tokens: { ...noAllowance().tokens, day: 100 } };

test('a body on which nothing hangs is not read', () => {
  expect(needs({})).toBe(false);
});

test.each(['perImageNano', 'perMillionInNano', 'perMillionOutNano', 'perMillionCachedNano'])(
  'D-6: a price by what stands in a body (%s) makes it read',
  (field) => {
    const rule: PriceRule = { scope: {}, price: { ...noPrice, [field]: '5' } };
    expect(needs({ prices: [rule] })).toBe(true);
  },
);

test('D-6: AI tokens of a key, its person or a service are limited on every path', () => {
  expect(needs({}, { allowance: tokensCapped })).toBe(true);
  const people = [{ id: 'p1', allowance: tokensCapped, quietTimes: [] }];
  const withPeople = { people: people as unknown as Config['people'] };
  expect(needs(withPeople, { person: 'p1' })).toBe(true);
  expect(needs(withPeople, { person: null })).toBe(false);
  const rules = {
    json: { set: {}, defaults: {}, caps: {} },
    askForUsage: false,
    translate: false,
    cacheSeconds: null,
  };
  const service = { id: '1', kind: 'http', rules, allowance: tokensCapped };
  expect(needs({ services: [service as unknown as StoredService] })).toBe(true);
});
