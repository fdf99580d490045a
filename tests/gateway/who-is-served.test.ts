import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EventMessage } from '#shared/contract/events';
import { chat, LimitsWorld } from '../support/limits-world';

let world: LimitsWorld;
beforeEach(async () => {
  world = new LimitsWorld();
  await world.start();
  await world.setUp();
});
afterEach(() => world.stop());

const streamed = { ...chat, stream: true };
const seenCalls = async () => (await world.gateway.api.status.live({})).total;

test('who is being served is named with key, person, model and service, newest first, and who waits', async () => {
  const { api } = world.gateway;
  const { services } = await api.services.list({});
  await api.services.update({ id: services[0]?.id ?? '', allowance: { concurrent: 2 } });
  const mum = await world.addKey({ name: 'Mum’s phone', person: 'Mum' });
  const tv = await world.addKey({ name: 'Television' });
  world.fake.hold();
  const first = world.ask('/api/chat', mum.secret, streamed);
  await expect.poll(seenCalls).toBe(1);
  const second = world.ask('/v1/chat/completions', tv.secret, streamed);
  await expect.poll(seenCalls).toBe(2);
  const third = world.ask('/api/chat', tv.secret, streamed);
  await expect.poll(async () => (await api.status.get({})).waiting).toBe(1);
  const live = await api.status.live({});
  expect(live).toMatchObject({
    total: 2,
    calls: [
      { keyName: 'Television', personName: null, serviceName: 'ollama', model: 'llama3.2:1b' },
      { keyName: 'Mum’s phone', personName: 'Mum', serviceName: 'ollama', seconds: 0 },
    ],
    waiting: [{ serviceName: 'ollama', calls: 1 }],
  });
  expect(Date.parse(live.calls[0]?.startedAt ?? '')).toBeGreaterThan(0);
  world.fake.release();
  for (const answer of [first, second, third]) await (await answer).text();
  await expect.poll(seenCalls).toBe(0);
  expect(await api.status.live({})).toEqual({ calls: [], total: 0, waiting: [] });
});

test('of a call that was passed on unread, the answer says which model it is', async () => {
  const { api } = world.gateway;
  const { secret } = await world.addKey();
  const model = async () => (await api.status.live({})).calls[0]?.model;
  world.fake.hold();
  const answer = world.ask('/api/chat', secret, streamed);
  await expect.poll(seenCalls).toBe(1);
  expect(await model()).toBeNull();
  world.fake.release(1);
  await expect.poll(model).toBe('llama3.2:1b');
  world.fake.release();
  await (await answer).text();
});

test('a pause for an hour turns calls away with the time until its end, and lets them through after it', async () => {
  const { api, gateway } = world.gateway;
  const { secret } = await world.addKey();
  const told: EventMessage[] = [];
  gateway.events.listen((event) => void told.push(event));
  const pausedUntil = new Date(world.wallMs + 3_600_000).toISOString();
  await api.settings.update({ paused: true, pausedUntil });
  expect(told).toContainEqual({ name: 'changed', payload: { group: 'settings' } });
  for (const path of ['/api/chat', '/v1/chat/completions']) {
    const refused = await world.ask(path, secret);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '3600']);
  }
  const models = await world.look('/v1/models', secret);
  expect([models.status, models.headers.get('retry-after')]).toEqual([503, '3600']);
  expect((await api.status.get({})).state).toBe('paused');
  world.wallMs += 3_600_000;
  // At once, although nobody has written down yet that it is over.
  expect((await world.ask('/api/chat', secret)).status).toBe(200);
  await expect
    .poll(async () => (await api.settings.get({})).settings, { timeout: 5_000 })
    .toMatchObject({ paused: false, pausedUntil: null });
});

test('a pause outlives a restart, and its end too', async () => {
  const { api, dataDir } = world.gateway;
  const pausedUntil = new Date(world.wallMs + 3_600_000).toISOString();
  await api.settings.update({ paused: true, pausedUntil });
  await world.gateway.gateway.stop(0);
  await world.start(dataDir);
  expect((await world.gateway.api.settings.get({})).settings).toMatchObject({
    paused: true,
    pausedUntil,
  });
  await world.gateway.gateway.stop(0);
  world.wallMs += 4_000_000;
  await world.start(dataDir);
  await expect
    .poll(async () => (await world.gateway.api.settings.get({})).settings.paused)
    .toBe(false);
});

test('an end that has passed is refused, and nothing is paused', async () => {
  const { api } = world.gateway;
  const pausedUntil = new Date(world.wallMs - 1).toISOString();
  await expect(api.settings.update({ paused: true, pausedUntil })).rejects.toMatchObject({
    code: 'INPUT_INVALID',
  });
  expect((await api.settings.get({})).settings.paused).toBe(false);
});
