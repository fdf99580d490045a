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
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  // A whole, unmasked text frame of 5 bytes: it may reach the client together with the handshake.
  socket.write(Buffer.from([0x81, 5, ...Buffer.from('hello')]));
  socket.on('error', () => socket.destroy());
});

let gateway: TestGateway;
let serviceId = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  gateway = await startGateway();
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

test('a subprotocol carries the key, and only that one is taken out', async () => {
  const { secret } = await makeKey();
  const socket = new WebSocket(wsUrl('/proxy/comfy/ws'), [`latchkey.key.${secret}`]);
  await firstMessage(socket);
  expect(seen.at(-1)?.headers['sec-websocket-protocol']).toBeUndefined();
  socket.close();
});

test('P-58: a wrong key gets no socket and the service is not asked', async () => {
  const before = seen.length;
  expect(await firstMessage(new WebSocket(wsUrl('/k/lk_0000000000_wrong/proxy/comfy/ws')))).toBe(
    'refused',
  );
  expect(seen.length).toBe(before);
});

test('P-60: revoking a key ends its open socket within a second', async () => {
  const { secret, key } = await makeKey();
  const socket = new WebSocket(wsUrl(`/k/${secret}/proxy/comfy/ws`));
  await firstMessage(socket);
  const closed = new Promise((resolve) => socket.addEventListener('close', resolve));
  const revokedMs = performance.now();
  await gateway.api.keys.revoke({ id: key.id });
  await closed;
  expect(performance.now() - revokedMs).toBeLessThan(1_000);
});
