import { expect, test } from 'vitest';
import { useEchoHome } from '../support/echo-home';

let clockMs = 1_000_000;
const home = useEchoHome({ monotonicMs: () => clockMs });
const { addKey, addService, ask, latestAudit } = home;

test('S003-18, S003-15, S003-16: ten calls pass, the eleventh is 429, after 6 s exactly one more passes', async () => {
  const service = await addService('up');
  const { secret } = await addKey([service.id]);
  const call = async () => (await ask(`/proxy/${service.id}/x`, { key: secret })).status;
  const burst = [];
  for (let n = 0; n < 11; n++) burst.push(await call());
  expect(burst).toEqual([...Array(10).fill(200), 429]);
  clockMs += 6_000;
  expect([await call(), await call()]).toEqual([200, 429]);
});

test('X2, S004-28: a limit is 429 with a Retry-After that is true, in the OpenAI shape on /v1', async () => {
  await addService('ollama', 'ollama');
  const { secret } = await addKey('*', { rate_limit_requests: 1, rate_limit_window_seconds: 10 });
  const call = () => ask('/v1/chat/completions', { key: secret, method: 'POST', body: '{}' });
  expect((await call()).status).toBe(200);
  const refused = await call();
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('10');
  expect(await refused.json()).toMatchObject({
    error: {
      message: 'Rate limit exceeded. Please slow down your requests.',
      type: 'rate_limit_error',
      code: 'rate_limit_exceeded',
    },
  });
  clockMs += 10_000;
  expect((await call()).status).toBe(200);
});

test('X1, S001-5: without any key every service is 401 and nothing reaches it', async () => {
  const service = await addService('up');
  for (const where of [
    `/proxy/${service.id}/x`,
    '/v1/models',
    '/api/chat',
    '/chat/api/chat',
    '/status',
  ]) {
    expect((await ask(where)).status, where).toBe(401);
  }
  expect(home.asked).toBe(0);
});

test('S000-32, S000-3: a classic route without a key answers exactly "Unauthorized - API Key Required"', async () => {
  const refused = await ask('/chat/api/generate', { method: 'POST', body: '{}' });
  expect(refused.status).toBe(401);
  expect(await refused.text()).toBe('Unauthorized - API Key Required');
});

test('S004-27: a wrong key on /v1 gets the OpenAI error object and 401', async () => {
  const refused = await ask('/v1/chat/completions', {
    method: 'POST',
    body: '{}',
    headers: { authorization: 'Bearer wrong-key-wrong-key-wrong' },
  });
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({
    error: { type: 'invalid_request_error', param: 'authorization', code: 'invalid_api_key' },
  });
});

test('S003-7, S003-6: the key of one service is refused by another, and the refusal is on record', async () => {
  const [one, two] = [await addService('one'), await addService('two')];
  const { key, secret } = await addKey([one.id]);
  expect((await ask(`/proxy/${one.id}/x`, { key: secret })).status).toBe(200);
  expect((await ask(`/proxy/${two.id}/x`, { key: secret })).status).toBe(403);
  expect(home.asked).toBe(1);
  expect((await latestAudit())[0]).toMatchObject({
    keyId: key.id,
    serviceName: 'two',
    code: 'SERVICE_NOT_ALLOWED',
    status: 403,
  });
});

test('S003-20, S003-21, S003-22: method, query, body and headers go through; the key does not', async () => {
  const service = await addService('up');
  const { secret } = await addKey('*');
  const got = await ask(`/proxy/up/a/b?x=1&y=%2e`, {
    key: secret,
    method: 'PUT',
    body: 'hello',
    headers: { 'x-mine': 'kept' },
  });
  const seen = (await got.json()) as { method: string; url: string; body: string; headers: object };
  expect(seen).toMatchObject({ method: 'PUT', url: '/a/b?x=1&y=%2e', body: 'hello' });
  expect(seen.headers).toMatchObject({ 'x-mine': 'kept', host: new URL(home.url()).host });
  expect(JSON.stringify(seen)).not.toContain(secret);
  expect(service.gatewayPath).toBe(`/proxy/${service.id}`);
});

test('X3, S004-17, S004-18: the key is found in every carrier', async () => {
  await addService('up');
  const { secret } = await addKey('*', { rate_limit_requests: 100 });
  const basic = (text: string) => ({ authorization: `Basic ${btoa(text)}` });
  const carriers: Record<string, string>[] = [
    { authorization: `Bearer ${secret}` },
    { authorization: `bEARER ${secret}` },
    { authorization: secret },
    { 'x-api-key': secret },
    { 'api-key': secret },
    { 'x-goog-api-key': secret },
    basic(`home:${secret}`),
    basic(`${secret}:`),
  ];
  for (const headers of carriers) {
    expect((await ask('/proxy/up/x', { headers })).status, JSON.stringify(headers)).toBe(200);
  }
  const inPath = await ask(`/k/${secret}/proxy/up/x`, {
    headers: { authorization: 'Bearer ollama' },
  });
  expect(await inPath.json()).toMatchObject({ url: '/x' });
});

test('S000-14, S001-14: /status tells the caller who it is; S000-15, S001-13: /health needs no key', async () => {
  await addService('up');
  const { secret } = await addKey('*', { person: 'Mum' });
  expect(await (await ask('/status', { key: secret })).json()).toMatchObject({
    status: 'ok',
    user: 'Mum',
    services: [{ name: 'up' }],
  });
  expect(await (await ask('/health')).json()).toMatchObject({ status: 'ok' });
  expect(await (await ask('/')).text()).toBe('Ollama is running');
});

test('S003-26, S003-30, X6: an answer of the service is billed, its failure is not, and both are on record', async () => {
  await addService('up');
  const { secret } = await addKey('*');
  await (await ask('/proxy/up/good', { key: secret })).text();
  home.answer = (_req, res) => res.writeHead(500).end('broken');
  await (await ask('/proxy/up/bad', { key: secret })).text();
  await ask('/proxy/up/none', { key: 'lk_wrong' });
  const { totals } = await home.gateway.api.usage.summary({});
  expect(totals).toMatchObject({
    calls: 3,
    succeeded: 1,
    failed: 1,
    refused: 1,
    costNano: '1000000',
  });
  expect((await latestAudit()).map(({ event, status }) => [event, status])).toContainEqual([
    'ERROR',
    500,
  ]);
});

test('S003-25, X11: a service that is not running is 502 with a plain message', async () => {
  const { service } = await home.gateway.api.services.create({
    name: 'gone',
    kind: 'http',
    targets: [{ url: 'http://127.0.0.1:9' }],
  });
  const { secret } = await addKey('*');
  const failed = await ask(`/proxy/${service.id}/x`, { key: secret });
  expect(failed.status).toBe(502);
  expect(await failed.json()).toMatchObject({ error: { code: 'UPSTREAM_DOWN' } });
});
