import type { NetworkInterfaceInfo } from 'node:os';
import { expect, test } from 'vitest';
import { classifyInterfaces, describeAbsent } from '../../gateway/listeners/interfaces';

const info = (address: string, internal = false): NetworkInterfaceInfo => {
  const common = { address, netmask: '', mac: '', internal, cidr: null };
  return address.includes(':')
    ? { ...common, family: 'IPv6', scopeid: 0 }
    : { ...common, family: 'IPv4' };
};

const kindOf = (name: string, ...addresses: string[]) =>
  classifyInterfaces({ [name]: addresses.map((address) => info(address)) }).map(({ kind }) => kind);

test.each([
  ['eth0', '192.168.1.20', 'lan'],
  ['en0', '172.31.0.4', 'lan'],
  ['Wi-Fi', '10.0.0.9', 'lan'],
  ['eth0', 'fd00::2', 'lan'],
  ['docker0', '172.17.0.1', 'virtual'],
  ['br-12ab', '10.1.0.1', 'virtual'],
  ['vEthernet (WSL)', '172.20.0.1', 'virtual'],
  ['utun4', '10.8.0.2', 'virtual'],
  ['tailscale0', '100.101.102.103', 'tailscale'],
  ['Tailscale', '100.64.0.1', 'tailscale'],
  ['utun3', '100.64.0.1', 'tailscale'],
  ['anything', 'fd7a:115c:a1e0::1', 'tailscale'],
  ['eth0', '203.0.113.7', 'public'],
  ['eth0', '2001:db8:1::7', 'public'],
  ['eth0', '2a02:1234::7', 'public'],
])('D-15: %s with %s counts as %s', (name, address, kind) => {
  expect(kindOf(name, address)).toEqual([kind]);
});

test('a carrier-NAT address is public, as the neighbours there are strangers', () => {
  expect(kindOf('wwan0', '100.64.0.1')).toEqual(['public']);
});

test('a carrier-NAT range beside a Tailscale IPv6 address is Tailscale', () => {
  expect(kindOf('ts', '100.64.0.1', 'fd7a:115c:a1e0::5')).toEqual(['tailscale', 'tailscale']);
});

test('link-local addresses are never offered', () => {
  expect(kindOf('eth0', '169.254.3.4', 'fe80::1')).toEqual([]);
});

test('loopback is 127.0.0.1 and ::1 and nothing else', () => {
  const found = classifyInterfaces({
    lo: ['127.0.0.1', '127.0.0.2', '::1', '10.9.9.9'].map((address) => info(address, true)),
  });
  expect(found.map(({ address, kind }) => [address, kind])).toEqual([
    ['127.0.0.1', 'loopback'],
    ['::1', 'loopback'],
    ['10.9.9.9', 'virtual'],
  ]);
});

test('an id is the name and the family, and stays when the address changes', () => {
  const ids = (address: string) => classifyInterfaces({ eth0: [info(address)] })[0]?.id;
  expect(ids('192.168.1.20')).toBe('eth0/ipv4');
  expect(ids('192.168.7.99')).toBe('eth0/ipv4');
});

test('several addresses of one family are numbered, the one from the MAC first', () => {
  const found = classifyInterfaces({
    eth0: [info('fd00::1234:5678:9abc:def0'), info('fd00::fc:ff:fe00:1'), info('192.168.1.2')],
  });
  expect(found.map(({ id, address }) => [id, address])).toEqual([
    ['eth0/ipv6', 'fd00::fc:ff:fe00:1'],
    ['eth0/ipv6#2', 'fd00::1234:5678:9abc:def0'],
    ['eth0/ipv4', '192.168.1.2'],
  ]);
});

test('D-19: an interface that turns public has another id, so the switch set at home does not open it', () => {
  expect(classifyInterfaces({ eth0: [info('203.0.113.7')] })[0]?.id).toBe('eth0/ipv4-public');
});

test('an interface that is not there is described by its id alone', () => {
  expect(describeAbsent('tailscale0/ipv4')).toMatchObject({
    name: 'tailscale0',
    kind: 'tailscale',
  });
  expect(describeAbsent('wlan0/ipv4').kind).toBe('lan');
  expect(describeAbsent('wlan0/ipv6-public').kind).toBe('public');
});
