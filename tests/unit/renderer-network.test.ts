import { expect, test } from 'vitest';
import type { NetworkInterface } from '#shared/contract/operations/network';
import { isForDevices, toEveryday } from '../../renderer/network/interface-name';

const at = (kind: NetworkInterface['kind'], name: string, address: string) =>
  ({ id: address, kind, name, address }) as NetworkInterface;
const here = at('loopback', 'lo', '127.0.0.1');
const plain = at('lan', 'eth0', '192.168.1.20');
const modern = at('lan', 'eth0', 'fd00::2');

test('IPv6 of a home network is an everyday address only where there is no other', () => {
  expect(toEveryday([here, at('loopback', 'lo', '::1'), modern, plain])).toEqual([here, plain]);
  expect(toEveryday([here, modern, at('lan', 'eth0', 'fd00::3')])).toEqual([here, modern]);
});

test('container networks are neither everyday nor a home network', () => {
  const container = at('virtual', 'docker0', '172.17.0.1');
  expect(toEveryday([here, container])).toEqual([here]);
  expect([here, container].some(isForDevices)).toBe(false);
});
