import Anthropic from '@anthropic-ai/sdk';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFakeLlm, type FakeLlm } from '../support/fake-llm';
import { startGateway, type TestGateway } from '../support/start-gateway';

const messages = [{ role: 'user' as const, content: 'Hi' }];
const model = 'llama3.2:1b';
let fake: FakeLlm;
let gateway: TestGateway;
beforeAll(async () => {
  fake = await startFakeLlm();
  gateway = await startGateway();
  const targets = [{ url: fake.url }];
  await gateway.api.services.create({ name: 'ollama', kind: 'ollama', targets });
});
afterAll(async () => {
  await gateway.stop();
  await fake.stop();
});

/** A key that may call no more. */
const spentKey = async (allowance: object) =>
  gateway.api.keys.create({ name: 'phone', services: '*', allowance });

const thrownBy = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

const refusedCalls = async (id: string) => {
  const { byKey } = await gateway.api.usage.summary({ fromMs: 0, toMs: Date.now() + 60_000 });
  return byKey.find(({ keyId }) => keyId === id)?.refused;
};

test('X2: the openai package shows a spent budget as one, and does not try again', async () => {
  const { key, secret } = await spentKey({ money: { day: '0' } });
  const client = new OpenAI({ baseURL: `${gateway.publicUrl}/v1`, apiKey: secret });
  const error = await thrownBy(client.chat.completions.create({ model, messages }));
  expect(error).toBeInstanceOf(OpenAI.RateLimitError);
  expect(error).toMatchObject({ code: 'insufficient_quota', type: 'insufficient_quota' });
  expect(await refusedCalls(key.id)).toBe(1);
});

test('X2: the anthropic package shows a spent allowance as a limit, and does not try again', async () => {
  const { key, secret } = await spentKey({ calls: { week: 0 } });
  const client = new Anthropic({ baseURL: gateway.publicUrl, apiKey: secret });
  const error = await thrownBy(client.messages.create({ model, messages, max_tokens: 10 }));
  expect(error).toBeInstanceOf(Anthropic.RateLimitError);
  expect(String(error)).toContain('The number of calls for this week is used up.');
  expect(await refusedCalls(key.id)).toBe(1);
});

test('X2: the ollama package shows the words for whoever sits in front of it', async () => {
  const { secret } = await spentKey({ tokens: { total: 0 } });
  const headers = { authorization: `Bearer ${secret}` };
  const client = new Ollama({ host: gateway.publicUrl, headers });
  const error = await thrownBy(client.chat({ model, messages }));
  expect(String(error)).toContain('The number of AI tokens is used up. Ask the owner for more.');
});
