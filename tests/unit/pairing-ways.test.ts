import { describe, expect, test } from 'vitest';
import type { NetworkInterface } from '#shared/contract/operations/network';
import { uniqueName } from '../../gateway/keys/unique-name';
import { findFirewall } from '../../gateway/pairing/firewall-hint';
import { secureAddress } from '../../gateway/pairing/secure-address';
import { chooseWay, lookAtWays, wayNow, type WaysDeps } from '../../gateway/pairing/ways';
import { toLoggedPath } from '../../gateway/edge/request-target';

const on = (id: string, kind: NetworkInterface['kind'], address: string): NetworkInterface => ({
  id,
  name: id.split('/')[0] ?? id,
  kind,
  address,
  enabled: true,
  state: 'listening',
  url: `http://${address.includes(':') ? `[${address}]` : address}:5539`,
  httpsUrl: null,
  problem: null,
});

const lo = on('lo/ipv4', 'loopback', '127.0.0.1');
const wifi = on('wlan0/ipv4', 'lan', '192.168.1.20');
const wifi6 = on('wlan0/ipv6', 'lan', 'fd00::20');
const vpn = on('wg0/ipv4', 'lan', '10.8.0.2');
const docker = on('docker0/ipv4', 'virtual', '172.17.0.1');
const tail = {
  ...on('tailscale0/ipv4', 'tailscale', '100.100.1.2'),
  httpsUrl: 'https://100.100.1.2:5541',
};
const NAME = 'pc.tail1234.ts.net';
const shown = (source: 'own' | 'tailscale') => () => ({
  certificate: {
    fingerprintSha256: 'AA:BB',
    notAfter: '2099-01-01T00:00:00Z',
    names: [NAME],
    source,
    caPem: '',
  },
  problem: null,
});

interface Home {
  readonly all: readonly NetworkInterface[];
  readonly dead?: readonly string[];
  readonly source?: 'own' | 'tailscale';
}

const toDeps = ({ all, dead = [], source = 'own' }: Home): WaysDeps => ({
  interfaces: () => all,
  certificate: shown(source),
  tailnetName: () => NAME,
  probe: async (url) =>
    dead.includes(url)
      ? { reachable: false, message: `${url} does not answer.` }
      : { reachable: true, message: `${url} answers.` },
});

async function chosen(home: Home, interfaceId?: string) {
  return chooseWay(await lookAtWays(toDeps(home)), interfaceId)?.url;
}

describe('the address of a QR code', () => {
  test("is Tailscale's name first, while its certificate is trusted and it answers", async () => {
    const all = [lo, docker, vpn, wifi6, wifi, tail];
    expect(await chosen({ all, source: 'tailscale' })).toBe(`https://${NAME}:5541`);
    expect(await chosen({ all, source: 'own' })).toBe('http://192.168.1.20:5539');
    const dead = [`https://${NAME}:5541`];
    expect(await chosen({ all, source: 'tailscale', dead })).toBe('http://192.168.1.20:5539');
  });

  test('is the home network first, then what fewer devices get through', async () => {
    const all = [lo, docker, tail, vpn, wifi6, wifi];
    const dead: string[] = [];
    for (let url = await chosen({ all }); url; url = await chosen({ all, dead })) dead.push(url);
    expect(dead).toEqual([wifi, wifi6, vpn, tail].map(({ url }) => url));
  });

  test('is never this computer alone, and a virtual network only when asked', async () => {
    expect(await chosen({ all: [lo, docker] })).toBeUndefined();
    expect(await chosen({ all: [lo, docker] }, docker.id)).toBe(docker.url);
    expect(await chosen({ all: [lo, wifi] }, lo.id)).toBeUndefined();
  });

  test('that was asked for is not swapped for another one', async () => {
    expect(await chosen({ all: [wifi, vpn] }, vpn.id)).toBe(vpn.url);
    expect(await chosen({ all: [wifi, vpn], dead: [vpn.url ?? ''] }, vpn.id)).toBeUndefined();
  });

  test('each that does not work says why', async () => {
    const off = { ...wifi, id: 'a', enabled: false, state: 'off', url: null } as const;
    const taken = { ...wifi, id: 'b', state: 'port_taken', url: null, problem: 'Taken.' } as const;
    const gone = { ...wifi, id: 'c', state: 'address_gone', url: null, problem: 'Gone.' } as const;
    const dead = [vpn.url ?? ''];
    const ways = await lookAtWays(toDeps({ all: [lo, off, taken, gone, vpn], dead }));
    expect(Object.fromEntries(ways.map((way) => [way.interfaceId, way.problem]))).toEqual({
      'lo/ipv4': 'this_computer_only',
      a: 'off',
      b: 'port_taken',
      c: 'address_gone',
      'wg0/ipv4': 'not_answering',
    });
    expect(ways.every(({ works, message }) => !works && message !== '')).toBe(true);
  });
});

describe('the address in a code that is already shown', () => {
  async function laterOf(home: Home, later: Home) {
    const way = chooseWay(await lookAtWays(toDeps(home)));
    return way && wayNow(way, toDeps(later));
  }
  const off = { ...wifi, enabled: false, state: 'off', url: null } as const;
  const taken = { ...wifi, state: 'port_taken', url: null, problem: 'Taken.' } as const;
  const moved = on(wifi.id, 'lan', '192.168.1.21');

  test('stands while the gateway listens just there', async () => {
    expect(await laterOf({ all: [wifi] }, { all: [vpn, wifi] })).toMatchObject({
      works: true,
      problem: null,
    });
    const all = [tail];
    expect(await laterOf({ all, source: 'tailscale' }, { all, source: 'tailscale' })).toMatchObject(
      { works: true, url: `https://${NAME}:5541` },
    );
  });

  test.each([
    ['was switched off', off, 'off', 'wlan0 is switched off.'],
    ['lost its port', taken, 'port_taken', 'Taken.'],
    [
      'is another one now',
      moved,
      'address_gone',
      'wlan0 is no longer at http://192.168.1.20:5539.',
    ],
    ['is not there', vpn, 'address_gone', 'wlan0 is not there any more.'],
  ])('leads nowhere when it %s', async (_what, now, problem, message) => {
    expect(await laterOf({ all: [wifi] }, { all: [now] })).toMatchObject({
      url: wifi.url,
      works: false,
      problem,
      message,
    });
  });

  test('leads nowhere when HTTPS, which it needs, is off or no longer trusted', async () => {
    const home: Home = { all: [tail], source: 'tailscale' };
    const plain = { all: [{ ...tail, httpsUrl: null }], source: 'tailscale' } as const;
    expect(await laterOf(home, plain)).toMatchObject({ works: false });
    expect(await laterOf(home, { ...home, source: 'own' })).toMatchObject({ works: false });
  });
});

describe('the address over HTTPS that a device is told', () => {
  const secure = { ...wifi, httpsUrl: 'https://192.168.1.20:5541' };
  const at = (host: string, source: 'own' | 'tailscale' = 'own') =>
    secureAddress(host, toDeps({ all: [lo, secure, tail], source }));

  test('is the one it came by, and says whom it must trust', () => {
    const own = { source: 'own', fingerprintSha256: 'AA:BB' };
    expect(at('192.168.1.20:5539')).toEqual({ url: 'https://192.168.1.20:5541', ...own });
    expect(at('pc.local:5539')).toEqual({ url: 'https://pc.local:5541', ...own });
    expect(at('100.100.1.2:5539')).toEqual({ url: 'https://100.100.1.2:5541', ...own });
    const theirs = { url: `https://${NAME}:5541`, source: 'tailscale' };
    expect(at('100.100.1.2:5539', 'tailscale')).toMatchObject(theirs);
    expect(at(`${NAME}:5541`, 'tailscale')).toMatchObject(theirs);
    expect(at('192.168.1.20:5539', 'tailscale')).toMatchObject(own);
  });

  test('is none while HTTPS is off', () => {
    const deps = toDeps({ all: [wifi] });
    expect(secureAddress('192.168.1.20:5539', deps)).toBeNull();
    const off = { ...deps, certificate: () => ({ certificate: null, problem: null }) };
    expect(secureAddress('192.168.1.20:5539', off)).toBeNull();
  });
});

describe('a firewall', () => {
  const reader = (files: Record<string, string>, platform: NodeJS.Platform = 'linux') => ({
    platform,
    read: (file: string) => files[file],
    exists: (file: string) => file in files,
  });
  const ufw = '/etc/ufw/ufw.conf';

  test('that is on is named with the command that lets devices in', () => {
    const text = '# comment\nENABLED=yes\nLOGLEVEL=low\n';
    expect(findFirewall(reader({ [ufw]: text }), 5539)).toEqual({
      name: 'ufw',
      fix: 'sudo ufw allow 5539/tcp',
    });
    expect(findFirewall(reader({ '/run/firewalld': '' }), 5540)).toEqual({
      name: 'firewalld',
      fix: 'sudo firewall-cmd --permanent --add-port=5540/tcp && sudo firewall-cmd --reload',
    });
  });

  test('that is off, not there or of a system we cannot read is no firewall', () => {
    expect(findFirewall(reader({ [ufw]: 'ENABLED=no' }), 5539)).toBeNull();
    expect(findFirewall(reader({ [ufw]: '# ENABLED=yes' }), 5539)).toBeNull();
    expect(findFirewall(reader({}), 5539)).toBeNull();
    for (const platform of ['darwin', 'win32'] as const) {
      expect(findFirewall(reader({ [ufw]: 'ENABLED=yes' }, platform), 5539)).toBeNull();
    }
  });
});

test('two phones never have one name', () => {
  expect(uniqueName('Phone', [])).toBe('Phone');
  expect(uniqueName('Phone', ['phone', 'Phone 2'])).toBe('Phone 3');
  expect(uniqueName('x'.repeat(60), ['x'.repeat(60)])).toBe(`${'x'.repeat(58)} 2`);
  expect(uniqueName('Phone\u200B', ['Phone'])).toBe('Phone\u200B 2');
  expect(uniqueName('Ｐhone', ['Phone'])).toBe('Ｐhone 2');
  expect(uniqueName('😀'.repeat(60), ['😀'.repeat(60)])).toBe(`${'😀'.repeat(58)} 2`);
});

test.each([
  ['/join/abc', '/join/•••'],
  ['//join/abc', '//join/•••'],
  ['/JOIN/abc', '/JOIN/•••'],
  ['/join/abc/..', '/join/•••/..'],
  ['/join/abc?x=1', '/join/•••'],
  ['http://pc/join/abc', 'http://pc/join/•••'],
  ['/k/key/join/abc', '/k/•••/join/•••'],
  ['/join/device', '/join/device'],
  ['/join/assets/phone.js', '/join/assets/phone.js'],
  ['/join/ca.crt', '/join/ca.crt'],
  ['/proxy/1/join/room', '/proxy/1/join/room'],
])('%s is written down as %s', (target, logged) => {
  expect(toLoggedPath(target)).toBe(logged);
});
