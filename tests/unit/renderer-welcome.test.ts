import { expect, test } from 'vitest';
import type { NetworkInterface } from '#shared/contract/operations/network';
import type { FoundService } from '#shared/contract/operations/services';
import { firstOpenStep } from '../../renderer/features/welcome/first-open-step';
import { isReady } from '../../renderer/features/welcome/found-programs';
import { toFreeName } from '../../renderer/services/free-name';
import { toOtherPort } from '../../renderer/features/welcome/other-port';
import { lacksTailscale } from '../../renderer/network/interface-name';
import { toOffers, toRecommended } from '../../renderer/features/welcome/way-offers';

const way = (
  kind: NetworkInterface['kind'],
  address: string,
  state: NetworkInterface['state'] = 'off',
): NetworkInterface => ({
  id: `${address}/ipv4`,
  name: kind,
  kind,
  address,
  enabled: state !== 'off',
  state,
  url: state === 'listening' ? `http://${address}:5539` : null,
  httpsUrl: null,
  problem: null,
});
const here = way('loopback', '127.0.0.1', 'listening');
const home = way('lan', '192.168.1.20');
const other = way('lan', '10.0.0.5');
const tailnet = way('tailscale', '100.64.0.1');
const recommended = (...ways: NetworkInterface[]) => toRecommended(toOffers([here, ...ways]));

test('the first steps go on where something is missing, whatever was done before', () => {
  const nothing = { services: 0, interfaces: [here, home], isLocalOnly: false };
  expect(firstOpenStep(nothing)).toBe(1);
  expect(firstOpenStep({ ...nothing, isLocalOnly: true })).toBe(1);
  expect(firstOpenStep({ ...nothing, services: 1 })).toBe(2);
  expect(firstOpenStep({ ...nothing, services: 1, isLocalOnly: true })).toBe(3);
  const open = way('lan', '192.168.1.20', 'listening');
  expect(firstOpenStep({ ...nothing, services: 1, interfaces: [here, open] })).toBe(3);
  const taken = way('lan', '192.168.1.20', 'port_taken');
  expect(firstOpenStep({ ...nothing, services: 1, interfaces: [here, taken] })).toBe(2);
});

test('Tailscale stands first, then home networks, then this computer alone; containers and the internet never', () => {
  const all = [way('virtual', '172.17.0.1'), home, way('public', '203.0.113.5'), here, tailnet];
  expect(toOffers(all).map(({ value }) => value)).toEqual([tailnet.id, home.id, 'here']);
});

test('several home networks are told apart by their adapters, and the only one needs no such name', () => {
  const adapters = (...ways: NetworkInterface[]) => toOffers(ways).map(({ adapter }) => adapter);
  const cable = { ...other, name: 'enp3s0' };
  const stick = { ...home, name: 'wlx00c0ca' };
  expect(adapters(here, cable, stick, tailnet)).toEqual([
    undefined,
    'enp3s0',
    'wlx00c0ca',
    undefined,
  ]);
  expect(adapters(here, cable, tailnet)).toEqual([undefined, undefined, undefined]);
});

test('that Tailscale is missing is said only of addresses that are known', () => {
  expect(lacksTailscale(undefined)).toBeUndefined();
  expect(lacksTailscale([here, home])).toBe(true);
  expect(lacksTailscale([here, tailnet])).toBe(false);
});

test('the only home network is chosen already, of several none, and what is open stays chosen', () => {
  expect(recommended(home)).toBe(home.id);
  expect(recommended(home, tailnet)).toBe(home.id);
  expect(recommended(tailnet)).toBe(tailnet.id);
  expect(recommended(home, other)).toBeUndefined();
  expect(recommended(home, other, tailnet)).toBe(tailnet.id);
  expect(recommended()).toBe('here');
  expect(recommended(home, way('lan', '10.0.0.5', 'listening'))).toBe(other.id);
});

const found: FoundService = {
  kind: 'ollama',
  label: 'Ollama',
  url: 'http://127.0.0.1:11434',
  version: null,
  models: [],
  alreadyAdded: null,
  exposed: false,
  needsAuth: false,
  hint: null,
};

test('what works as it is is ticked; what cannot be added, was added, or passes calls on is not', () => {
  expect(isReady(found)).toBe(true);
  expect(isReady({ ...found, exposed: true, needsAuth: true })).toBe(true);
  expect(isReady({ ...found, alreadyAdded: '1' })).toBe(false);
  expect(isReady({ ...found, kind: null })).toBe(false);
  expect(isReady({ ...found, hint: { code: 'is_gateway', message: '' } })).toBe(false);
});

test('two programs of the same name get two names', () => {
  expect(toFreeName('Ollama', [])).toBe('Ollama');
  expect(toFreeName('Ollama', ['Ollama', 'Ollama 2'])).toBe('Ollama 3');
  expect(toFreeName('x'.repeat(80), [])).toHaveLength(50);
});

test('another port is never one that Latchkey itself uses', () => {
  const usual = { publicPort: 5539, adminPort: 5540, tlsPort: 5543 };
  expect(toOtherPort(usual)).toBe(5541);
  expect(toOtherPort({ ...usual, publicPort: 5542 })).toBe(5544);
  expect(toOtherPort({ ...usual, publicPort: 65_535 })).toBe(1024);
});
