import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/start-gateway';

const MAC = '02:00:5e:10:00:ff';
let gateway: TestGateway;
let secret: string;
let port: number;
let packets: string[];
let computer: Server | undefined;
let sleeps: boolean;
let onPacket: () => void;

const boot = async () => {
  computer = createServer((req, res) => {
    req.resume().on('end', () => res.end(`${req.method} awake`));
  }).listen(port, '127.0.0.1');
  await once(computer, 'listening');
};

beforeEach(async () => {
  packets = [];
  sleeps = true;
  onPacket = () => {};
  const place = createServer().listen(0, '127.0.0.1');
  await once(place, 'listening');
  ({ port } = place.address() as AddressInfo);
  place.close();
  await once(place, 'close');
  gateway = await startGateway({
    async sendMagicPacket(mac) {
      packets.push(mac);
      onPacket();
      if (sleeps && !computer) await boot();
    },
  });
  const targets = [{ url: `http://127.0.0.1:${port}`, wakeMac: MAC }];
  await gateway.api.services.create({ name: 'big computer', targets });
  ({ secret } = await gateway.api.keys.create({ name: 'phone', services: '*' }));
});
afterEach(async () => {
  await gateway.stop();
  computer?.closeAllConnections();
  computer?.close();
  computer = undefined;
});

const ask = (init: RequestInit = {}) =>
  fetch(`${gateway.publicUrl}/proxy/1/x`, { ...init, headers: { 'x-api-key': secret } });

test('a computer that sleeps is woken once for all calls, which then go on, whatever they do', async () => {
  const answers = await Promise.all([ask(), ask({ method: 'POST', body: 'once' })]);
  expect(await Promise.all(answers.map((one) => one.text()))).toEqual(['GET awake', 'POST awake']);
  expect(packets).toEqual([MAC]);
  const [service] = (await gateway.api.services.list({})).services;
  expect(service?.health).toBe('up');
  expect((await gateway.api.usage.summary({})).totals).toMatchObject({ succeeded: 2, failed: 0 });
});

test('a caller that leaves while it wakes is let go at once', async () => {
  sleeps = false;
  const left = new AbortController();
  onPacket = () => left.abort();
  await expect(ask({ signal: left.signal })).rejects.toThrow();
  const isRecorded = async () =>
    (await gateway.api.audit.search({ text: '/proxy/1/x' })).entries.length === 1;
  await expect.poll(isRecorded).toBe(true);
});

test('X11: a computer without an address to wake is 502 as ever', async () => {
  const targets = [{ url: `http://127.0.0.1:${port}` }];
  await gateway.api.services.update({ id: '1', targets });
  expect((await ask()).status).toBe(502);
  expect(packets).toEqual([]);
});
