import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startFakeLlm, type FakeLlm } from '../support/fake-llm';
import { startGateway, type TestGateway } from '../support/start-gateway';

const run = promisify(execFile);
const SENTENCE = 'Hello from your own computer.';

let llm: FakeLlm;
let gateway: TestGateway;
let secret = '';
let keyId = '';

beforeAll(async () => {
  llm = await startFakeLlm();
  gateway = await startGateway();
  await gateway.api.services.create({
    name: 'Ollama',
    kind: 'ollama',
    targets: [{ url: llm.url }],
  });
  const made = await gateway.api.keys.create({
    name: 'phone',
    services: '*',
    rate_limit_requests: 500,
  });
  [secret, keyId] = [made.secret, made.key.id];
});
afterEach(() => llm.release());
afterAll(async () => {
  await gateway.stop();
  await llm.stop();
});

const openai = (apiKey = secret) =>
  new OpenAI({ baseURL: `${gateway.publicUrl}/v1`, apiKey, maxRetries: 0 });
const ollama = (key = secret) =>
  new Ollama({ host: gateway.publicUrl, headers: { authorization: `Bearer ${key}` } });
const messages = [{ role: 'user' as const, content: 'Hi' }];
const model = 'llama3.2:1b';

async function gather<T>(stream: AsyncIterable<T>, toText: (part: T) => string | null | undefined) {
  let text = '';
  for await (const part of stream) text += toText(part) ?? '';
  return text;
}

test('S004-32: the openai package lists models, asks, and streams through the gateway', async () => {
  const models = await openai().models.list();
  expect(models.data.map(({ id }) => id)).toContain(model);
  const whole = await openai().chat.completions.create({ model, messages });
  expect(whole.choices[0]?.message.content).toBe(SENTENCE);
  const stream = await openai().chat.completions.create({ model, messages, stream: true });
  expect(await gather(stream, (part) => part.choices[0]?.delta.content)).toBe(SENTENCE);
});

test('the openai package raises AuthenticationError for a wrong key and RateLimitError at the limit', async () => {
  const wrong = openai('lk_0000000000_wrong').chat.completions.create({ model, messages });
  await expect(wrong).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
  const tight = await gateway.api.keys.create({
    name: 'tight',
    services: '*',
    rate_limit_requests: 1,
    rate_limit_window_seconds: 600,
  });
  await openai(tight.secret).chat.completions.create({ model, messages });
  const second = openai(tight.secret).chat.completions.create({ model, messages });
  await expect(second).rejects.toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
});

test('S000-9, S000-10: the ollama package lists, generates and chats, streamed and not', async () => {
  const { models } = await ollama().list();
  expect(models.map(({ name }) => name)).toContain(model);
  const whole = await ollama().generate({ model, prompt: 'Hi' });
  expect(whole.response).toBe(SENTENCE);
  const stream = await ollama().chat({ model, messages, stream: true });
  expect(await gather(stream, (part) => part.message.content)).toBe(SENTENCE);
});

test('the ollama package shows the refusal as text', async () => {
  const wrong = ollama('lk_0000000000_wrong').chat({ model, messages });
  await expect(wrong).rejects.toThrow(/not valid|API key/);
});

test('an app that can send no header uses the key in the address, and its dummy Bearer is ignored', async () => {
  const reins = new Ollama({
    host: `${gateway.publicUrl}/k/${secret}`,
    headers: { authorization: 'Bearer ollama' },
  });
  expect((await reins.chat({ model, messages })).message.content).toBe(SENTENCE);
  expect(llm.requests.at(-1)?.path).toBe('/api/chat');
  expect(JSON.stringify(llm.requests.at(-1)?.rawHeaders)).not.toContain(secret);
});

test('S000-11..13: curl reaches the classic routes', async () => {
  await gateway.api.services.create({
    name: 'tts',
    kind: 'tts',
    targets: [{ url: llm.url }],
    sameAddress: true,
  });
  const { stdout } = await run('curl', [
    '-sS',
    '-N',
    `${gateway.publicUrl}/chat/api/generate`,
    '-H',
    `X-API-Key: ${secret}`,
    '-H',
    'Content-Type: application/json',
    '-d',
    JSON.stringify({ model, prompt: 'Hi', stream: false }),
  ]);
  expect(JSON.parse(stdout)).toMatchObject({ response: SENTENCE });
});

test('a stream arrives as it is made, chunk by chunk, and its tokens are on record', async () => {
  llm.hold();
  const stream = await openai().chat.completions.create({ model, messages, stream: true });
  const parts = stream[Symbol.asyncIterator]();
  llm.release(2);
  const first = await parts.next();
  expect(first.done).toBe(false);
  llm.release();
  for (let part = await parts.next(); !part.done; part = await parts.next());
  const { entries } = await gateway.api.audit.search({ keyId, limit: 1 });
  expect(entries[0]).toMatchObject({ status: 200, model });
  expect(entries[0]?.tokensOut).toBeGreaterThan(0);
});

test('P-39: a client that goes away ends the work of the service', async () => {
  llm.hold();
  const before = llm.aborts.length;
  const abort = new AbortController();
  const stream = await openai().chat.completions.create(
    { model, messages, stream: true },
    { signal: abort.signal },
  );
  llm.release(1);
  await stream[Symbol.asyncIterator]().next();
  abort.abort();
  await llm.until(() => llm.aborts.length > before);
  const { entries } = await gateway.api.audit.search({ keyId, limit: 1 });
  expect(entries[0]).toMatchObject({ keyId });
});
