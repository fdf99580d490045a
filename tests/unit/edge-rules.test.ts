import { expect, test } from 'vitest';
import { createBodyRate } from '../../gateway/edge/body-rate';
import { clientAddress } from '../../gateway/edge/client-address';
import { createConnectionTable } from '../../gateway/edge/connection-table';
import { readQueryKeys, withoutKeys } from '../../gateway/edge/query-keys';

const caps = { minBodyBytesPerSecond: 500, bodyGraceMs: 15_000, bodyWindowMs: 15_000 };
const KEY = 'lk_0123456789_' + 'a'.repeat(49);

test('P-65: one byte a second is too slow once grace and one window are over', () => {
  const rate = createBodyRate(caps, 0, 0);
  for (let second = 1; second < 30; second++) {
    expect(rate.isTooSlow(second * 1000, second, false)).toBe(false);
  }
  expect(rate.isTooSlow(30_000, 30, false)).toBe(true);
});

test('P-65: an upload at the minimum rate goes on for ever', () => {
  const rate = createBodyRate(caps, 0, 0);
  for (let second = 1; second < 600; second++) {
    expect(rate.isTooSlow(second * 1000, second * 501, false)).toBe(false);
  }
});

test('P-37: the time that the gateway itself holds an upload back is not the sender’s fault', () => {
  const rate = createBodyRate(caps, 0, 0);
  for (let second = 1; second < 600; second++) {
    expect(rate.isTooSlow(second * 1000, 65_536, true)).toBe(false);
  }
  expect(rate.isTooSlow(613_000, 65_537, false)).toBe(false);
  expect(rate.isTooSlow(614_000, 65_537, false)).toBe(true);
});

test('P-66: the cap of one address leaves the others room', () => {
  const table = createConnectionTable({ maxConnections: 5, maxPerAddress: 2, maxPerLoopback: 3 });
  expect([1, 2, 3].map(() => table.admit('10.0.0.1'))).toEqual([true, true, false]);
  expect([1, 2, 3].map(() => table.admit('127.0.0.1'))).toEqual([true, true, true]);
  expect(table.admit('10.0.0.2')).toBe(false);
  table.release('10.0.0.1');
  expect(table.admit('10.0.0.2')).toBe(true);
  expect(table.size).toBe(5);
});

test.each([
  ['::ffff:1.2.3.4', '1.2.3.4', false],
  ['::FFFF:127.0.0.1', '127.0.0.1', true],
  ['127.8.8.8', '127.8.8.8', true],
  ['::1', '::1', true],
  ['fe80::1%eth0', 'fe80::1', false],
  ['2001:DB8::1', '2001:db8::1', false],
  ['128.0.0.1', '128.0.0.1', false],
  [undefined, 'unknown', false],
])('P-06: the peer %s is %s', (remoteAddress, ip, isLoopback) => {
  expect(clientAddress({ remoteAddress })).toEqual({ ip, isLoopback });
});

test.each(['', '?', '?a=../x&b=%2e', '?key=AIza-not-ours&alt=sse', '?a&b=&&c==d'])(
  'P-24: the query %j stays byte for byte as it was',
  (query) => {
    expect(withoutKeys(query, undefined)).toBe(query);
    expect(withoutKeys(query, 'another-key-altogether')).toBe(query);
  },
);

test('P-05: a key never goes on in the query', () => {
  expect(withoutKeys(`?a=1&key=${KEY}&b=2`, undefined)).toBe('?a=1&b=2');
  expect(withoutKeys('?api_key=old-foreign-key-1', 'old-foreign-key-1')).toBe('');
  expect(readQueryKeys('?api_key=x&key=y&Key=z&key=')).toEqual(['x', 'y']);
});
