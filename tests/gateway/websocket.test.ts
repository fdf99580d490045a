import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/start-gateway';

// The text that RFC 6455, section 1.3, has both sides append to the key of a handshake.
const HANDSHAKE = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

const seen: { url: string; headers: NodeJS.Dict<string | string[]> }[] = [];
const sockets = new Set<Duplex>();
const clock = { monotonicMs: 0, wallMs: Date.now() };
/** Bytes that reached the service since a test set it to 0. */
let received = 0;
const upstream = createServer((_req, res) => void res.writeHead(426).end());
upstream.on('upgrade', (req, socket) => {
  seen.push({ url: req.url ?? '', headers: req.headers });
  sockets.add(socket);
  const accept = createHash('sha1').update(`${req.headers['sec-websocket-key']}${HANDSHAKE}`);
  const head = [
    'HTTP/1.1 101 Switching Protocols',
    'Connection: Upgrade',
    'Upgrade: websocket',
    `Sec-WebSocket-Accept: ${accept.digest('base64')}`,
  ];
  const offered = req.headers['sec-websocket-protocol'] ?? '';
  if (offered.includes('chat.v1')) head.push('Sec-WebSocket-Protocol: chat.v1');
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  // A whole, unmasked text frame of 5 bytes: it may reach the client together with the handshake.
  socket.write(Buffer.from([0x81, 5, ...Buffer.from('hello')]));
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => (received += chunk.length));
});

let gateway: TestGateway;
let serviceId = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  gateway = await startGateway({
    monotonicMs: () => clock.monotonicMs,
    wallMs: () => clock.wallMs,
  });
  const { service } = await gateway.api.services.create({
    name: 'Comfy',
    kind: 'comfyui',
    targets: [{ url }],
  });
  serviceId = service.id;
});
afterAll(async () => {
  await gateway.stop();
  for (const socket of sockets) socket.destroy();
  upstream.close();
});

const wsUrl = (path: string) => gateway.publicUrl.replace('http', 'ws') + path;
const makeKey = () => gateway.api.keys.create({ name: 'browser', services: [serviceId] });

/** The first message of a socket, or why there was none. */
const firstMessage = (socket: WebSocket): Promise<string> =>
  new Promise((resolve) => {
    socket.addEventListener('message', ({ data }) => resolve(String(data)), { once: true });
    socket.addEventListener('error', () => resolve('refused'), { once: true });
  });

test('S003-89: a browser reaches a WebSocket with the key in the path, and the service never sees it', async () => {
  const { secret, key } = await makeKey();
  const socket = new WebSocket(wsUrl(`/k/${secret}/proxy/comfy/ws?clientId=1`));
  expect(await firstMessage(socket)).toBe('hello');
  expect(seen.at(-1)?.url).toBe('/ws?clientId=1');
  expect(JSON.stringify(seen.at(-1))).not.toContain(secret);
  const closed = new Promise((resolve) => socket.addEventListener('close', resolve));
  socket.close();
  for (const open of sockets) open.end();
  await closed;
  await expect
    .poll(async () => (await gateway.api.audit.search({ keyId: key.id })).entries[0]?.status)
    .toBe(101);
});

test.each<[string, readonly string[], string | undefined, (secret: string) => string]>([
  ['alone', [], undefined, (secret) => `latchkey.key.${secret}`],
  ['beside one that the service takes', ['chat.v1'], 'chat.v1', () => 'chat.v1'],
  ['beside one that is only there to be taken up', ['latchkey'], 'latchkey', () => 'latchkey'],
])(
  'S003-89: a subprotocol carries the key (%s), and only that one is taken out',
  async (_how, others, passedOn, chosen) => {
    const { secret, key } = await makeKey();
    const socket = new WebSocket(wsUrl('/proxy/comfy/ws'), [`latchkey.key.${secret}`, ...others]);
    expect(await firstMessage(socket)).toBe('hello');
    expect(socket.protocol).toBe(chosen(secret));
    expect(seen.at(-1)?.headers['sec-websocket-protocol']).toBe(passedOn);
    expect(JSON.stringify(seen.at(-1))).not.toContain(secret);
    const closed = closing(socket);
    for (const open of sockets) open.end();
    await closed;
    await expect
      .poll(async () => (await gateway.api.audit.search({ keyId: key.id })).entries.length)
      .toBe(1);
    expect(JSON.stringify(await gateway.api.audit.search({ keyId: key.id }))).not.toContain(secret);
  },
);

test('S003-89: a protocol that the service did not choose is not said to be chosen', async () => {
  const { secret } = await makeKey();
  const socket = new WebSocket(wsUrl('/proxy/comfy/ws'), [`latchkey.key.${secret}`, 'other']);
  expect(await firstMessage(socket)).toBe('refused');
});

test('P-58: a wrong key gets no socket and the service is not asked', async () => {
  const before = seen.length;
  expect(await firstMessage(new WebSocket(wsUrl('/k/lk_0000000000_wrong/proxy/comfy/ws')))).toBe(
    'refused',
  );
  expect(seen.length).toBe(before);
});

/** The code with which a socket was closed, and after how many milliseconds. */
function closing(socket: WebSocket): Promise<{ code: number; tookMs: number }> {
  const startMs = performance.now();
  return new Promise((resolve) =>
    socket.addEventListener('close', ({ code }) =>
      resolve({ code, tookMs: performance.now() - startMs }),
    ),
  );
}

const openSocket = async () => {
  const { secret, key } = await makeKey();
  const socket = new WebSocket(wsUrl(`/k/${secret}/proxy/comfy/ws`));
  await firstMessage(socket);
  return { socket, key };
};

test.each<[string, (id: string) => Promise<unknown>]>([
  ['revoking its key', (id) => gateway.api.keys.revoke({ id })],
  ['pausing its key', (id) => gateway.api.keys.pause({ id })],
  ['closing its service to the key', (id) => gateway.api.keys.update({ id, services: [] })],
])('P-60: %s ends an open socket within a second, with 1008', async (_what, end) => {
  const { socket, key } = await openSocket();
  const closed = closing(socket);
  await end(key.id);
  const { code, tookMs } = await closed;
  expect(code).toBe(1008);
  expect(tookMs).toBeLessThan(1_000);
});

const soon = () => new Date(clock.wallMs + 60_000).toISOString();

test.each<[string, (id: string) => Promise<unknown>]>([
  ['a new secret without an overlap', (id) => gateway.api.keys.rotate({ id })],
  [
    'shutting out its address',
    (id) => gateway.api.keys.update({ id, addresses: { allow: [], deny: ['127.0.0.0/8'] } }),
  ],
  [
    'an end that is over already',
    async (id) => {
      await gateway.api.keys.update({ id, expiresAt: soon() });
      clock.wallMs += 60_000;
    },
  ],
])('P-60: %s ends an open socket within a second, with 1008', async (_what, end) => {
  const { socket, key } = await openSocket();
  const closed = closing(socket);
  await end(key.id);
  const { code, tookMs } = await closed;
  expect(code).toBe(1008);
  expect(tookMs).toBeLessThan(1_000);
});

test('P-60: with an overlap the sockets of the old secret go on until it ends, those of the new one longer', async () => {
  const { socket, key } = await openSocket();
  const { secret } = await gateway.api.keys.rotate({ id: key.id, overlapSeconds: 60 });
  const later = new WebSocket(wsUrl(`/k/${secret}/proxy/comfy/ws`));
  await firstMessage(later);
  await new Promise((resolve) => setTimeout(resolve, 700)); // longer than it looks again
  expect([socket.readyState, later.readyState]).toEqual([WebSocket.OPEN, WebSocket.OPEN]);
  const closed = closing(socket);
  clock.wallMs += 60_000;
  expect((await closed).code).toBe(1008);
  expect(later.readyState).toBe(WebSocket.OPEN);
  later.close();
});

test('P-60: a key whose end was put off keeps its sockets', async () => {
  const { secret, key } = await makeKey();
  await gateway.api.keys.update({ id: key.id, expiresAt: soon() });
  const socket = new WebSocket(wsUrl(`/k/${secret}/proxy/comfy/ws`));
  await firstMessage(socket);
  await gateway.api.keys.update({ id: key.id, expiresAt: null });
  clock.wallMs += 60_000;
  await new Promise((resolve) => setTimeout(resolve, 1_200)); // longer than it looks again
  expect(socket.readyState).toBe(WebSocket.OPEN);
  socket.close();
});

test('P-60: a socket on which nobody says anything is closed after five minutes, not before', async () => {
  const { socket } = await openSocket();
  clock.monotonicMs += 299_000;
  received = 0;
  socket.send('still here');
  await expect.poll(() => received).toBeGreaterThan(0);
  clock.monotonicMs += 299_000;
  const closed = closing(socket);
  await new Promise((resolve) => setTimeout(resolve, 1_200)); // longer than it looks again
  expect(socket.readyState).toBe(WebSocket.OPEN);
  clock.monotonicMs += 2_000;
  expect((await closed).code).toBe(1001);
});

test('P-60: a message of 64 MiB is not passed on: 1009, and what went through is on record', async () => {
  const { socket, key } = await openSocket();
  const closed = closing(socket);
  received = 0;
  socket.send(Buffer.alloc(64 * 1024 * 1024));
  const { code } = await closed;
  expect(code).toBe(1009);
  expect(received).toBeLessThan(1024 * 1024);
  await expect
    .poll(async () => (await gateway.api.audit.search({ keyId: key.id })).entries[0]?.bytesIn)
    .toBeGreaterThan(0);
});

test('P-60: a message of 1 MiB goes through whole, and both directions are on record', async () => {
  const { socket, key } = await openSocket();
  received = 0;
  socket.send(Buffer.alloc(1024 * 1024));
  await expect.poll(() => received).toBeGreaterThan(1024 * 1024);
  const closed = closing(socket);
  for (const open of sockets) open.end();
  await closed;
  const last = async () => (await gateway.api.audit.search({ keyId: key.id })).entries[0];
  await expect.poll(async () => (await last())?.bytesIn).toBeGreaterThan(1024 * 1024);
  expect((await last())?.bytesOut).toBe(7);
});
