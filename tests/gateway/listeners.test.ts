import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { isWildcard, listen } from '../../gateway/listeners/listen';
import { parseListenSpec } from '../../gateway/listeners/listen-spec';
import { createNetworkControl } from '../../gateway/listeners/network-control';
import { readListening } from '../../gateway/listeners/port-owner';
import { emptyConfig } from '../../gateway/storage/empty-config';
import { createPhone, netnsAvailable, type Phone } from '../support/netns';
import { startTestListeners, type TestListeners } from '../support/test-listeners';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function listeners(...args: Parameters<typeof startTestListeners>): Promise<TestListeners> {
  const set = await startTestListeners(...args);
  cleanups.push(() => set.stop());
  return set;
}
async function phone(...args: Parameters<typeof createPhone>): Promise<Phone> {
  const made = await createPhone(...args);
  cleanups.push(made.remove);
  return made;
}
const boundTo = async (port: number) =>
  (await readListening()).filter((socket) => socket.port === port).map(({ address }) => address);

const HOME = { id: 'eth0/ipv4', name: 'eth0', kind: 'lan', address: '127.0.0.9' } as const;

test('D-19, S000-56: a first start listens on loopback only', async () => {
  const set = await listeners();
  const listening = set.snapshot().filter(({ state }) => state === 'listening');
  expect(listening.every(({ kind }) => kind === 'loopback')).toBe(true);
  expect(set.urls()[0]).toBe(`http://127.0.0.1:${set.port()}`);
  expect(await (await fetch(`${set.urls()[0]}/x`)).text()).toBe('here: /x');
});

test('a phone-side address listens from the moment it is switched on until it is switched off', async () => {
  const set = await listeners({ readInterfaces: () => [HOME] });
  expect(set.one('eth0')).toMatchObject({ enabled: false, state: 'off', url: null });
  set.enabled.push('eth0/ipv4');
  await set.enable('eth0/ipv4');
  const url = `http://127.0.0.9:${set.port()}`;
  expect(set.one('eth0')).toMatchObject({ enabled: true, state: 'listening', url, problem: null });
  expect(set.urls()).toEqual([`http://127.0.0.1:${set.port()}`, url]);
  set.enabled.pop();
  await set.disable('eth0/ipv4');
  expect(set.one('eth0')).toMatchObject({ state: 'off', url: null });
  await expect(fetch(url)).rejects.toThrow();
});

test('switching an interface off cuts the calls that are open on it, and no others', async () => {
  const set = await listeners({ readInterfaces: () => [HOME], enabled: ['eth0/ipv4'] });
  const open = async (host: string) => {
    const asked = http.get({ host, port: set.port(), path: '/stream', agent: false });
    const [answer] = (await once(asked, 'response')) as [http.IncomingMessage];
    await once(answer, 'data');
    return answer;
  };
  const [away, here] = [await open('127.0.0.9'), await open('127.0.0.1')];
  set.enabled.pop();
  const cut = once(away, 'error');
  await set.disable('eth0/ipv4');
  await cut;
  expect(away.errored).toBeTruthy();
  expect(here.destroyed).toBe(false);
  here.destroy();
});

test('stopping lets an open answer finish within its grace and closes the port at once', async () => {
  let finish = () => {};
  const set = await listeners({
    createServer: () =>
      http.createServer((_, response) => {
        response.write('begin ');
        finish = () => response.end('end');
      }),
  });
  const port = set.port();
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  const stopped = set.stop(10_000);
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  finish();
  expect(await answer.text()).toBe('begin end');
  await stopped;
});

test('stopping cuts an upgraded connection when the grace is over', async () => {
  const set = await listeners({
    createServer: () =>
      http.createServer().on('upgrade', (_, socket: net.Socket) => {
        socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
        );
      }),
  });
  const socket = net.connect(set.port(), '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
  await once(socket, 'data');
  const closed = once(socket, 'close');
  socket.on('error', () => {});
  await set.stop(0);
  await closed;
});

test('a probe proves that an address answers, or says why not', async () => {
  const set = await listeners({ readInterfaces: () => [HOME], enabled: ['eth0/ipv4'] });
  expect(await set.probe('eth0/ipv4')).toMatchObject({ reachable: true });
  set.enabled.pop();
  await set.refresh();
  expect(await set.probe('eth0/ipv4')).toEqual({
    reachable: false,
    message: 'eth0 is switched off.',
  });
  await expect(set.probe('nothing/ipv4')).rejects.toMatchObject({ code: 'INTERFACE_UNKNOWN' });
});

test.each(['0.0.0.0', '::', '::ffff:0.0.0.0', '', 'localhost'])(
  'E-15: "%s" is never bound, whatever asks for it',
  async (address) => {
    expect(isWildcard(address)).toBe(true);
    const server = net.createServer();
    expect(await listen(server, address, 0)).toMatchObject({ state: 'failed' });
    expect(server.listening).toBe(false);
  },
);

describe('--listen', () => {
  test('opens a kind besides the switches, and the switch still closes it', async () => {
    const spec = parseListenSpec('lan');
    const set = await listeners({ readInterfaces: () => [HOME], listen: spec });
    expect(set.one('eth0')?.state).toBe('listening');
    await set.disable('eth0/ipv4');
    expect(set.one('eth0')?.state).toBe('off');
    await set.enable('eth0/ipv4');
    expect(set.one('eth0')?.state).toBe('listening');
  });

  test('an address that this computer does not have is shown as gone and opens when it comes', async () => {
    let found: readonly (typeof HOME)[] = [];
    const spec = parseListenSpec('127.0.0.9');
    const set = await listeners({ readInterfaces: () => found, listen: spec });
    expect(set.one('127.0.0.9')).toMatchObject({ state: 'address_gone', url: null });
    found = [HOME];
    await set.refresh();
    expect(set.one('eth0')?.state).toBe('listening');
    expect(set.one('127.0.0.9')).toBeUndefined();
  });
});

describe('the switches', () => {
  const control = (set: TestListeners, isBroken = false) => {
    const draft = emptyConfig();
    draft.enabledInterfaces = set.enabled;
    const update = async <T>(change: (given: typeof draft) => T): Promise<T> => {
      if (isBroken) throw new Error('disk full');
      const result = change(draft);
      set.enabled.splice(0, Infinity, ...draft.enabledInterfaces);
      draft.enabledInterfaces = set.enabled;
      return result;
    };
    return createNetworkControl({ config: { update }, listeners: set });
  };

  test('are saved and applied together', async () => {
    const set = await listeners({ readInterfaces: () => [HOME] });
    const network = control(set);
    await network.enable('eth0/ipv4');
    expect(set.enabled).toEqual(['eth0/ipv4']);
    expect(network.interfaces().at(-1)?.state).toBe('listening');
    await network.disable('eth0/ipv4');
    expect(set.enabled).toEqual([]);
    expect(network.interfaces().at(-1)?.state).toBe('off');
  });

  test('open nothing when they cannot be saved', async () => {
    const set = await listeners({ readInterfaces: () => [HOME] });
    await expect(control(set, true).enable('eth0/ipv4')).rejects.toThrow('disk full');
    expect(set.one('eth0')?.state).toBe('off');
  });

  test('refuse an unknown interface, and to close loopback', async () => {
    const set = await listeners({ readInterfaces: () => [HOME] });
    const network = control(set);
    await expect(network.enable('eth9/ipv4')).rejects.toMatchObject({ code: 'INTERFACE_UNKNOWN' });
    await expect(network.disable('lo/ipv4')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect(set.enabled).toEqual([]);
  });
});

describe.skipIf(!netnsAvailable())('from a second computer', () => {
  test('D-15, E-15: a phone gets in only after its interface is switched on, and nothing else opens', async () => {
    const device = await phone();
    const set = await listeners();
    const url = `http://${device.hostAddress}:${set.port()}/health`;
    await expect(device.fetch(url)).rejects.toThrow('ECONNREFUSED');
    const id = `${device.link}/ipv4`;
    expect(set.one(id)).toMatchObject({ kind: 'lan', state: 'off', address: device.hostAddress });

    set.enabled.push(id);
    await set.enable(id);

    expect(await device.fetch(url)).toMatchObject({ status: 200, body: 'here: /health' });
    expect(await device.curl([url])).toBe('here: /health');
    expect((await boundTo(set.port())).sort()).toEqual(
      set
        .urls()
        .map((shown) => new URL(shown).hostname.replace(/[[\]]/g, ''))
        .sort(),
    );
    set.enabled.pop();
    await set.disable(id);
    await expect(device.fetch(url)).rejects.toThrow('ECONNREFUSED');
  });

  test('D-15: --listen tailscale opens the tailnet address and not the cable beside it', async () => {
    const [tailnet, cable] = [await phone({ kind: 'tailscale' }), await phone()];
    const set = await listeners({ listen: parseListenSpec('tailscale') });
    expect(set.one(tailnet.link)).toMatchObject({ kind: 'tailscale', state: 'listening' });
    expect(await tailnet.fetch(`${set.one(tailnet.link)?.url}/a`)).toMatchObject({ status: 200 });
    const beside = `http://${cable.hostAddress}:${set.port()}/a`;
    await expect(cable.fetch(beside)).rejects.toThrow('ECONNREFUSED');
  });
});
