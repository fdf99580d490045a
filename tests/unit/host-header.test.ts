import { expect, test } from 'vitest';
import { readHost } from '../../gateway/edge/host-header';

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['127.0.0.1:5539', '127.0.0.1'],
  ['LocalHost:80', 'localhost'],
  ['pc.tail1234.ts.net', 'pc.tail1234.ts.net'],
  ['my_pc.local:65535', 'my_pc.local'],
  ['[::1]:5539', '::1'],
  ['[FE80::1]', 'fe80::1'],
])('P-14: the ordinary Host %s names %s', (host, hostname) => {
  expect(readHost([host])).toEqual({ host, hostname });
});

test.each([
  '',
  ' ',
  'a@b',
  'user:pw@host',
  'x/y',
  'a,b',
  'x?',
  'x#',
  'localhost/#@evil',
  'localhost:4000/#@x',
  'localhost:5539/../admin',
  'a b',
  'a:b',
  'a:',
  'a:65536',
  'a:123456',
  'a:1:2',
  '::1',
  '[::1',
  '[::1]x',
  '[zz]',
  '[127.0.0.1]',
  'a%00b',
  'a\\b',
  'x'.repeat(300),
])('P-14: the Host %j is refused', (host) => {
  expect(readHost([host])).toBeUndefined();
});

test('P-13: two Host headers are refused, equal or not, and so is none', () => {
  expect(readHost(['a', 'a'])).toBeUndefined();
  expect(readHost(['a', 'b'])).toBeUndefined();
  expect(readHost([])).toBeUndefined();
});
