import { expect, test } from 'vitest';
import { createAddressList } from '../../gateway/keys/address-list';

const allowed = (allow: string[], deny: string[], ip: string) =>
  createAddressList({ allow, deny })?.(ip) ?? true;

test.each([
  [['192.168.1.0/24'], [], '192.168.1.7', true],
  [['192.168.1.0/24'], [], '192.168.2.7', false],
  [['192.168.1.0/24'], [], '::ffff:192.168.1.7', true],
  [['::ffff:192.168.1.0/120'], [], '192.168.1.7', true],
  [['192.168.1.0/24'], [], 'fd00::1', false],
  [['fd00::/8'], [], 'fd12:3456::1', true],
  [['fd00::/8'], [], '192.168.1.7', false],
  [[], ['fd00::/8'], 'fd12::1', false],
  [[], ['fd00::/8'], '192.168.1.7', true],
  [['10.0.0.0/8'], ['10.0.0.5'], '10.0.0.5', false],
  [['10.0.0.0/8'], ['10.0.0.5'], '10.0.0.6', true],
  [[], ['10.0.0.5'], 'unknown', false],
  [['0.0.0.0/0', '::/0'], [], 'unknown', false],
  [['what is this'], [], '10.0.0.6', false],
  [[], [], 'unknown', true],
])('S003-81, S001-26: allow %j, deny %j: %s may call: %s', (allow, deny, ip, expected) => {
  expect(allowed(allow, deny, ip)).toBe(expected);
});
