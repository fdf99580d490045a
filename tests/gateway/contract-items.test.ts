import { createServer, type ServerResponse } from 'node:http';
import { existsSync } from 'node:fs';
import { get } from 'node:https';
import { createServer as createTcp } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { sendRaw } from '../support/raw-client';
import { startGateway, type TestGateway } from '../support/start-gateway';
import { untilHttps } from '../support/until-https';

/** Small promises of the old texts that no larger test names, each as a caller meets it. */
type Answer = (res: ServerResponse) => void;
let answer: Answer = (res) => res.end('{}');
const asked: string[] = [];
const upstream = createServer((req, res) => {
  asked.push(`${req.method} ${req.url}`);
  req.resume();
  req.on('end', () => answer(res));
});
let gateway: TestGateway;
let secret: string;

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;
const upstreamUrl = () => `http://127.0.0.1:${portOf(upstream)}`;

beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  upstream.closeAllConnections();
  upstream.close();
});
beforeEach(async () => {
  answer = (res) => res.end('{}');
  asked.length = 0;
  gateway = await startGateway({ tlsPort: 0 });
});
afterEach(() => gateway.stop());

async function addHome(url = upstreamUrl(), timeouts = {}) {
  const { create } = gateway.api.services;
  for (const [name, kind] of [
    ['Chat', 'ollama'],
    ['Voice', 'tts'],
    ['Pictures', 'a1111'],
    ['Ears', 'whisper'],
    ['Api', 'http'],
  ] as const) {
    await create({ name, kind, targets: [{ url }], timeouts, sameAddress: true });
  }
  const made = await gateway.api.keys.create({
    name: 'tablet',
    person: 'Mum',
    services: '*',
    rate_limit_requests: 500,
  });
  secret = made.secret;
}

const ask = (where: string, init: RequestInit = {}, key: string | undefined = secret) =>
  fetch(`${gateway.publicUrl}${where}`, {
    ...init,
    headers: { ...(key && { 'x-api-key': key }), ...init.headers },
  });
const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
const body = JSON.stringify({ model: 'm', prompt: 'p', text: 't', messages: [] });

/** Every protected way in, one of each kind. */
const ROUTES: readonly [string, RequestInit][] = [
  ['/chat/api/generate', { ...json, body }],
  ['/chat/api/chat', { ...json, body }],
  ['/tts/api/speak', { ...json, body }],
  ['/image/api/generate', { ...json, body }],
  ['/proxy/5/anything', { ...json, body }],
  ['/proxy/api/anything', {}],
  ['/v1/chat/completions', { ...json, body }],
  ['/v1/messages', { ...json, body }],
  ['/api/chat', { ...json, body }],
  ['/status', {}],
  ['/me', {}],
  ['/usage/1', {}],
];

describe('one guard in front of everything', () => {
  test('S000-4, S000-5, S001-6, S001-7, S001-11, S001-12, S002-22, S002-35: without a key, and with a wrong one, every way in is 401', async () => {
    await addHome();
    for (const [where, init] of ROUTES) {
      expect([where, (await ask(where, init, '')).status]).toEqual([where, 401]);
      expect([where, (await ask(where, init, 'lk_wrong_key_0123456789')).status]).toEqual([
        where,
        401,
      ]);
    }
    expect(asked).toEqual([]);
  });

  test('S000-7, S000-53, S001-2, S001-18: who called which service is on record, and who was turned away', async () => {
    await addHome();
    expect((await ask('/proxy/api/x')).status).toBe(200);
    expect((await ask('/proxy/api/x', {}, 'wrong-but-long-enough-key')).status).toBe(401);
    await vi.waitFor(async () => {
      const { entries } = await gateway.api.audit.search({ limit: 2 });
      expect(entries).toMatchObject([
        { event: 'UNAUTHORIZED', code: 'KEY_INVALID', person: null },
        { event: 'AUTHORIZED', person: 'Mum', serviceName: 'Api', keyName: 'tablet' },
      ]);
    }, 20_000);
  });

  test('S000-8, S003-2, S003-9, S003-19, S003-23: a valid call goes on with its method and body', async () => {
    await addHome();
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      const init = method === 'GET' ? { method } : { method, body: 'x' };
      expect((await ask('/proxy/5/things/1?a=b', init)).status).toBe(200);
    }
    expect(asked).toEqual(['GET', 'POST', 'PUT', 'DELETE'].map((one) => `${one} /things/1?a=b`));
  });

  test('S004-16: the names of headers are read in any case', async () => {
    await addHome();
    for (const name of ['AUTHORIZATION: bEaReR ', 'x-API-key: ', 'Api-KEY: ']) {
      const request = `GET /me HTTP/1.1\r\nHost: 127.0.0.1\r\n${name}${secret}\r\nConnection: close\r\n\r\n`;
      expect((await sendRaw(gateway.publicPort, request)).first.status).toBe(200);
    }
  });

  test('S004-22, S004-23: a text that is no key is turned away before any look-up, and nobody is told a key', async () => {
    await addHome();
    const mistyped = `${secret.slice(0, -1)}${secret.endsWith('x') ? 'y' : 'x'}`;
    const refused = await ask('/v1/models', {}, mistyped);
    expect(await refused.json()).toMatchObject({ error: { message: 'Invalid API key format' } });
    expect(await (await ask('/me')).text()).not.toContain(secret);
  });

  test('S004-19, S004-27: an empty header is told from a missing one, and the connection ends', async () => {
    await addHome();
    const empty = await ask('/v1/models', { headers: { authorization: 'Bearer ' } }, '');
    expect(await empty.json()).toMatchObject({ error: { message: 'Empty Authorization header' } });
    const missing = await ask('/v1/models', {}, '');
    expect(await missing.json()).toMatchObject({
      error: { message: 'Missing Authorization header' },
    });
    expect(missing.headers.get('connection')).toBe('close');
  });
});

describe('a service is a line of configuration', () => {
  test('S000-31, S001-3, S003-51, S003-53, S003-54, S003-56: what is added answers at once, whatever HTTP API it is', async () => {
    await addHome();
    const targets = [{ url: upstreamUrl() }];
    await gateway.api.services.create({ name: 'Weather Station', targets, sameAddress: true });
    expect((await ask('/proxy/weather-station/now')).status).toBe(200);
    expect(asked).toEqual(['GET /now']);
  });

  test("S002-1, S002-2, S002-31, S002-36, S003-40: the ports are the owner's to choose", async () => {
    const { settings } = await gateway.api.settings.update({ publicPort: 8080, adminPort: 8081 });
    expect([settings.publicPort, settings.adminPort]).toEqual([8080, 8081]);
  });

  test('S003-41: the database is made at the first start', () => {
    expect(existsSync(path.join(gateway.dataDir, 'ledger.db'))).toBe(true);
    expect(existsSync(path.join(gateway.dataDir, 'config.json'))).toBe(true);
  });

  test('S003-4, S003-59: a key belongs to the person it names, and a name that is new adds the person', async () => {
    await addHome();
    await gateway.api.keys.create({ name: 'phone', person: 'mum', services: '*' });
    const { people } = await gateway.api.people.list({});
    expect(people).toMatchObject([{ name: 'Mum', keys: 2 }]);
  });
});

describe('what goes wrong behind the gateway reads the same on every route', () => {
  const posts = ROUTES.filter(([, init]) => init.method === 'POST').filter(
    ([where]) => where !== '/v1/messages',
  );

  test('S000-33, S001-16: nothing runs there: 502, with a code that says so', async () => {
    const dead = createTcp();
    await new Promise<void>((resolve) => dead.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${portOf(dead)}`;
    await new Promise((resolve) => dead.close(resolve));
    await addHome(url);
    for (const [where, init] of posts) expect((await ask(where, init)).status).toBe(502);
    await vi.waitFor(async () => {
      const { entries } = await gateway.api.audit.search({ limit: posts.length });
      expect(new Set(entries.map(({ code }) => code))).toEqual(new Set(['UPSTREAM_DOWN']));
    }, 20_000);
  });

  test('S000-33, S001-16: it does not answer: 504', async () => {
    answer = () => {};
    await addHome(upstreamUrl(), { firstByteMs: 1000 });
    const statuses = await Promise.all(
      posts.map(async ([where, init]) => (await ask(where, init)).status),
    );
    expect(new Set(statuses)).toEqual(new Set([504]));
  });
});

test('S000-54, S003-64: a key is given a new text, the old one ends, and the export follows', async () => {
  await addHome();
  const [key] = (await gateway.api.keys.list({})).keys;
  const before = await gateway.api.import.exportClassic({});
  const { secret: next } = await gateway.api.keys.rotate({ id: key?.id ?? '' });
  expect([(await ask('/me')).status, (await ask('/me', {}, next)).status]).toEqual([401, 200]);
  expect(await gateway.api.import.exportClassic({})).not.toEqual(before);
});

test('S003-63, S003-79: nothing on disk opens a door', async () => {
  await addHome();
  const { keys } = await gateway.api.keys.list({});
  expect(JSON.stringify(keys)).not.toContain(secret.slice(14, 50));
});

test('S000-34, S003-50, S003-52: every service has a limit and figures of its own', async () => {
  await addHome();
  await gateway.api.services.update({ id: '5', rate: { requests: 2, windowSeconds: 60 } });
  const statuses = [];
  for (let n = 0; n < 3; n++) statuses.push((await ask('/proxy/5/x')).status);
  expect(statuses).toEqual([200, 200, 429]);
  expect((await ask('/proxy/3/x')).status).not.toBe(429);
  const { byService } = await gateway.api.usage.summary({});
  const api = byService.find(({ serviceId }) => serviceId === '5');
  expect(api).toMatchObject({ calls: 3, succeeded: 2, refused: 1 });
});

test('S002-3, S002-4: a service is taken wherever it listens', async () => {
  const { create } = gateway.api.services;
  const voice = await create({
    name: 'Voice',
    kind: 'tts',
    targets: [{ url: 'http://127.0.0.1:8090' }],
  });
  expect(voice.service.targets[0]?.url).toBe('http://127.0.0.1:8090');
  const targets = [{ url: 'http://127.0.0.1:11434' }];
  expect((await create({ name: 'Text', kind: 'ollama', targets })).service.id).toBe('2');
});

test('S002-15: after a change the call goes through, the record names the change and is whole', async () => {
  await addHome();
  await gateway.api.services.update({ id: '5', queueSeconds: 5 });
  expect((await ask('/proxy/5/x')).status).toBe(200);
  const { entries } = await gateway.api.audit.search({ outcome: 'changes', limit: 1 });
  expect(entries).toMatchObject([{ operation: 'services.update', status: 200 }]);
  expect(await gateway.api.audit.verify({})).toMatchObject({ intact: true });
});

test('S002-29: behind a proxy that ends TLS the name of the outside is allowed, and what it says of itself is not believed', async () => {
  await addHome();
  await gateway.api.settings.update({ allowedHosts: ['ai.example'] });
  const request = (host: string) =>
    `GET /proxy/5/x HTTP/1.1\r\nHost: ${host}\r\nX-Forwarded-For: 6.6.6.6\r\nX-API-Key: ${secret}\r\nConnection: close\r\n\r\n`;
  expect((await sendRaw(gateway.publicPort, request('ai.example'))).first.status).toBe(200);
  expect((await sendRaw(gateway.publicPort, request('other.example'))).first.status).toBe(403);
  const { entries } = await gateway.api.audit.search({ limit: 5 });
  expect(entries.some(({ ip }) => ip === '6.6.6.6')).toBe(false);
});

test('S002-32, S002-33, S002-38: figures for monitoring are for the owner, on this computer only', async () => {
  expect(gateway.adminUrl).toMatch(/^http:\/\/127\.0\.0\.1:/);
  const metrics = (headers: Record<string, string>) =>
    fetch(`${gateway.adminUrl}/metrics`, { headers });
  expect((await metrics({})).status).toBe(401);
  const figures = await metrics({ authorization: `Bearer ${gateway.adminSecret}` });
  expect(await figures.text()).toContain('latchkey_requests_total');
});

test('S002-30: a proxy in front reaches our own certificate without knowing who signed it', async () => {
  await addHome();
  await gateway.api.settings.update({ httpsEnabled: true });
  const { url } = await untilHttps(gateway);
  const status = await new Promise((resolve, reject) => {
    const headers = { 'x-api-key': secret };
    get(`${url}/proxy/5/x`, { headers, rejectUnauthorized: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).once('error', reject);
  });
  expect(status).toBe(200);
});
