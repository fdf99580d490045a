import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startFakeLlm } from '../support/fake-llm';
import { chat, LimitsWorld, statusOf } from '../support/limits-world';

let world: LimitsWorld;
beforeEach(async () => {
  world = new LimitsWorld();
  await world.start();
  await world.setUp();
});
afterEach(() => world.stop());

test('S003-57: what was used before a restart is still used after it', async () => {
  world.wallMs = Date.now(); // the record follows the clock of this computer
  const dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-limits-'));
  await world.gateway.stop();
  await world.start(dataDir);
  await world.setUp();
  const { key, secret } = await world.addKey({ allowance: { calls: { day: 2, total: 3 } } });
  const call = () => statusOf(world.ask('/v1/chat/completions', secret));
  expect([await call(), await call(), await call()]).toEqual([200, 200, 429]);
  await world.gateway.stop();
  await world.start(dataDir);
  expect(await world.stateOf(key.id, 'calls', 'day')).toMatchObject({ used: '2', limit: '2' });
  expect(await call()).toBe(429);
  world.wallMs += 24 * 3_600_000;
  expect([await call(), await call()]).toEqual([200, 429]);
  await world.gateway.stop();
  await rm(dataDir, { recursive: true, force: true });
});

test('a budget that is spent says so in the words of each dialect, and when it begins anew', async () => {
  await world.gateway.api.settings.update({ defaultPricePerRequestNano: '1000' });
  const { secret } = await world.addKey({ allowance: { money: { day: '1000' } } });
  expect(await statusOf(world.ask('/v1/chat/completions', secret))).toBe(200);
  const openai = await world.ask('/v1/chat/completions', secret);
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
  const anthropic = await world.ask('/v1/messages', secret, { ...chat, max_tokens: 5 });
  expect(await anthropic.json()).toMatchObject({
    type: 'error',
    error: { type: 'rate_limit_error', code: 'BUDGET_SPENT' },
  });
  const ollama = await world.ask('/api/chat', secret);
  expect(await ollama.json()).toMatchObject({
    error: 'The budget for today is used up. It begins anew at midnight.',
    code: 'BUDGET_SPENT',
  });
});

test('S001-23: several keys of one person share an allowance', async () => {
  const { person } = await world.gateway.api.people.create({
    name: 'Mia',
    allowance: { calls: { day: 2 } },
  });
  const [phone, tablet] = [
    await world.addKey({ person: person.id }),
    await world.addKey({ person: person.id }),
  ];
  expect(await statusOf(world.ask('/v1/chat/completions', phone.secret))).toBe(200);
  expect(await statusOf(world.ask('/v1/chat/completions', tablet.secret))).toBe(200);
  for (const { secret } of [phone, tablet]) {
    const refused = await world.ask('/v1/chat/completions', secret);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe(String(14 * 3600));
  }
  const range = { fromMs: 0, toMs: Math.max(Date.now(), world.wallMs) + 3_600_000 };
  const mine = async () => {
    const { byPerson } = await world.gateway.api.usage.summary(range);
    return byPerson.find((row) => row.person === person.id);
  };
  await expect.poll(mine).toMatchObject({ calls: 4, succeeded: 2, refused: 2 });
});

test('a guest pass: valid tonight, for three calls, with one model', async () => {
  const { secret } = await world.addKey({
    name: 'guest',
    expiresAt: '2026-11-18T22:00:00Z',
    models: ['llama3.2:1b'],
    allowance: { calls: { total: 3 } },
  });
  const call = (model: string) =>
    statusOf(world.ask('/v1/chat/completions', secret, { ...chat, model }));
  expect(await call('qwen3:0.6b')).toBe(403);
  expect([await call('llama3.2:1b'), await call('llama3.2:1b')]).toEqual([200, 200]);
  expect(await statusOf(world.look('/v1/models', secret))).toBe(200);
  expect(await call('llama3.2:1b')).toBe(200);
  const spent = await world.ask('/v1/chat/completions', secret);
  expect([spent.status, spent.headers.get('retry-after')]).toEqual([429, null]);
  world.wallMs = Date.parse('2026-11-18T22:00:00Z');
  expect(await call('llama3.2:1b')).toBe(401);
});

test('in shadow mode the call passes, and header and record say what would have been refused', async () => {
  const { secret } = await world.addKey({ shadow: true, allowance: { calls: { day: 1 } } });
  const first = await world.ask('/v1/chat/completions', secret);
  expect(first.headers.get('x-latchkey-would-block')).toBeNull();
  const second = await world.ask('/v1/chat/completions', secret);
  expect(second.status).toBe(200);
  expect(second.headers.get('x-latchkey-would-block')).toBe('ALLOWANCE_CALLS');
  const latest = async () => (await world.gateway.api.audit.search({ limit: 1 })).entries[0];
  // The line is written when the caller has everything already.
  await expect.poll(latest).toMatchObject({ status: 200, code: null, shadow: 'ALLOWANCE_CALLS' });
});

test('a call to a service that is not running takes no place in the bucket', async () => {
  const { secret } = await world.addKey({ rate_limit_requests: 1 });
  const { port } = world.fake;
  await world.fake.stop();
  for (let n = 0; n < 3; n++)
    expect(await statusOf(world.ask('/v1/chat/completions', secret))).toBe(502);
  world.fake = await startFakeLlm({ port });
  expect(await statusOf(world.ask('/v1/chat/completions', secret))).toBe(200);
  expect(await statusOf(world.ask('/v1/chat/completions', secret))).toBe(429);
});

test('a socket to a service that is not running takes no place in the bucket, and models keep sockets out', async () => {
  const { secret } = await world.addKey({ rate_limit_requests: 1 });
  const held = await world.addKey({ models: ['llama3.2:1b'] });
  const { port } = world.fake;
  await world.fake.stop();
  for (let n = 0; n < 3; n++) expect(await world.upgrade('/proxy/ollama/ws', secret)).toBe(502);
  expect(await world.upgrade('/proxy/ollama/ws', held.secret)).toBe(403);
  expect(await world.upgrade('/proxy/ollama/ws?model=qwen3:0.6b', held.secret)).toBe(403);
  expect(await world.upgrade('/proxy/ollama/ws?model=llama3.2:1b', held.secret)).toBe(502);
  world.fake = await startFakeLlm({ port });
  expect(await statusOf(world.ask('/v1/chat/completions', secret))).toBe(200);
});

test('a raise for today lets a child go on, until midnight', async () => {
  const { key, secret } = await world.addKey({ allowance: { calls: { day: 1, week: 100 } } });
  const call = () => statusOf(world.ask('/v1/chat/completions', secret));
  expect([await call(), await call()]).toEqual([200, 429]);
  await world.gateway.api.keys.raise({
    id: key.id,
    measure: 'calls',
    extra: '1',
    until: '2026-11-19T00:00:00Z',
  });
  expect([await call(), await call()]).toEqual([200, 429]);
  world.wallMs += 14 * 3_600_000;
  expect([await call(), await call()]).toEqual([200, 429]);
});

test('GET /me tells whoever has a key what is left of it', async () => {
  const { secret } = await world.addKey({
    allowance: { calls: { day: 5 } },
    rate_limit_requests: 10,
  });
  await world.ask('/v1/chat/completions', secret);
  const me = (await (await world.look('/me', secret)).json()) as { limits: unknown[] };
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
  const { person } = await world.gateway.api.people.create({ name: 'Mia', rate });
  const keys = [
    await world.addKey({ person: person.id }),
    await world.addKey({ person: person.id }),
    await world.addKey(),
  ];
  const call = (at: number) => statusOf(world.ask('/v1/chat/completions', keys[at]!.secret));
  expect([await call(0), await call(1), await call(0), await call(1)]).toEqual([
    200, 200, 429, 429,
  ]);
  expect(await call(2)).toBe(200);
  const [service] = (await world.gateway.api.services.list({})).services;
  await world.gateway.api.services.update({ id: service!.id, rate });
  expect([await call(2), await call(2), await call(2)]).toEqual([200, 200, 429]);
  world.monotonicMs += 30_000;
  expect([await call(2), await call(1)]).toEqual([200, 429]);
});

test('S003-10, S003-11, S003-12, S003-13: first the key is judged, then its limit, then the call is put on record and passed on', async () => {
  const other = await world.gateway.api.services.create({
    name: 'other',
    kind: 'http',
    targets: [{ url: world.fake.url }],
    sameAddress: true,
  });
  const { key, secret } = await world.addKey({
    services: [other.service.id],
    rate_limit_requests: 1,
  });
  const call = (service: string) => statusOf(world.look(`/proxy/${service}/api/tags`, secret));
  // What the key may not do takes nothing of its limit.
  expect([await call('ollama'), await call('ollama')]).toEqual([403, 403]);
  expect([await call('other'), await call('other')]).toEqual([200, 429]);
  expect(world.fake.requests).toHaveLength(1);
  const { byKey } = await world.gateway.api.usage.summary({ fromMs: 0, toMs: Date.now() + 60_000 });
  expect(byKey).toMatchObject([{ keyId: key.id, calls: 4, succeeded: 1, refused: 3 }]);
});

test('S004-24, S004-25, X4: 100 calls in a minute pass, more do not, and those refused do not put it off', async () => {
  const { secret } = await world.addKey({
    rate_limit_requests: 100,
    rate_limit_window_seconds: 60,
  });
  const call = () => statusOf(world.ask('/v1/chat/completions', secret));
  const statuses = await Promise.all(Array.from({ length: 120 }, call));
  expect(statuses.filter((status) => status === 200)).toHaveLength(100);
  world.monotonicMs += 600;
  expect([await call(), await call()]).toEqual([200, 429]);
  world.monotonicMs += 60_000;
  const later = await Promise.all(Array.from({ length: 101 }, call));
  expect(later.filter((status) => status === 200)).toHaveLength(100);
});
