import { expect, test } from 'vitest';
import type { StoredBan } from '../../gateway/storage/config-schema';
import { createBanList, isOnlyOurs, parseNetwork } from '../../gateway/threats/ban-list';

const NOW = Date.UTC(2026, 10, 21);
const ban = (cidr: string, more: Partial<StoredBan> = {}): StoredBan => ({
  id: cidr,
  cidr,
  reason: 'Guesses',
  createdAt: new Date(NOW).toISOString(),
  until: new Date(NOW + 60_000).toISOString(),
  alsoValidKeys: false,
  ...more,
});
const own = ['192.168.1.10', '2001:db8::10'];
const listOf = (bans: readonly StoredBan[], now = () => NOW) =>
  createBanList({ bans: () => bans, ownAddresses: () => own, now });

test.each([
  ['203.0.113.9', '203.0.113.9', true],
  ['203.0.113.9', '203.0.113.10', false],
  ['203.0.113.0/24', '203.0.113.10', true],
  ['203.0.113.0/24', '203.0.114.1', false],
  ['2001:db8:1:2::/64', '2001:db8:1:2:9::9', true],
  ['2001:db8:1:2::/64', '2001:db8:1:3::9', false],
  ['::ffff:203.0.113.9', '203.0.113.9', true],
  ['::ffff:203.0.113.0/120', '203.0.113.200', true],
  ['203.0.113.9', '::ffff:203.0.113.9', true],
  ['0.0.0.0/0', '2001:db8::1', false],
  ['::/0', '203.0.113.9', false],
])('D-12: a ban of %s holds for %s: %s', (cidr, ip, holds) => {
  expect(listOf([ban(cidr)]).find(ip) !== undefined).toBe(holds);
});

test.each(['127.0.0.1', '127.8.8.8', '::1', '192.168.1.10', '2001:db8::10', 'unknown'])(
  'D-12 T-14: no ban ever holds for %s',
  (ip) => {
    expect(listOf([ban('0.0.0.0/0'), ban('::/0'), ban(`${own[0]}`)]).find(ip)).toBeUndefined();
  },
);

test('D-12: a ban ends by the clock', () => {
  let now = NOW;
  const list = listOf([ban('203.0.113.9')], () => now);
  expect(list.find('203.0.113.9')).toBeDefined();
  now += 60_000;
  expect(list.find('203.0.113.9')).toBeUndefined();
});

test('without bans nothing is asked', () => {
  expect(listOf([]).isEmpty).toBe(true);
  expect(listOf([ban('203.0.113.9')]).isEmpty).toBe(false);
});

test.each(['10', '127.1', '0x7f.1', '1.2.3', 'a', '', '1.2.3.4/33', '::/129', '1.2.3.4/', '/8'])(
  '%j is no address and no network',
  (text) => {
    expect(parseNetwork(text)).toBeUndefined();
  },
);

test('D-12: what is only this computer is told apart', () => {
  for (const text of ['127.0.0.1', '127.0.0.0/8', '::1', ...own]) {
    expect(isOnlyOurs(text, own), text).toBe(true);
  }
  for (const text of ['192.168.1.0/24', '192.168.1.11', '0.0.0.0/0']) {
    expect(isOnlyOurs(text, own), text).toBe(false);
  }
});

test('D-12: of two bans that hold, the one that turns good keys away counts', () => {
  const soft = ban('203.0.113.0/24');
  const hard = ban('203.0.113.9', { alsoValidKeys: true });
  for (const bans of [
    [soft, hard],
    [hard, soft],
  ]) {
    expect(listOf(bans).find('203.0.113.9')?.alsoValidKeys).toBe(true);
    expect(listOf(bans).find('203.0.113.8')?.alsoValidKeys).toBe(false);
  }
  const over = ban('203.0.113.9', { alsoValidKeys: true, until: new Date(NOW).toISOString() });
  expect(listOf([over, soft]).find('203.0.113.9')?.alsoValidKeys).toBe(false);
});
