import { expect, test } from 'vitest';
import { createAllowedHosts } from '../../gateway/listeners/allowed-hosts';

const isAllowedHost = createAllowedHosts({
  ownAddresses: () => ['192.168.1.20', 'fd00::2'],
  extraHosts: () => ['AI.home.example'],
  hostname: 'Kitchen-PC.fritz.box',
  tailnetName: () => 'kitchen-pc.tail1234.ts.net.',
});

test.each([
  'localhost',
  '127.0.0.1',
  '::1',
  '[::1]',
  '[::1]:5539',
  'localhost:5539',
  'LOCALHOST',
  '192.168.1.20',
  '192.168.1.20:80',
  'fd00::2',
  '[fd00:0:0::2]:5539',
  'kitchen-pc',
  'kitchen-pc.local',
  'kitchen-pc.fritz.box',
  'kitchen-pc.tail1234.ts.net',
  'ai.home.example',
])('T-03: %s is one of our own names', (host) => {
  expect(isAllowedHost(host)).toBe(true);
});

test.each([
  '',
  'evil.test',
  'evil.test:5539',
  'localhost.evil.test',
  'evil-localhost',
  'evil.kitchen-pc.local',
  'kitchen-pc.evil.ts.net',
  'x.ai.home.example',
  '192.168.1.21',
  '192.168.1.20.evil.test',
  'fd00::3',
  '127.0.0.1.nip.io',
  '2130706433',
  '0.0.0.0',
  '::',
])('T-03: a page under the name "%s" is turned away', (host) => {
  expect(isAllowedHost(host)).toBe(false);
});

test('T-03: an address counts from the moment the computer has it until it loses it', () => {
  let own: string[] = [];
  const isAllowed = createAllowedHosts({
    ownAddresses: () => own,
    extraHosts: () => [],
    hostname: 'pc',
  });
  expect(isAllowed('10.0.0.5')).toBe(false);
  own = ['10.0.0.5'];
  expect(isAllowed('10.0.0.5')).toBe(true);
  own = [];
  expect(isAllowed('10.0.0.5')).toBe(false);
});
