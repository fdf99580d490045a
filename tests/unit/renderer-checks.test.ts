import { expect, test } from 'vitest';
import type { NetworkInterface } from '#shared/contract/operations/network';
import type { FoundService } from '#shared/contract/operations/services';
import { checkExposed, checkNetwork, checkSecret } from '../../renderer/features/security/checks';

const way = (kind: NetworkInterface['kind'], enabled: boolean): NetworkInterface => ({
  id: `${kind}/ipv4`,
  name: kind,
  kind,
  address: '192.0.2.1',
  enabled,
  state: enabled ? 'listening' : 'off',
  url: null,
  httpsUrl: null,
  problem: null,
});
const marks = (ways: NetworkInterface[], isHttpsOn: boolean) =>
  checkNetwork(ways, isHttpsOn).map(({ id, mark }) => `${id} ${mark}`);

test.each([
  ['only this computer', [way('loopback', true), way('lan', false)], false, 'good', 'good'],
  ['the home network in the clear', [way('lan', true)], false, 'look', 'good'],
  ['the home network with HTTPS', [way('lan', true)], true, 'good', 'good'],
  ['Tailscale, which encrypts', [way('tailscale', true)], false, 'good', 'good'],
  ['the internet', [way('public', true)], true, 'good', 'bad'],
] as const)(
  'S003-47 D-19: %s is judged for what it is',
  (_what, ways, isHttpsOn, encryption, open) => {
    expect(marks([...ways], isHttpsOn)).toEqual([`encryption ${encryption}`, `open ${open}`]);
  },
);

test('S003-47: a program that others reach around the gateway is named', () => {
  const found: FoundService = {
    kind: 'ollama',
    label: 'Ollama',
    url: 'http://127.0.0.1:11434',
    version: null,
    models: [],
    alreadyAdded: null,
    exposed: true,
    needsAuth: false,
    hint: null,
  };
  expect(checkExposed([found])).toMatchObject({
    mark: 'bad',
    title: 'Other devices reach Ollama without the gateway',
  });
  expect(checkExposed([{ ...found, exposed: false }]).mark).toBe('good');
});

test('S003-47: a browser does not pretend to know where the admin secret is', () => {
  expect(checkSecret('found').mark).toBe('good');
  expect(checkSecret('unavailable').mark).toBe('look');
  expect(checkSecret(undefined).mark).toBe('unknown');
});
