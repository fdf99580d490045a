import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFakeLlm, type FakeLlm } from '../support/fake-llm';
import { json, startFakeService } from '../support/fake-services/fake-service';
import { startGateway, type TestGateway } from '../support/start-gateway';

let kitchen: FakeLlm;
let cellar: FakeLlm;
let gateway: TestGateway;
let key: string;

beforeAll(async () => {
  kitchen = await startFakeLlm({ only: 'ollama', models: ['small:latest', 'shared'] });
  cellar = await startFakeLlm({ only: 'openai', models: ['big', 'shared'] });
  gateway = await startGateway();
  const { create } = gateway.api.services;
  await create({ name: 'Kitchen', kind: 'ollama', targets: [{ url: kitchen.url }] });
  await create({ name: 'Cellar', kind: 'openai', targets: [{ url: cellar.url }] });
  key = (await addKey({})).secret;
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([kitchen.stop(), cellar.stop()]);
});

const addKey = (more: object) =>
  gateway.api.keys.create({ name: 'app', services: '*', rate_limit_requests: 500, ...more });
const client = (apiKey = key) =>
  new OpenAI({ baseURL: `${gateway.publicUrl}/v1`, apiKey, maxRetries: 0 });
const messages = [{ role: 'user' as const, content: 'Hi' }];
const chat = async (model: string) => {
  const before = [kitchen.requests.length, cellar.requests.length];
  const answer = await client().chat.completions.create({ model, messages });
  expect(answer.choices[0]?.message.content).toBe('Hello from your own computer.');
  const asked = (llm: FakeLlm, from = 0) => (llm.requests.slice(from).some(isChat) ? 1 : 0);
  return { kitchen: asked(kitchen, before[0]), cellar: asked(cellar, before[1]) };
};
/** The path that each of them has: an app's own dialect may be tried first. */
const isChat = ({ path }: { path: string }) =>
  path === '/api/chat' || path === '/v1/chat/completions';
const names = async (apiKey = key) => {
  const { data } = await client(apiKey).models.list();
  return data.map(({ id }) => id);
};

test('one list of models stands for all services, each model once', async () => {
  expect(await names()).toEqual(['small:latest', 'shared', 'big']);
  const tags = await fetch(`${gateway.publicUrl}/api/tags`, { headers: { 'x-api-key': key } });
  const { models } = (await tags.json()) as { models: { name: string }[] };
  expect(models.map(({ name }) => name)).toContain('big');
});

test('a call goes to the service that has the model, in whatever dialect', async () => {
  expect(await chat('big')).toEqual({ kitchen: 0, cellar: 1 });
  expect(await chat('small')).toEqual({ kitchen: 1, cellar: 0 });
  expect(await chat('small:latest')).toEqual({ kitchen: 1, cellar: 0 });
});

test('the default service answers for a model that several have', async () => {
  await gateway.api.services.update({ id: '2', isDefault: true });
  expect(await chat('shared')).toEqual({ kitchen: 0, cellar: 1 });
  await gateway.api.services.update({ id: '1', isDefault: true });
  expect(await chat('shared')).toEqual({ kitchen: 1, cellar: 0 });
});

test('another name stands for a model, in the list too', async () => {
  const aliases = [{ name: 'fast', model: 'small', serviceId: null }];
  await gateway.api.settings.update({ aliases });
  expect(await names()).toContain('fast');
  expect(await chat('fast')).toEqual({ kitchen: 1, cellar: 0 });
  const [last] = kitchen.requests.filter(isChat).slice(-1);
  expect(JSON.parse(String(last?.body))).toMatchObject({ model: 'small' });
  await gateway.api.settings.update({ aliases: [] });
});

test('another name that a model has as well stands in the list once', async () => {
  const aliases = [
    { name: 'big', model: 'small', serviceId: null },
    { name: 'big', model: 'shared', serviceId: '1' },
    { name: 'shared', model: 'shared', serviceId: '1' },
  ];
  await gateway.api.settings.update({ aliases });
  expect((await names()).toSorted()).toEqual(['big', 'shared', 'small:latest']);
  await gateway.api.settings.update({ aliases: [] });
});

test('a key that may use some models sees those, and a key of one service sees its own', async () => {
  const some = await addKey({ models: ['small*'] });
  const cellarOnly = await addKey({ services: ['2'] });
  expect(await names(some.secret)).toEqual(['small:latest']);
  expect(await names(cellarOnly.secret)).toEqual(['big', 'shared']);
});

test('one model that nobody has is unknown, in the shape that the client understands', async () => {
  await expect(client().models.retrieve('nobody')).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  expect((await client().models.retrieve('big')).id).toBe('big');
});

test('a stream is metered exactly although the app did not ask for its usage, and does not see it', async () => {
  const stream = await client().chat.completions.create({ model: 'big', messages, stream: true });
  const parts: OpenAI.ChatCompletionChunk[] = [];
  for await (const part of stream) parts.push(part);
  expect(parts.every(({ choices }) => choices.length > 0)).toBe(true);
  const [last] = cellar.requests.filter(isChat).slice(-1);
  expect(JSON.parse(String(last?.body))).toMatchObject({ stream_options: { include_usage: true } });
  const [entry] = (await gateway.api.audit.search({ limit: 1 })).entries;
  expect(entry).toMatchObject({ model: 'big', tokensIn: 1, tokensOut: 6 });
});

test('an app that asks for the usage itself gets it', async () => {
  const stream = await client().chat.completions.create({
    model: 'big',
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  let usage: OpenAI.CompletionUsage | null | undefined;
  for await (const part of stream) usage = part.usage ?? usage;
  expect(usage).toMatchObject({ completion_tokens: 6 });
});

test('Ollama says the same of its models when it is one service of several', async () => {
  const own = {
    name: 'wide:latest',
    model: 'wide:latest',
    modified_at: '2026-01-02T03:04:05.678901234+01:00',
    size: 2_000_000_000,
    digest: 'abc',
    details: { family: 'llama', parameter_size: '3.2B' },
  };
  const only = { 'GET /api/tags': json({ models: [own] }) };
  const attic = await startFakeService({ routes: only });
  const targets = [{ url: attic.url }];
  const { service } = await gateway.api.services.create({ name: 'Attic', kind: 'ollama', targets });
  const tags = async () => {
    const answer = await fetch(`${gateway.publicUrl}/api/tags`, { headers: { 'x-api-key': key } });
    return ((await answer.json()) as { models: { name: string }[] }).models;
  };
  expect((await tags()).find(({ name }) => name === own.name)).toEqual(own);
  const aliases = [{ name: 'broad', model: 'wide', serviceId: null }];
  await gateway.api.settings.update({ aliases });
  const named = (await tags()).find(({ name }) => name === 'broad');
  expect(named).toEqual({ ...own, name: 'broad', model: 'broad' });
  await gateway.api.settings.update({ aliases: [] });
  await gateway.api.services.remove({ id: service.id });
  await attic.stop();
});
