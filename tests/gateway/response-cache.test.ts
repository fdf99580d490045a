import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/start-gateway';

const FAST = { rate_limit_requests: 1_000_000, rate_limit_window_seconds: 60 };
let monotonicMs = 1_000_000;
let asked: string[];
let answerWith: (req: IncomingMessage, res: ServerResponse) => void;
let server: Server;
let gateway: TestGateway;
let secret: string;

beforeEach(async () => {
  asked = [];
  monotonicMs = 1_000_000;
  answerWith = (_req, res) => res.end(`answer ${asked.length}`);
  server = createServer((req, res) => {
    asked.push(`${req.method} ${req.url}`);
    req.resume().once('end', () => answerWith(req, res));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  gateway = await startGateway({ monotonicMs: () => monotonicMs });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await gateway.api.services.create({
    name: 'notes',
    kind: 'http',
    targets: [{ url }],
    rules: { cacheSeconds: 60 },
  });
  await gateway.api.settings.update({ defaultPricePerRequestNano: '1000' });
  ({ secret } = await gateway.api.keys.create({ name: 'phone', services: '*', ...FAST }));
});
afterEach(async () => {
  await gateway.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function ask(path: string, init: RequestInit & { key?: string } = {}) {
  const { key = secret, headers, ...rest } = init;
  const answer = await fetch(`${gateway.publicUrl}/proxy/1${path}`, {
    ...rest,
    headers: { authorization: `Bearer ${key}`, ...headers },
  });
  const cache = answer.headers.get('x-latchkey-cache');
  return { status: answer.status, text: await answer.text(), cache, headers: answer.headers };
}

test('S003-76, S003-62: the same question within the time is answered without the service, and says so', async () => {
  answerWith = (_req, res) => {
    res.setHeader('content-type', 'application/json').setHeader('x-theirs', 'yes');
    res.end(`{"answer":${asked.length}}`);
  };
  expect(await ask('/list?page=1')).toMatchObject({ text: '{"answer":1}', cache: 'miss' });
  monotonicMs += 5000;
  const hit = await ask('/list?page=1');
  expect(hit).toMatchObject({ status: 200, text: '{"answer":1}', cache: 'hit' });
  expect(hit.headers.get('age')).toBe('5');
  expect(hit.headers.get('content-type')).toBe('application/json');
  expect(hit.headers.get('x-theirs')).toBe('yes');
  expect(hit.headers.get('x-request-id')).toMatch(/./);
  expect(await ask('/list?page=2')).toMatchObject({ cache: 'miss' });
  expect(await ask('/list?page=1', { method: 'HEAD' })).toMatchObject({ cache: 'hit', text: '' });
  monotonicMs += 60_000;
  expect(await ask('/list?page=1')).toMatchObject({ text: '{"answer":3}', cache: 'miss' });
  expect(asked).toHaveLength(3);
});

test('S003-76: every key may have it, but only one that may ask at all', async () => {
  const other = await gateway.api.keys.create({ name: 'tablet', services: '*', ...FAST });
  const stranger = await gateway.api.keys.create({ name: 'tv', services: [], ...FAST });
  await ask('/list');
  expect(await ask('/list', { key: other.secret })).toMatchObject({ cache: 'hit' });
  expect(await ask('/list', { key: stranger.secret })).toMatchObject({ status: 403, cache: null });
  await gateway.api.keys.revoke({ id: other.key.id });
  expect(await ask('/list', { key: other.secret })).toMatchObject({ status: 401, cache: null });
});

test('S003-76: a kept answer is a call that counts and costs, has no AI tokens, and is marked', async () => {
  await ask('/list');
  await ask('/list');
  const { totals } = await gateway.api.usage.summary({ fromMs: 0, toMs: Date.now() + 60_000 });
  expect(totals).toMatchObject({ calls: 2, tokensIn: 0, tokensOut: 0, costNano: '2000' });
  const { entries } = await gateway.api.audit.search({ limit: 10 });
  const calls = entries.filter(({ path }) => path === '/proxy/1/list');
  expect(calls.map(({ flags }) => flags ?? [])).toEqual([['cached'], []]);
});

test('S003-76: a limit holds for kept answers as for all others', async () => {
  const few = await gateway.api.keys.create({
    name: 'few',
    services: '*',
    rate_limit_requests: 2,
    rate_limit_window_seconds: 60,
  });
  const answers = [];
  for (let at = 0; at < 3; at++) answers.push((await ask('/list', { key: few.secret })).status);
  expect(answers).toEqual([200, 200, 429]);
});

test('S003-78: what is for one caller only, or hangs on something unknown, is asked for every time', async () => {
  const heads = [
    ['set-cookie', 'a=b'],
    ['cache-control', 'no-store'],
    ['cache-control', 'private'],
    ['vary', 'x-user'],
  ] as const;
  for (const [name, value] of heads) {
    answerWith = (_req, res) => void res.setHeader(name, value).end('x');
    await ask(`/${name}/${value}`);
    expect(await ask(`/${name}/${value}`), name).toMatchObject({ cache: 'miss' });
  }
  answerWith = (_req, res) => void res.writeHead(404).end('x');
  await ask('/none');
  expect(await ask('/none')).toMatchObject({ status: 404, cache: 'miss' });
});

test('S003-78: other wishes are other questions', async () => {
  await ask('/list', { headers: { accept: 'text/html' } });
  const json = { headers: { accept: 'application/json' } };
  expect(await ask('/list', json)).toMatchObject({ cache: 'miss' });
  expect(await ask('/list', json)).toMatchObject({ cache: 'hit' });
  const german = { headers: { accept: 'application/json', 'accept-language': 'de' } };
  expect(await ask('/list', german)).toMatchObject({ cache: 'miss' });
  const part = { headers: { ...json.headers, range: 'bytes=0-1' } };
  expect(await ask('/list', part)).toMatchObject({ cache: null });
  const fresh = { headers: { ...json.headers, 'cache-control': 'no-cache' } };
  expect(await ask('/list', fresh)).toMatchObject({ cache: 'miss' });
});

test('S003-77: what changes something forgets what it may have changed, also when both come at once', async () => {
  await ask('/notes');
  await ask('/notes/1');
  await ask('/other');
  await ask('/notes/1', { method: 'POST', body: 'new' });
  expect(await ask('/notes')).toMatchObject({ cache: 'miss' });
  expect(await ask('/notes/1')).toMatchObject({ cache: 'miss' });
  expect(await ask('/other')).toMatchObject({ cache: 'hit' });
  let answerSlow = () => {};
  answerWith = (req, res) => {
    if (req.method === 'GET') answerSlow = () => res.end('old');
    else res.end('done');
  };
  const slow = ask('/notes/2');
  await expect.poll(() => asked.at(-1)).toBe('GET /notes/2');
  await ask('/notes/2', { method: 'PUT', body: 'new' });
  answerSlow();
  expect((await slow).text).toBe('old');
  answerWith = (_req, res) => res.end('new');
  expect(await ask('/notes/2')).toMatchObject({ text: 'new', cache: 'miss' });
});

test('S003-77: a changed service, and the owner, forget everything of it', async () => {
  await ask('/list');
  expect(await gateway.api.services.clearCache({ id: '1' })).toEqual({ id: '1', cleared: 1 });
  expect(await ask('/list')).toMatchObject({ cache: 'miss' });
  await gateway.api.services.update({ id: '1', rules: { cacheSeconds: 30 } });
  expect(await ask('/list')).toMatchObject({ cache: 'miss' });
  await gateway.api.services.update({ id: '1', rules: { cacheSeconds: null } });
  expect(await ask('/list')).toMatchObject({ cache: null });
});

test('S003-76: an answer above 1 MiB, and one that breaks off, is not kept', async () => {
  answerWith = (_req, res) => void res.end(Buffer.alloc(1024 * 1024 + 1));
  await ask('/big');
  expect(await ask('/big')).toMatchObject({ cache: 'miss' });
  answerWith = (_req, res) => {
    res.writeHead(200, { 'content-length': 10 });
    res.write('half', () => res.destroy());
  };
  await ask('/cut').catch(() => undefined);
  answerWith = (_req, res) => res.end('whole');
  expect(await ask('/cut')).toMatchObject({ text: 'whole', cache: 'miss' });
});

test('S003-78: the numbers of a text are kept by the whole text, other posts never', async () => {
  const post = (path: string, input: string) =>
    ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'm', input }),
    });
  expect(await post('/v1/embeddings', 'a')).toMatchObject({ cache: 'miss' });
  expect(await post('/v1/embeddings', 'a')).toMatchObject({ cache: 'hit', text: 'answer 1' });
  expect(await post('/v1/embeddings', 'b')).toMatchObject({ cache: 'miss' });
  expect(await post('/v1/chat/completions', 'a')).toMatchObject({ cache: null });
  expect(await post('/v1/chat/completions', 'a')).toMatchObject({ cache: null });
});

test('S003-91: the bytes of a service pass as they are, compressed or not', async () => {
  const packed = Buffer.from('1f8b0800000000000003', 'hex');
  answerWith = (_req, res) => void res.setHeader('content-encoding', 'x-odd').end(packed);
  const raw = async () => {
    const answer = await fetch(`${gateway.publicUrl}/proxy/1/packed`, {
      headers: { authorization: `Bearer ${secret}`, 'accept-encoding': 'gzip' },
    });
    const body = Buffer.from(await answer.arrayBuffer());
    return [answer.headers.get('content-encoding'), body.equals(packed)];
  };
  expect([await raw(), await raw()]).toEqual([
    ['x-odd', true],
    ['x-odd', true],
  ]);
});

test('S003-78: an answer is shown to others only when the service would have seen the very same', async () => {
  answerWith = (req, res) => void res.end(`for ${String(req.headers['x-user'])}`);
  const as = (user: string, more: Record<string, string> = {}) =>
    ask('/mine', { headers: { 'x-user': user, ...more } });
  expect(await as('alice')).toMatchObject({ text: 'for alice', cache: 'miss' });
  expect(await as('bob')).toMatchObject({ text: 'for bob', cache: 'miss' });
  expect(await ask('/mine')).toMatchObject({ text: 'for undefined', cache: 'miss' });
  expect(await as('alice')).toMatchObject({ text: 'for alice', cache: 'hit' });
  for (const name of ['user-agent', 'x-tenant', 'prefer', 'baggage']) {
    expect(await as('alice', { [name]: 'x' }), name).toMatchObject({ cache: 'miss' });
  }
  // These say nothing about the question, or never reach the service.
  for (const name of ['x-request-id', 'x-forwarded-for', 'traceparent', 'date', 'cookie']) {
    expect(await as('alice', { [name]: 'x' }), name).toMatchObject({ cache: 'hit' });
  }
});

test('S003-76: whoever wants it fresh refreshes it for all', async () => {
  await ask('/list');
  const fresh = { headers: { 'cache-control': 'no-cache' } };
  expect(await ask('/list', fresh)).toMatchObject({ text: 'answer 2', cache: 'miss' });
  expect(await ask('/list')).toMatchObject({ text: 'answer 2', cache: 'hit' });
  const odd = { headers: { 'cache-control': 'user=alice' } };
  expect(await ask('/list', odd)).toMatchObject({ text: 'answer 3', cache: 'miss' });
});
