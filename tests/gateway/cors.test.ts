import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startFakeLlm, type FakeLlm } from '../support/fake-llm';
import { startGateway, type TestGateway } from '../support/start-gateway';

const PAGE = 'https://chat.example';
const upstream = createServer((req, res) => {
  req.resume();
  res.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/plain' });
  res.end('hello');
});
let gateway: TestGateway;
let ai: FakeLlm;
let known: string;
let plain: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  ai = await startFakeLlm({ only: 'openai', models: ['small'] });
});
afterAll(async () => {
  await ai.stop();
  upstream.closeAllConnections();
  upstream.close();
});
beforeEach(async () => {
  gateway = await startGateway();
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  await gateway.api.services.create({ name: 'api', kind: 'http', targets: [{ url }] });
  known = (await gateway.api.keys.create({ name: 'page', services: '*', origins: [PAGE] })).secret;
  plain = (await gateway.api.keys.create({ name: 'phone', services: '*' })).secret;
});
afterEach(() => gateway.stop());

const ask = (init: RequestInit, origin = PAGE) => {
  const headers = new Headers(init.headers);
  headers.set('origin', origin);
  return fetch(`${gateway.publicUrl}/proxy/1/x`, { ...init, headers });
};
const preflight = (origin: string) =>
  ask(
    {
      method: 'OPTIONS',
      headers: {
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-stainless-os',
        'access-control-request-private-network': 'true',
      },
    },
    origin,
  );
const allowed = (answer: Response) => answer.headers.get('access-control-allow-origin');

test('a page that a key knows is told that it may ask, with all that it wants to send', async () => {
  const answer = await preflight(PAGE);
  expect(answer.status).toBe(204);
  expect(allowed(answer)).toBe(PAGE);
  expect(answer.headers.get('access-control-allow-headers')).toContain('x-stainless-os');
  expect(answer.headers.get('access-control-allow-private-network')).toBe('true');
  expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  expect(answer.headers.get('vary')).toContain('Origin');
});

test('T-05: a page that no key knows is allowed nothing, before and after', async () => {
  expect(allowed(await preflight('https://evil.test'))).toBeNull();
  const answer = await ask({ headers: { 'x-api-key': known } }, 'https://evil.test');
  expect([answer.status, allowed(answer)]).toEqual([200, null]);
});

test('T-05: only answers to the key that knows the page can be read by it', async () => {
  const [own, other] = await Promise.all([
    ask({ headers: { 'x-api-key': known } }),
    ask({ headers: { 'x-api-key': plain } }),
  ]);
  expect([allowed(own), allowed(other)]).toEqual([PAGE, null]);
  expect(own.headers.get('access-control-expose-headers')).toContain('retry-after');
});

test('a page that some key knows can read why it was refused', async () => {
  const answer = await ask({ headers: { 'x-api-key': 'nonsense' } });
  expect([answer.status, allowed(answer)]).toEqual([401, PAGE]);
});

test('a key that was revoked takes its pages along', async () => {
  const [key] = (await gateway.api.keys.list({})).keys;
  await gateway.api.keys.revoke({ id: key?.id ?? '' });
  expect(allowed(await preflight(PAGE))).toBeNull();
});

const OWN_ANSWERS = [
  '/v1/models',
  '/v1/models/fast',
  '/api/tags',
  '/api/version',
  '/me',
  '/status',
];
const PUBLIC_ANSWERS = ['/', '/health'];
const from = (path: string, secret: string | undefined, origin: string) =>
  fetch(gateway.publicUrl + path, {
    headers: { origin, ...(secret !== undefined && { 'x-api-key': secret }) },
  });

test.each([...OWN_ANSWERS, '/usage/api'])(
  'T-05: %s can be read by the pages of its key, and by no other',
  async (path) => {
    await gateway.api.services.create({ name: 'ai', kind: 'openai', targets: [{ url: ai.url }] });
    const aliases = [{ name: 'fast', model: 'small', serviceId: null }];
    await gateway.api.settings.update({ aliases });
    const [own, stranger, other] = await Promise.all([
      from(path, known, PAGE),
      from(path, known, 'https://evil.test'),
      from(path, plain, PAGE),
    ]);
    expect([own.status, allowed(own)]).toEqual([200, PAGE]);
    expect(own.headers.get('vary')).toContain('Origin');
    expect([stranger.status, allowed(stranger)]).toEqual([200, null]);
    expect([other.status, allowed(other)]).toEqual([200, null]);
  },
);

test.each(PUBLIC_ANSWERS)('T-05: %s can be read by pages that some key knows', async (path) => {
  const [own, stranger] = await Promise.all([
    from(path, undefined, PAGE),
    from(path, undefined, 'https://evil.test'),
  ]);
  expect([own.status, allowed(own)]).toEqual([200, PAGE]);
  expect([stranger.status, allowed(stranger)]).toEqual([200, null]);
});
