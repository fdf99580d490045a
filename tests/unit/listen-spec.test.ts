import { expect, test } from 'vitest';
import { parseListenSpec } from '../../gateway/listeners/listen-spec';

const lan = { kind: 'lan', address: '192.168.1.20' } as const;
const tailscale = { kind: 'tailscale', address: '100.64.0.1' } as const;

test('no --listen opens nothing', () => {
  for (const text of [undefined, '', ' , ']) {
    expect(parseListenSpec(text).matches(lan)).toBe(false);
  }
});

test('--listen takes kinds and addresses together', () => {
  const spec = parseListenSpec('loopback, LAN,203.0.113.7,[fd00:0::2]');
  expect(spec.matches(lan)).toBe(true);
  expect(spec.matches(tailscale)).toBe(false);
  expect(spec.matches({ kind: 'public', address: '203.0.113.7' })).toBe(true);
  expect(spec.matches({ kind: 'public', address: '203.0.113.8' })).toBe(false);
  expect(spec.matches({ kind: 'virtual', address: 'fd00::2' })).toBe(true);
  expect(spec.addresses).toEqual(['203.0.113.7', 'fd00::2']);
});

test.each(['0.0.0.0', '::', '[::]', '*', '::ffff:0.0.0.0'])(
  'D-19: --listen %s is refused, because it would open every interface',
  (text) => {
    expect(() => parseListenSpec(text)).toThrow(/would open every interface/);
  },
);

test.each(['lann', '192.168.1', '192.168.1.300', '10', '0x7f.1', 'eth0', '192.168.1.2:80'])(
  '--listen %s is refused with what to type instead',
  (text) => {
    expect(() => parseListenSpec(text)).toThrow(/is not understood.*loopback, lan, tailscale/);
  },
);

test.each(['fe80::1', '169.254.1.1', '224.0.0.1', 'ff02::1', '255.255.255.255'])(
  '--listen %s is refused: devices cannot connect to it',
  (text) => {
    expect(() => parseListenSpec(text)).toThrow(/devices cannot connect/);
  },
);
