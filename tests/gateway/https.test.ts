import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { connect as connectTcp, type AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startHttpsHouse, type HttpsHouse } from '../support/https-house';

// A busy computer takes its time over certificates and handshakes; the usual limits are for what costs nothing.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });
const within = { timeout: 20_000 };

let house: HttpsHouse;
let { gateway, secret, url: httpsUrl, ca, ask } = {} as HttpsHouse;

beforeAll(async () => {
  house = await startHttpsHouse();
  ({ gateway, secret, url: httpsUrl, ca, ask } = house);
});
afterAll(() => house.stop());

async function certificateOf() {
  const { certificate } = await gateway.api.network.certificate({});
  if (!certificate) throw new Error('no certificate');
  return certificate;
}

test('S000-52, S001-8: HTTPS comes up without a restart and speaks HTTP/2, and HTTP goes on', async () => {
  const got = await ask({ ':path': '/proxy/echo/hello?a=1' });
  expect(got.status).toBe(200);
  const seen = JSON.parse(got.body) as { url: string; headers: Record<string, string> };
  expect(seen.url).toBe('/hello?a=1');
  expect(seen.headers).toMatchObject({ 'x-forwarded-proto': 'https' });
  expect(seen.headers['authorization']).toBeUndefined();
  expect(got.headers['connection']).toBeUndefined();
  expect((await fetch(`${gateway.publicUrl}/health`)).status).toBe(200);
});

test('HTTP/1.1 over TLS goes through the same door', async () => {
  const options = { ca, headers: { authorization: `Bearer ${secret}` }, agent: false };
  const [res] = await once(https.get(`${httpsUrl}/proxy/echo/one`, options), 'response');
  expect((res as IncomingMessage).resume().statusCode).toBe(200);
});

test('P-51: an h2c upgrade over TLS and HTTP/1.1 is an ordinary request', async () => {
  const socket = connectTls({
    port: Number(new URL(httpsUrl).port),
    host: '127.0.0.1',
    ca,
    servername: 'localhost',
  });
  await new Promise((resolve) => socket.once('secureConnect', resolve));
  socket.write(
    `GET /proxy/echo/x HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${secret}\r\n` +
      'Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n',
  );
  const text = await readAll(socket);
  expect(text).toMatch(/^HTTP\/1\.1 200/);
  expect(text).not.toMatch(/h2c|http2-settings/i);
});

const readAll = (socket: TLSSocket): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    socket.once('close', () => resolve(text));
  });

test('T-15, S002-34: what travels over TLS holds no byte of the key, over HTTP it does', async () => {
  const seen: Buffer[] = [];
  const relayTo = (port: number) =>
    new Promise<{ port: number; close: () => void }>((resolve) => {
      const relay = http.createServer().on('connection', () => {});
      relay.removeAllListeners('connection');
      relay.on('connection', (from) => {
        const to = connectTcp(port, '127.0.0.1');
        from.on('data', (chunk: Buffer) => (seen.push(chunk), to.write(chunk)));
        to.on('data', (chunk: Buffer) => (seen.push(chunk), from.write(chunk)));
        from.on('close', () => to.destroy()).on('error', () => {});
        to.on('close', () => from.destroy()).on('error', () => {});
      });
      relay.listen(0, '127.0.0.1', () =>
        resolve({ port: (relay.address() as AddressInfo).port, close: () => relay.close() }),
      );
    });
  const secure = await relayTo(Number(new URL(httpsUrl).port));
  const plain = await relayTo(gateway.publicPort);
  const get = (module: typeof http | typeof https, url: string) =>
    new Promise((resolve, reject) =>
      module
        .get(url, { ca, agent: false, headers: { authorization: `Bearer ${secret}` } }, (res) =>
          res.resume().once('end', () => resolve(res.statusCode)),
        )
        .once('error', reject),
    );
  expect(await get(https, `https://127.0.0.1:${secure.port}/proxy/echo/x`)).toBe(200);
  const needle = secret.slice(3, 15);
  expect(Buffer.concat(seen).includes(needle)).toBe(false);
  seen.length = 0;
  expect(await get(http, `http://127.0.0.1:${plain.port}/proxy/echo/x`)).toBe(200);
  expect(Buffer.concat(seen).includes(needle)).toBe(true);
  secure.close();
  plain.close();
});

test('I-14: 5000 broken TLS hellos crash nothing', async () => {
  const port = Number(new URL(httpsUrl).port);
  const hello = await new Promise<Buffer>((resolve) => {
    const server = http.createServer();
    server.removeAllListeners('connection');
    server.on('connection', (socket) =>
      socket.once('data', (d: Buffer) => (resolve(d), server.close(), socket.destroy())),
    );
    server.listen(0, '127.0.0.1', () => {
      const { port: at } = server.address() as AddressInfo;
      connectTls({
        port: at,
        host: '127.0.0.1',
        servername: 'localhost',
        ALPNProtocols: ['h2'],
      }).on('error', () => {});
    });
  });
  const one = (seed: number) =>
    new Promise<void>((resolve) => {
      const bytes = Buffer.from(hello);
      for (let n = 0; n <= seed % 7; n++)
        bytes[(seed * 31 + n * 97) % bytes.length] = (seed * 17 + n * 59) & 0xff;
      const socket = connectTcp(port, '127.0.0.1', () =>
        socket.end(bytes.subarray(0, 1 + ((seed * 13) % bytes.length))),
      );
      socket
        .resume()
        .on('error', () => {})
        .once('close', () => resolve());
    });
  for (let at = 0; at < 5000; at += 50)
    await Promise.all(Array.from({ length: 50 }, (_, n) => one(at + n)));
  expect((await ask({ ':path': '/health' })).status).toBe(200);
  expect((await fetch(`${gateway.publicUrl}/health`)).status).toBe(200);
}, 120_000);

test('a WebSocket goes over TLS', async () => {
  const port = Number(new URL(httpsUrl).port);
  const socket = connectTls({ port, host: '127.0.0.1', ca, servername: 'localhost' });
  socket.write(
    `GET /proxy/echo/ws HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${secret}\r\n` +
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  const text = await readAll(socket);
  expect(text).toMatch(/^HTTP\/1\.1 101/);
  expect(text).toContain('hello');
});

test('curl speaks HTTP/2 and believes the authority', async () => {
  const file = path.join(house.dataDir, 'tls', 'ca.crt');
  const form = ['-sS', '--http2', '--cacert', file, '-w', ' %{http_version} %{http_code}'];
  const { stdout } = await promisify(execFile)('curl', [...form, `${httpsUrl}/health`]);
  expect(stdout).toMatch(/"status":"ok".* 2 200$/);
});

test('the authority can be downloaded by any device and by iPhones, without a key', async () => {
  const file = await fetch(`${gateway.publicUrl}/join/ca.crt`);
  expect(file.headers.get('content-type')).toBe('application/x-x509-ca-cert');
  const text = await file.text();
  expect(new X509Certificate(text).ca).toBe(true);
  expect(text).not.toContain('PRIVATE');
  const profile = await (await fetch(`${gateway.publicUrl}/join/ca.mobileconfig`)).text();
  expect(profile).toContain('com.apple.security.root');
  expect(profile).not.toContain('PRIVATE');
  const { fingerprintSha256 } = await certificateOf();
  expect(fingerprintSha256).toBe(new X509Certificate(text).fingerprint256);
});

test('a certificate near its end is replaced while connections stay open', async () => {
  const before = await certificateOf();
  house.told.nowMs += 370 * 86_400_000;
  await expect.poll(async () => (await certificateOf()).notAfter, within).not.toBe(before.notAfter);
  expect((await certificateOf()).caPem).toBe(before.caPem);
  expect((await ask({ ':path': '/health' })).status).toBe(200);
});

test('switching HTTPS off closes it at once and leaves HTTP alone', async () => {
  await gateway.api.settings.update({ httpsEnabled: false });
  await expect
    .poll(async () => (await gateway.api.network.interfaces({})).interfaces[0]?.httpsUrl, within)
    .toBeNull();
  await expect(fetch(`${httpsUrl}/health`)).rejects.toThrow();
  expect((await fetch(`${gateway.publicUrl}/join/ca.crt`)).status).toBe(404);
  expect((await fetch(`${gateway.publicUrl}/health`)).status).toBe(200);
});
