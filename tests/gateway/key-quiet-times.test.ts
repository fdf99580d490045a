import { expect, test } from 'vitest';
import { chat, outcome, quiet, useEveningHome } from '../support/evening-home';

const home = useEveningHome();
const { addKey, addService, ask } = home;

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
  home.wallMs += 9 * 3_600_000;
  expect(await outcome(ask('/api/chat', secret, chat('llama3.2:1b')))).toBe(200);
});

test('X11: what a quiet time or a pause turns away counts as refused, not as failed', async () => {
  const { secret } = await addKey({ quietTimes: [quiet()] });
  const { secret: other } = await addKey();
  expect(await outcome(ask('/api/chat', secret, chat('m')))).toBe('503 QUIET_HOURS');
  await home.gateway.api.settings.update({ paused: true });
  expect(await outcome(ask('/api/chat', other, chat('m')))).toBe('503 GATEWAY_PAUSED');
  const { totals } = await home.gateway.api.usage.summary({ fromMs: 0, toMs: Date.now() + 60_000 });
  expect(totals).toMatchObject({ calls: 2, refused: 2, failed: 0 });
  const found = async (how: 'refused' | 'failed') =>
    (await home.gateway.api.audit.search({ outcome: how })).entries.map(({ code }) => code);
  expect(await found('refused')).toEqual(['GATEWAY_PAUSED', 'QUIET_HOURS']);
  expect(await found('failed')).toEqual([]);
});

test('in homework hours only what is listed may be used', async () => {
  const study = await addService('study', 'http');
  const { person } = await home.gateway.api.people.create({
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
  await home.gateway.api.settings.update({ aliases: [alias] });
  const { secret } = await addKey({ quietTimes: [quiet({ models: ['homework'] })] });
  expect(await outcome(ask('/api/chat', secret, chat('homework')))).toBe(200);
  expect(await outcome(ask('/api/chat', secret, chat('llama3.2:1b')))).toBe('503 QUIET_HOURS');
});

test('an answer under way may go on for the grace of a quiet time, and is then cut and recorded', async () => {
  home.wallMs = Date.parse('2026-11-18T20:59:00Z');
  const { secret } = await addKey({ quietTimes: [quiet({ graceMinutes: 10 })] });
  home.fake.hold();
  const stream = chat('llama3.2:1b', { stream: true });
  const body = ask('/v1/chat/completions', secret, stream)
    .then((answer) => answer.text())
    .then(
      () => 'whole',
      () => 'cut',
    );
  await home.fake.until(({ requests }) => requests.length === 1);
  // It looks every few seconds, and whenever something is changed.
  const change = (currency: string) => home.gateway.api.settings.update({ currency });
  home.wallMs = Date.parse('2026-11-18T21:09:00Z');
  await change('USD');
  expect((await home.gateway.api.status.get({})).liveCalls).toBe(1);
  home.wallMs = Date.parse('2026-11-18T21:10:00Z');
  await change('EUR');
  expect(await body).toBe('cut');
  await expect.poll(async () => (await home.gateway.api.status.get({})).liveCalls).toBe(0);
  const { totals } = await home.gateway.api.usage.summary({ fromMs: 0, toMs: Date.now() + 60_000 });
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
  expect(home.fake.requests).toEqual([]);
});
