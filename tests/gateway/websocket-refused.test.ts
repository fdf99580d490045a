import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendRaw } from '../support/raw-client';
import { startGateway, type TestGateway } from '../support/start-gateway';

/** Sockets that were asked for and are left without an answer. */
const sockets = new Set<Duplex>();
let refused = 0;
const upstream = createServer((_req, res) => void res.writeHead(426).end());
/** What a service says that has no WebSocket at a path. */
function refuse(socket: Duplex): void {
  refused++;
  const body = '{"detail":"No socket here"}'.padEnd(100_000, ' ');
  const head = [
    'HTTP/1.1 403 Not Here',
    'Content-Type: application/json',
    'X-Theirs: yes',
    'Set-Cookie: a=b',
    `Content-Length: ${body.length}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
upstream.on('upgrade', (req, socket) => {
  if (req.url === '/nothing') refuse(socket);
  else sockets.add(socket);
});

let gateway: TestGateway;

beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  gateway = await startGateway();
});
afterAll(async () => {
  await gateway.stop();
  for (const socket of sockets) socket.destroy();
  upstream.close();
});

const upgradeHead = (path: string, secret: string) =>
  [
    `GET ${path} HTTP/1.1`,
    `Host: ${new URL(gateway.publicUrl).host}`,
    `Authorization: Bearer ${secret}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    '\r\n',
  ].join('\r\n');

/** The same service under two addresses, of which one failure would be enough. */
const addTouchy = async (name: string) => {
  const { port } = upstream.address() as AddressInfo;
  const targets = [{ url: `http://127.0.0.1:${port}` }, { url: `http://localhost:${port}` }];
  const resilience = { failures: 1, openSeconds: 60 };
  return (await gateway.api.services.create({ name, targets, resilience, sameAddress: true }))
    .service;
};
const keyFor = (id: string) => gateway.api.keys.create({ name: 'browser', services: [id] });
const healthOf = async (id: string) =>
  (await gateway.api.services.list({})).services.find((one) => one.id === id)?.health;

test('X11: a service that opens no WebSocket says so itself, is asked once and stays open for everybody', async () => {
  const { id } = await addTouchy('touchy');
  const { secret, key } = await keyFor(id);
  refused = 0;
  for (const round of [1, 2, 3]) {
    const { received: raw } = await sendRaw(
      Number(new URL(gateway.publicUrl).port),
      upgradeHead('/proxy/touchy/nothing', secret),
    );
    const [head = '', body = ''] = raw.toString('latin1').split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 403 Not Here\r\n/);
    expect(head).toMatch(/x-theirs: yes/i);
    expect(head).toMatch(/x-request-id: /i);
    expect(head).not.toMatch(/set-cookie|content-length: 100000/i);
    expect([body.startsWith('{"detail":"No socket here"}'), body.length]).toEqual([true, 65_536]);
    expect(refused).toBe(round);
  }
  expect(await healthOf(id)).toBe('up');
  const last = async () => (await gateway.api.audit.search({ keyId: key.id })).entries[0];
  await expect.poll(async () => (await last())?.status).toBe(403);
  expect((await last())?.bytesOut).toBe(65_536);
});

test('a call that is cut before its WebSocket is open says nothing of the service', async () => {
  const { id } = await addTouchy('leaving');
  const { secret, key } = await keyFor(id);
  sockets.clear();
  const caller = connect(Number(new URL(gateway.publicUrl).port), '127.0.0.1');
  caller.write(upgradeHead('/proxy/leaving/slow', secret));
  await expect.poll(() => sockets.size).toBe(1);
  await gateway.api.keys.revoke({ id: key.id });
  const last = async () => (await gateway.api.audit.search({ keyId: key.id })).entries[0];
  await expect.poll(async () => (await last())?.path).toBe('/proxy/leaving/slow');
  expect(await healthOf(id)).not.toBe('down');
  caller.destroy();
  expect(sockets.size).toBe(1);
});
