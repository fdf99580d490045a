import { execFile } from 'node:child_process';
import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import http, { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import http2, { type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2';
import https from 'node:https';
import { connect as connectTcp, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startGateway, type TestGateway } from '../support/start-gateway';
import { untilHttps } from '../support/until-https';

// A busy computer takes its time over certificates and handshakes; the usual limits are for what costs nothing.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });
const within = { timeout: 20_000 };

type Answer = (req: IncomingMessage, res: ServerResponse, body: Buffer) => void;

const echo: Answer = (req, res, body) => {
  res.writeHead(200, 'Fine', { 'content-type': 'application/json', connection: 'keep-alive' });
  const { method, url, headers } = req;
  res.end(JSON.stringify({ method, url, headers, bytes: body.length }));
};
let answer: Answer = echo;
const upstream = createServer((req, res) => {
  const chunks: Buffer[] = [];
  if (req.url === '/stream' || req.url === '/never') return answer(req, res, Buffer.alloc(0));
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => answer(req, res, Buffer.concat(chunks)));
});

upstream.on('upgrade', (req, socket) => {
  const accept = createHash('sha1')
    .update(`${req.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  socket.write(
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      `Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  socket.end(Buffer.from([0x81, 5, ...Buffer.from('hello')]));
});

let gateway: TestGateway;
let secret = '';
let httpsUrl = '';
let ca = '';
let session: ClientHttp2Session;
let dataDir = '';
let nowMs = Date.now();

async function certificateOf() {
  const { certificate } = await gateway.api.network.certificate({});
  if (!certificate) throw new Error('no certificate');
  return certificate;
}

beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-https-'));
  gateway = await startGateway({ dataDir, tlsPort: 0, pollMs: 50, wallMs: () => nowMs });
  await gateway.api.services.create({ name: 'echo', kind: 'http', targets: [{ url }] });
  ({ secret } = await gateway.api.keys.create({ name: 'phone', services: '*' }));
  await gateway.api.settings.update({ httpsEnabled: true });
  ({ url: httpsUrl, ca } = await untilHttps(gateway));
  session = connectSession();
});
afterAll(async () => {
  session.destroy();
  await gateway.stop();
  upstream.closeAllConnections();
  upstream.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** A connection for a minute without a call is closed: a slow test before must not end the next one. */
const connectSession = () => http2.connect(httpsUrl, { ca }).on('error', () => {});
const openSession = () =>
  session.closed || session.destroyed ? (session = connectSession()) : session;

interface H2Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function ask(headers: Record<string, string>, body?: Buffer): Promise<H2Answer> {
  return new Promise((resolve, reject) => {
    const stream = openSession().request(
      { authorization: `Bearer ${secret}`, ...headers },
      { endStream: body === undefined },
    );
    let got: IncomingHttpHeaders = {};
    const chunks: Buffer[] = [];
    stream.on('response', (head) => (got = head));
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', reject);
    stream.on('close', () =>
      resolve({
        status: Number(got[':status']),
        headers: got,
        body: Buffer.concat(chunks).toString(),
      }),
    );
    if (body) stream.end(body);
  });
}

const calls = async () => (await gateway.api.usage.summary({})).totals.calls;

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

test('over HTTP/2 a wrong key gets 401, a strange or second host is refused', async () => {
  expect((await ask({ ':path': '/proxy/echo/x', authorization: 'Bearer lk_wrong' })).status).toBe(
    401,
  );
  const strange = await ask({ ':path': '/health', ':authority': 'evil.example' });
  expect(strange.status).toBe(403);
  // Some are ended by the HTTP/2 library before anybody can answer.
  const refusal = (headers: Record<string, string>) =>
    ask(headers).then(
      ({ status }) => status,
      () => 400,
    );
  expect(
    await refusal({ ':path': '/health', ':authority': 'localhost', host: 'evil.example' }),
  ).toBe(400);
  expect(await refusal({ ':path': '/a b' })).toBe(400);
});

test('over HTTP/2 the limit of a key answers 429 with its wait', async () => {
  const few = await gateway.api.keys.create({
    name: 'few',
    services: '*',
    rate_limit_requests: 1,
  });
  const headers = { ':path': '/proxy/echo/x', authorization: `Bearer ${few.secret}` };
  expect((await ask(headers)).status).toBe(200);
  const refused = await ask(headers);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
});

test('over HTTP/2 an upload arrives whole, and a refused one can be read', async () => {
  const body = randomBytes(3_000_000);
  const got = await ask({ ':method': 'POST', ':path': '/proxy/echo/up' }, body);
  expect(JSON.parse(got.body)).toMatchObject({ bytes: body.length, method: 'POST' });
  const wrong = { ':method': 'POST', ':path': '/proxy/echo/up', authorization: 'Bearer lk_no' };
  expect((await ask(wrong, body)).status).toBe(401);
});

test('over HTTP/2 a stream arrives piece by piece', async () => {
  let next: ServerResponse | undefined;
  answer = (_req, res) => {
    next = res;
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.write('data: 1\n\n');
  };
  const stream = openSession().request({
    ':path': '/proxy/echo/stream',
    authorization: `Bearer ${secret}`,
  });
  const first = await new Promise<string>((resolve) =>
    stream.once('data', (d: Buffer) => resolve(String(d))),
  );
  expect(first).toBe('data: 1\n\n');
  next?.end('data: 2\n\n');
  const second = await new Promise<string>((resolve) =>
    stream.once('data', (d: Buffer) => resolve(String(d))),
  );
  expect(second).toBe('data: 2\n\n');
  answer = echo;
});

test('over HTTP/2 a caller who leaves ends the call at the service, and the call is settled', async () => {
  const before = await calls();
  const gone = new Promise<void>((resolve) => {
    answer = (_req, res) => {
      res.once('close', resolve);
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write('data: 1\n\n');
    };
  });
  const stream = openSession().request({
    ':path': '/proxy/echo/never',
    authorization: `Bearer ${secret}`,
  });
  stream.on('error', () => {});
  await new Promise((resolve) => stream.once('data', resolve));
  stream.close(http2.constants.NGHTTP2_CANCEL);
  await gone;
  answer = echo;
  await expect.poll(calls, within).toBe(before + 1);
  expect((await gateway.api.status.get({})).liveCalls).toBe(0);
});

test('a service that breaks off shows as a broken stream, never as an end', async () => {
  answer = (_req, res) => {
    res.writeHead(200, { 'content-length': '100' });
    res.write('half', () => res.destroy());
  };
  await expect(ask({ ':path': '/proxy/echo/x' })).rejects.toThrow();
  answer = echo;
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
  const file = path.join(dataDir, 'tls', 'ca.crt');
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
  nowMs += 370 * 86_400_000;
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
