import { afterEach, beforeEach, expect, test } from 'vitest';
import { startFakeLlm, type FakeLlm } from '../support/fake-llm';
import { startGateway, type TestGateway } from '../support/start-gateway';

/** Wednesday, ten in the evening. */
const START = Date.parse('2026-11-18T22:00:00Z');
let wallMs = START;
let fake: FakeLlm;
let gateway: TestGateway;

beforeEach(async () => {
  wallMs = START;
  fake = await startFakeLlm();
  gateway = await startGateway({ wallMs: () => wallMs });
  await gateway.api.settings.update({ timeZone: 'UTC' });
  await addService('ollama', 'ollama');
});
afterEach(async () => {
  fake.release();
  await gateway.stop();
  await fake.stop();
});

const addService = async (name: string, kind: 'ollama' | 'http') =>
  (
    await gateway.api.services.create({
      name,
      kind,
      targets: [{ url: fake.url }],
      sameAddress: true,
    })
  ).service;

const addKey = (fields: object = {}) =>
  gateway.api.keys.create({ name: 'phone', services: '*', rate_limit_requests: 1000, ...fields });

const messages = [{ role: 'user', content: 'hi' }];
const chat = (model: string, more: object = {}) => ({ model, stream: false, messages, ...more });

const ask = (path: string, secret: string, body?: unknown, init: RequestInit = {}) =>
  fetch(`${gateway.publicUrl}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...init,
  });

const outcome = async (answer: Promise<Response>) => {
  const got = await answer;
  const text = await got.text();
  return got.status < 400 ? got.status : `${got.status} ${/"code":"(\w+)"/.exec(text)?.[1] ?? ''}`;
};

const quiet = (fields: object = {}) => ({
  name: 'bedtime',
  days: [1, 2, 3, 4, 5, 6, 7],
  from: '21:00',
  to: '07:00',
  services: [],
  models: [],
  graceMinutes: 0,
  message: null,
  ...fields,
});

test('X11: in quiet hours a call is 503 until they end, in the words of the owner', async () => {
  const { secret } = await addKey({ quietTimes: [quiet()] });
  const own = await addKey({ quietTimes: [quiet({ message: 'Sleep well, Mia!' })] });
  const refused = await ask('/v1/chat/completions', secret, chat('llama3.2:1b'));
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, String(9 * 3600)]);
  expect(await refused.json()).toMatchObject({
    error: { message: 'It is quiet time now (bedtime). Please try again later.' },
  });
  const kind = await ask('/api/chat', own.secret, chat('llama3.2:1b'));
  expect(await kind.json()).toMatchObject({ error: 'Sleep well, Mia!', code: 'QUIET_HOURS' });
  wallMs += 9 * 3_600_000;
  expect(await outcome(ask('/api/chat', secret, chat('llama3.2:1b')))).toBe(200);
});

test('X11: what a quiet time or a pause turns away counts as refused, not as failed', async () => {
  const { secret } = await addKey({ quietTimes: [quiet()] });
  const { secret: other } = await addKey();
  expect(await outcome(ask('/api/chat', secret, chat('m')))).toBe('503 QUIET_HOURS');
  await gateway.api.settings.update({ paused: true });
  expect(await outcome(ask('/api/chat', other, chat('m')))).toBe('503 GATEWAY_PAUSED');
  const { totals } = await gateway.api.usage.summary({ fromMs: 0, toMs: Date.now() + 60_000 });
  expect(totals).toMatchObject({ calls: 2, refused: 2, failed: 0 });
  const found = async (how: 'refused' | 'failed') =>
    (await gateway.api.audit.search({ outcome: how })).entries.map(({ code }) => code);
  expect(await found('refused')).toEqual(['GATEWAY_PAUSED', 'QUIET_HOURS']);
  expect(await found('failed')).toEqual([]);
});

test('in homework hours only what is listed may be used', async () => {
  const study = await addService('study', 'http');
  const { person } = await gateway.api.people.create({
    name: 'Mia',
    quietTimes: [quiet({ name: 'homework', services: [study.id] })],
  });
  const byService = await addKey({ person: person.id });
  expect(await outcome(ask('/proxy/study/api/tags', byService.secret))).toBe(200);
  expect(await outcome(ask('/proxy/ollama/api/chat', byService.secret, chat('m')))).toBe(
    '503 QUIET_HOURS',
  );
  const byModel = await addKey({ quietTimes: [quiet({ models: ['llama3.2*'] })] });
  expect(await outcome(ask('/api/chat', byModel.secret, chat('llama3.2:1b')))).toBe(200);
  expect(await outcome(ask('/api/chat', byModel.secret, chat('qwen3:0.6b')))).toBe(
    '503 QUIET_HOURS',
  );
});

test('X11: what a quiet time lists may be another name of a model, too', async () => {
  const alias = { name: 'homework', model: 'llama3.2:1b', serviceId: null };
  await gateway.api.settings.update({ aliases: [alias] });
  const { secret } = await addKey({ quietTimes: [quiet({ models: ['homework'] })] });
  expect(await outcome(ask('/api/chat', secret, chat('homework')))).toBe(200);
  expect(await outcome(ask('/api/chat', secret, chat('llama3.2:1b')))).toBe('503 QUIET_HOURS');
});

test('an answer under way may go on for the grace of a quiet time, and is then cut and recorded', async () => {
  wallMs = Date.parse('2026-11-18T20:59:00Z');
  const { secret } = await addKey({ quietTimes: [quiet({ graceMinutes: 10 })] });
  fake.hold();
  const stream = chat('llama3.2:1b', { stream: true });
  const body = ask('/v1/chat/completions', secret, stream)
    .then((answer) => answer.text())
    .then(
      () => 'whole',
      () => 'cut',
    );
  await fake.until(({ requests }) => requests.length === 1);
  // It looks every few seconds, and whenever something is changed.
  const change = (currency: string) => gateway.api.settings.update({ currency });
  wallMs = Date.parse('2026-11-18T21:09:00Z');
  await change('USD');
  expect((await gateway.api.status.get({})).liveCalls).toBe(1);
  wallMs = Date.parse('2026-11-18T21:10:00Z');
  await change('EUR');
  expect(await body).toBe('cut');
  await expect.poll(async () => (await gateway.api.status.get({})).liveCalls).toBe(0);
  const { totals } = await gateway.api.usage.summary({ fromMs: 0, toMs: Date.now() + 60_000 });
  expect(totals).toMatchObject({ calls: 1, failed: 1 });
});

test('X11: in homework hours a model that cannot be read from the whole body is none that is listed', async () => {
  const { secret } = await addKey({ quietTimes: [quiet({ models: ['small'] })] });
  const pad = `"pad":"${'a'.repeat(17 * 1024 * 1024)}"`;
  for (const body of [
    `{"meta":{"model":"small"},"model":"big",${pad}}`,
    `{"model":"small",${pad},"model":"big"}`,
  ]) {
    expect(await outcome(ask('/api/chat', secret, body))).toBe('503 QUIET_HOURS');
  }
  expect(fake.requests).toEqual([]);
});
