import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import http2 from 'node:http2';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { echo, startHttpsHouse, type HttpsHouse } from '../support/https-house';

// A busy computer takes its time over certificates and handshakes; the usual limits are for what costs nothing.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });
const within = { timeout: 20_000 };

let house: HttpsHouse;
let { gateway, secret, ask } = {} as HttpsHouse;

beforeAll(async () => {
  house = await startHttpsHouse();
  ({ gateway, secret, ask } = house);
});
afterAll(() => house.stop());

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
  house.told.answer = (_req, res) => {
    next = res;
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.write('data: 1\n\n');
  };
  const stream = house.openSession().request({
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
  house.told.answer = echo;
});

test('over HTTP/2 a caller who leaves ends the call at the service, and the call is settled', async () => {
  const gone = new Promise<void>((resolve) => {
    house.told.answer = (_req, res) => {
      res.once('close', resolve);
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write('data: 1\n\n');
    };
  });
  const stream = house.openSession().request({
    ':path': '/proxy/echo/never',
    authorization: `Bearer ${secret}`,
  });
  stream.on('error', () => {});
  await new Promise((resolve) => stream.once('data', resolve));
  stream.close(http2.constants.NGHTTP2_CANCEL);
  await gone;
  house.told.answer = echo;
  // The calls of the tests before may still be settled meanwhile.
  const own = async () => (await gateway.api.audit.search({ text: '/echo/never' })).entries;
  await expect.poll(own, within).toHaveLength(1);
  expect((await gateway.api.status.get({})).liveCalls).toBe(0);
});

test('a service that breaks off shows as a broken stream, never as an end', async () => {
  house.told.answer = (_req, res) => {
    res.writeHead(200, { 'content-length': '100' });
    res.write('half', () => res.destroy());
  };
  await expect(ask({ ':path': '/proxy/echo/x' })).rejects.toThrow();
  house.told.answer = echo;
});
