import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { discover } from '../../gateway/services/discover';
import { createDiscovery } from '../../gateway/listeners/discovery-mdns';
import type { NetworkInterface } from '../../gateway/listeners/interface-view';
import { createPhone, netnsAvailable } from '../support/netns';
import { startGateway } from '../support/start-gateway';

/** Asks the network for gateways as an app does, and prints what came back within its time. */
const ASK = `
const socket = require('node:dgram').createSocket({ type: 'udp4', reuseAddr: true });
const [, own, waitMs] = process.argv;
const name = ['_latchkey', '_tcp', 'local'].map((l) => Buffer.from([l.length, ...Buffer.from(l)]));
const query = Buffer.concat([Buffer.from([0,0,0,0,0,1,0,0,0,0,0,0]), ...name, Buffer.from([0,0,12,0,1])]);
let text = '';
const end = () => { process.stdout.write(text); process.exit(); };
socket.on('message', (message) => {
  if ((message[2] & 0x80) === 0) return;
  text += message.toString('latin1');
  if (text.includes('_latchkey')) setTimeout(end, 100);
});
socket.bind(5353, () => {
  socket.addMembership('224.0.0.251', own);
  socket.setMulticastInterface(own);
  socket.send(query, 5353, '224.0.0.251');
  setTimeout(end, Number(waitMs));
});`;

const toInterface = (name: string, address: string): NetworkInterface => ({
  id: `${name}/ipv4`,
  name,
  kind: 'lan',
  address,
  enabled: true,
  state: 'listening',
  url: `http://${address}:5539`,
  httpsUrl: null,
  problem: null,
});

test('a Latchkey that looks for AI programs leaves another one in peace', async () => {
  const other = await startGateway();
  try {
    const found = await discover({
      targets: { own: { ports: () => [], addresses: () => [] } },
      services: () => [],
      readListening: async () => [],
      usualPorts: [other.publicPort],
      wyomingPorts: [],
    });
    expect(found).toEqual([]);
    const { entries } = await other.api.audit.search({});
    const asked = entries.filter(({ event }) => event !== 'ADMIN');
    expect(asked.map(({ path, status }) => `${path} ${status}`)).toEqual(['/health 200', '/ 200']);
    expect((await other.api.usage.summary({})).totals.calls).toBe(0);
  } finally {
    await other.stop();
  }
});

test('one that is too busy to say who it is, is not asked on', async () => {
  const heard: string[] = [];
  const busy = createServer((req, res) => {
    heard.push(req.url ?? '');
    if (req.url === '/') res.end('Ollama is running');
  }).listen(0, '127.0.0.1');
  await once(busy, 'listening');
  try {
    const { port } = busy.address() as AddressInfo;
    const nobody = { own: { ports: () => [], addresses: () => [] } };
    const looking = { targets: nobody, services: () => [], readListening: async () => [] };
    const ports = { usualPorts: [port], wyomingPorts: [], timeoutMs: 200 };
    expect(await discover({ ...looking, ...ports })).toEqual([]);
    expect(heard).toEqual(['/', '/health']);
  } finally {
    busy.close().closeAllConnections();
  }
});

const bytesOf = (address: string) => String.fromCharCode(...address.split('.').map(Number));

test.skipIf(!netnsAvailable())(
  'a device in a switched-on home network finds the gateway, and only while the owner wants it',
  async () => {
    const [phone, other] = [await createPhone(), await createPhone()];
    let isWanted = false;
    const failures: unknown[] = [];
    const discovery = createDiscovery({
      isWanted: () => isWanted,
      report: (_message, error) => failures.push(error),
      hostname: 'kitchen-pc',
    });
    const ask = (waitMs: number) =>
      phone.exec(process.execPath, ['-e', ASK, phone.phoneAddress, String(waitMs)]);
    try {
      const open = [toInterface(phone.link, phone.hostAddress)];
      discovery.follow(open);
      expect(await ask(400)).not.toContain('_latchkey');
      isWanted = true;
      discovery.follow(open);
      const heard = await ask(4000);
      expect(heard).toContain('Latchkey on kitchen-pc');
      expect(heard).toContain(bytesOf(phone.hostAddress));
      expect(heard).not.toContain(bytesOf(other.hostAddress));
      discovery.follow([]);
      expect(await ask(400)).not.toContain('kitchen-pc.local');
      expect(failures).toEqual([]);
    } finally {
      discovery.close();
      await phone.remove();
      await other.remove();
    }
  },
  20_000,
);

test.skipIf(!netnsAvailable())(
  'the switch in the settings begins and ends what the network is told, and without a key nothing is told',
  async () => {
    const phone = await createPhone();
    const gateway = await startGateway({ pollMs: 50 });
    const ask = (waitMs: number) =>
      phone.exec(process.execPath, ['-e', ASK, phone.phoneAddress, String(waitMs)]);
    const { api } = gateway;
    try {
      const ours = async () =>
        (await api.network.interfaces({})).interfaces.find(({ name }) => name === phone.link);
      await expect.poll(ours, { timeout: 10_000 }).toBeDefined();
      await api.network.enable({ id: (await ours())?.id ?? '' });
      await api.settings.update({ mdnsEnabled: true });
      expect(await ask(400)).not.toContain('_latchkey');
      await api.keys.create({ name: 'phone', services: '*' });
      expect(await ask(8000)).toContain('Latchkey on');
      await api.settings.update({ mdnsEnabled: false });
      // The farewell goes out first; what is asked after it is not answered.
      await expect.poll(() => ask(400), { timeout: 15_000 }).not.toContain('_latchkey');
    } finally {
      await gateway.stop();
      await phone.remove();
    }
  },
  60_000,
);
