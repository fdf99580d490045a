import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startFakeLlm, type FakeLlm } from '../support/fake-llm';
import { startGateway, type TestGateway } from '../support/start-gateway';

/** Wednesday, ten in the morning. */
const START = Date.parse('2026-11-18T10:00:00Z');
const FAST = { rate_limit_requests: 1_000_000, rate_limit_window_seconds: 60 };
let wallMs = START;
let monotonicMs = 1_000_000;
let fake: FakeLlm;
let gateway: TestGateway;
const clocks = { wallMs: () => wallMs, monotonicMs: () => monotonicMs };

beforeEach(async () => {
  [wallMs, monotonicMs] = [START, 1_000_000];
  fake = await startFakeLlm();
  gateway = await startGateway(clocks);
  await gateway.api.settings.update({ timeZone: 'UTC' });
  await gateway.api.services.create({
    name: 'ollama',
    kind: 'ollama',
    targets: [{ url: fake.url }],
  });
});
afterEach(async () => {
  fake.release();
  await gateway.stop();
  await fake.stop();
});

const addKey = (fields: object = {}) =>
  gateway.api.keys.create({ name: 'phone', services: '*', ...FAST, ...fields });

const chat = { model: 'llama3.2:1b', stream: false, messages: [{ role: 'user', content: 'hi' }] };

const ask = (path: string, secret: string, body: unknown = chat, init: RequestInit = {}) =>
  fetch(`${gateway.publicUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...init,
  });

const look = (path: string, secret: string) =>
  ask(path, secret, undefined, { method: 'GET', body: null });

const statusOf = async (answer: Promise<Response>) => {
  const { status, ...rest } = await answer;
  void rest;
  return status;
};

const stateOf = async (id: string, measure: string, period: string) => {
  const { states } = await gateway.api.keys.allowance({ id });
  return states.find((one) => one.measure === measure && one.period === period);
};

/** Starts a stream and hangs up after so many bytes of the answer; resolves when the connection is gone. */
const hangUpAfter = (secret: string, bytes: number) =>
  new Promise<void>((resolve) => {
    const asked = request(
      `${gateway.publicUrl}/v1/chat/completions`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        agent: false,
      },
      (answer) => {
        let seen = 0;
        answer.on('data', (chunk: Buffer) => {
          seen += chunk.length;
          if (seen >= bytes) asked.destroy();
        });
        answer.on('error', () => {});
      },
    );
    asked.on('error', () => {});
    asked.on('close', () => resolve());
    asked.end(JSON.stringify({ ...chat, stream: true }));
  });

test('I-06: 200 streams at once on a budget for 10 calls: exactly 10 reach the service', async () => {
  await gateway.api.settings.update({ defaultPricePerRequestNano: '1000' });
  const { key, secret } = await addKey({ allowance: { money: { month: '10000' } } });
  fake.hold();
  const stream = { ...chat, stream: true };
  const answers = Array.from({ length: 200 }, async () => {
    const answer = await ask('/v1/chat/completions', secret, stream);
    await answer.text();
    return answer.status;
  });
  await fake.until(({ requests }) => requests.length === 10);
  fake.release();
  const statuses = await Promise.all(answers);
  expect(statuses.filter((status) => status === 200)).toHaveLength(10);
  expect(statuses.filter((status) => status === 429)).toHaveLength(190);
  expect(fake.requests).toHaveLength(10);
  expect(await stateOf(key.id, 'money', 'month')).toMatchObject({ used: '10000', reserved: '0' });
});

test('I-05, D-6: a thousand streams that are cut anywhere leave nothing held back, and each is on record', async () => {
  const { key, secret } = await addKey({
    allowance: { concurrent: 10_000, calls: { day: 100_000 }, tokens: { day: 100_000_000 } },
  });
  let asked = 0;
  const worker = async () => {
    while (asked < 1000) {
      asked++;
      await hangUpAfter(secret, Math.floor(Math.random() * 1200));
    }
  };
  await Promise.all(Array.from({ length: 20 }, worker));
  await expect
    .poll(async () => (await gateway.api.status.get({})).liveCalls, { timeout: 10_000 })
    .toBe(0);
  const calls = await stateOf(key.id, 'calls', 'day');
  expect(calls).toMatchObject({ reserved: '0' });
  expect(await stateOf(key.id, 'tokens', 'day')).toMatchObject({ reserved: '0' });
  expect(await stateOf(key.id, 'concurrent', 'now')).toMatchObject({ used: '0' });
  const { totals } = await gateway.api.usage.summary({ fromMs: 0, toMs: Date.now() + 86_400_000 });
  expect(totals.calls).toBe(1000);
  const tokens = await stateOf(key.id, 'tokens', 'day');
  expect(tokens?.used).toBe(String(totals.tokensIn + totals.tokensOut));
}, 60_000);

test('S003-57: what was used before a restart is still used after it', async () => {
  wallMs = Date.now(); // the record follows the clock of this computer
  const dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-limits-'));
  const start = () => startGateway({ ...clocks, dataDir });
  await gateway.stop();
  gateway = await start();
  await gateway.api.settings.update({ timeZone: 'UTC' });
  const target = { url: fake.url };
  await gateway.api.services.create({ name: 'ollama', kind: 'ollama', targets: [target] });
  const { key, secret } = await addKey({ allowance: { calls: { day: 2, total: 3 } } });
  const call = () => statusOf(ask('/v1/chat/completions', secret));
  expect([await call(), await call(), await call()]).toEqual([200, 200, 429]);
  await gateway.stop();
  gateway = await start();
  expect(await stateOf(key.id, 'calls', 'day')).toMatchObject({ used: '2', limit: '2' });
  expect(await call()).toBe(429);
  wallMs += 24 * 3_600_000;
  expect([await call(), await call()]).toEqual([200, 429]);
  await gateway.stop();
  await rm(dataDir, { recursive: true, force: true });
});

test('a budget that is spent says so in the words of each dialect, and when it begins anew', async () => {
  await gateway.api.settings.update({ defaultPricePerRequestNano: '1000' });
  const { secret } = await addKey({ allowance: { money: { day: '1000' } } });
  expect(await statusOf(ask('/v1/chat/completions', secret))).toBe(200);
  const openai = await ask('/v1/chat/completions', secret);
  expect(openai.status).toBe(429);
  expect(openai.headers.get('retry-after')).toBe(String(14 * 3600));
  expect(openai.headers.get('x-should-retry')).toBe('false');
  expect(await openai.json()).toEqual({
    error: {
      message: 'The budget for today is used up. It begins anew at midnight.',
      type: 'insufficient_quota',
      code: 'insufficient_quota',
    },
  });
  const anthropic = await ask('/v1/messages', secret, { ...chat, max_tokens: 5 });
  expect(await anthropic.json()).toMatchObject({
    type: 'error',
    error: { type: 'rate_limit_error', code: 'BUDGET_SPENT' },
  });
  const ollama = await ask('/api/chat', secret);
  expect(await ollama.json()).toMatchObject({
    error: 'The budget for today is used up. It begins anew at midnight.',
    code: 'BUDGET_SPENT',
  });
});

test('S001-23: several keys of one person share an allowance', async () => {
  const { person } = await gateway.api.people.create({
    name: 'Mia',
    allowance: { calls: { day: 2 } },
  });
  const [phone, tablet] = [
    await addKey({ person: person.id }),
    await addKey({ person: person.id }),
  ];
  expect(await statusOf(ask('/v1/chat/completions', phone.secret))).toBe(200);
  expect(await statusOf(ask('/v1/chat/completions', tablet.secret))).toBe(200);
  for (const { secret } of [phone, tablet]) {
    const refused = await ask('/v1/chat/completions', secret);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe(String(14 * 3600));
  }
});

test('T-13: a key with one call at a time holds up nobody else', async () => {
  const { secret } = await addKey({ allowance: { concurrent: 1 } });
  const other = await addKey();
  fake.hold();
  const first = ask('/v1/chat/completions', secret, { ...chat, stream: true });
  await fake.until(({ requests }) => requests.length === 1);
  const refused = await ask('/v1/chat/completions', secret);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
  expect(await statusOf(ask('/v1/chat/completions', other.secret))).toBe(200);
  fake.release();
  await (await first).text();
  expect(await statusOf(ask('/v1/chat/completions', secret))).toBe(200);
});

test('T-13: of 50 streams at once a key for five has five, whatever it asks for', async () => {
  const { key, secret } = await addKey({ allowance: { concurrent: 5 } });
  fake.hold();
  let refused = 0;
  const stream = async () => {
    const answer = await ask('/v1/chat/completions', secret, { ...chat, stream: true });
    if (answer.status === 429) refused++;
    await answer.text();
    return answer.status;
  };
  const answers = Array.from({ length: 50 }, stream);
  await expect.poll(() => refused).toBe(45);
  expect(await stateOf(key.id, 'concurrent', 'now')).toMatchObject({ used: '5' });
  fake.release();
  const statuses = await Promise.all(answers);
  expect(statuses.filter((status) => status === 200)).toHaveLength(5);
  expect(statuses.filter((status) => status === 429)).toHaveLength(45);
  expect(await stateOf(key.id, 'concurrent', 'now')).toMatchObject({ used: '0' });
});

test('a guest pass: valid tonight, for three calls, with one model', async () => {
  const { secret } = await addKey({
    name: 'guest',
    expiresAt: '2026-11-18T22:00:00Z',
    models: ['llama3.2:1b'],
    allowance: { calls: { total: 3 } },
  });
  const call = (model: string) => statusOf(ask('/v1/chat/completions', secret, { ...chat, model }));
  expect(await call('qwen3:0.6b')).toBe(403);
  expect([await call('llama3.2:1b'), await call('llama3.2:1b')]).toEqual([200, 200]);
  expect(await statusOf(look('/v1/models', secret))).toBe(200);
  expect(await call('llama3.2:1b')).toBe(200);
  const spent = await ask('/v1/chat/completions', secret);
  expect([spent.status, spent.headers.get('retry-after')]).toEqual([429, null]);
  wallMs = Date.parse('2026-11-18T22:00:00Z');
  expect(await call('llama3.2:1b')).toBe(401);
});

test('in shadow mode the call passes, and header and record say what would have been refused', async () => {
  const { secret } = await addKey({ shadow: true, allowance: { calls: { day: 1 } } });
  const first = await ask('/v1/chat/completions', secret);
  expect(first.headers.get('x-latchkey-would-block')).toBeNull();
  const second = await ask('/v1/chat/completions', secret);
  expect(second.status).toBe(200);
  expect(second.headers.get('x-latchkey-would-block')).toBe('ALLOWANCE_CALLS');
  const latest = async () => (await gateway.api.audit.search({ limit: 1 })).entries[0];
  // The line is written when the caller has everything already.
  await expect.poll(latest).toMatchObject({ status: 200, code: null, shadow: 'ALLOWANCE_CALLS' });
});

test('a call to a service that is not running takes no place in the bucket', async () => {
  const { secret } = await addKey({ rate_limit_requests: 1 });
  const { port } = fake;
  await fake.stop();
  for (let n = 0; n < 3; n++) expect(await statusOf(ask('/v1/chat/completions', secret))).toBe(502);
  fake = await startFakeLlm({ port });
  expect(await statusOf(ask('/v1/chat/completions', secret))).toBe(200);
  expect(await statusOf(ask('/v1/chat/completions', secret))).toBe(429);
});

test('a raise for today lets a child go on, until midnight', async () => {
  const { key, secret } = await addKey({ allowance: { calls: { day: 1, week: 100 } } });
  const call = () => statusOf(ask('/v1/chat/completions', secret));
  expect([await call(), await call()]).toEqual([200, 429]);
  await gateway.api.keys.raise({
    id: key.id,
    measure: 'calls',
    extra: '1',
    until: '2026-11-19T00:00:00Z',
  });
  expect([await call(), await call()]).toEqual([200, 429]);
  wallMs += 14 * 3_600_000;
  expect([await call(), await call()]).toEqual([200, 429]);
});

test('GET /me tells whoever has a key what is left of it', async () => {
  const { secret } = await addKey({ allowance: { calls: { day: 5 } }, rate_limit_requests: 10 });
  await ask('/v1/chat/completions', secret);
  const me = (await (await look('/me', secret)).json()) as { limits: unknown[] };
  expect(me.limits).toEqual([
    {
      of: 'key',
      measure: 'rate',
      period: 'window',
      limit: '10',
      used: '1',
      left: '9',
      resetsAt: '2026-11-18T10:00:06.000Z',
    },
    {
      of: 'key',
      measure: 'calls',
      period: 'day',
      limit: '5',
      used: '1',
      left: '4',
      resetsAt: '2026-11-19T00:00:00.000Z',
    },
  ]);
});

test('S001-23: the rate of a person holds over all their keys, and that of a service over everybody', async () => {
  const rate = { requests: 2, windowSeconds: 60 };
  const { person } = await gateway.api.people.create({ name: 'Mia', rate });
  const keys = [
    await addKey({ person: person.id }),
    await addKey({ person: person.id }),
    await addKey(),
  ];
  const call = (at: number) => statusOf(ask('/v1/chat/completions', keys[at]!.secret));
  expect([await call(0), await call(1), await call(0), await call(1)]).toEqual([
    200, 200, 429, 429,
  ]);
  expect(await call(2)).toBe(200);
  const [service] = (await gateway.api.services.list({})).services;
  await gateway.api.services.update({ id: service!.id, rate });
  expect([await call(2), await call(2), await call(2)]).toEqual([200, 200, 429]);
  monotonicMs += 30_000;
  expect([await call(2), await call(1)]).toEqual([200, 429]);
});

test('S003-10, S003-11, S003-12, S003-13: first the key is judged, then its limit, then the call is put on record and passed on', async () => {
  const other = await gateway.api.services.create({
    name: 'other',
    kind: 'http',
    targets: [{ url: fake.url }],
  });
  const { key, secret } = await addKey({
    services: [other.service.id],
    rate_limit_requests: 1,
  });
  const call = (service: string) => statusOf(look(`/proxy/${service}/api/tags`, secret));
  // What the key may not do takes nothing of its limit.
  expect([await call('ollama'), await call('ollama')]).toEqual([403, 403]);
  expect([await call('other'), await call('other')]).toEqual([200, 429]);
  expect(fake.requests).toHaveLength(1);
  const { byKey } = await gateway.api.usage.summary({ fromMs: 0, toMs: Date.now() + 60_000 });
  expect(byKey).toMatchObject([{ keyId: key.id, calls: 4, succeeded: 1, refused: 3 }]);
});

test('S004-24, S004-25, X4: 100 calls in a minute pass, more do not, and those refused do not put it off', async () => {
  const { secret } = await addKey({ rate_limit_requests: 100, rate_limit_window_seconds: 60 });
  const call = () => statusOf(ask('/v1/chat/completions', secret));
  const statuses = await Promise.all(Array.from({ length: 120 }, call));
  expect(statuses.filter((status) => status === 200)).toHaveLength(100);
  monotonicMs += 600;
  expect([await call(), await call()]).toEqual([200, 429]);
  monotonicMs += 60_000;
  const later = await Promise.all(Array.from({ length: 101 }, call));
  expect(later.filter((status) => status === 200)).toHaveLength(100);
});
