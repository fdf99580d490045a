import Anthropic from '@anthropic-ai/sdk';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { ChatOllama } from '@langchain/ollama';
import { ChatOpenAI } from '@langchain/openai';
import { generateText, streamText } from 'ai';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startFakeLlm, type FakeLlm } from '../support/fake-llm';
import { startGateway, type TestGateway } from '../support/start-gateway';

const SENTENCE = 'Hello from your own computer.';
const model = 'llama3.2:1b';
const messages = [{ role: 'user' as const, content: 'Hi' }];

interface Home {
  readonly llm: FakeLlm;
  readonly gateway: TestGateway;
  readonly key: string;
}

/** What a client is given: an address and a key. */
type Call = (home: Home) => Promise<string>;

const openai = ({ gateway, key }: Home) =>
  new OpenAI({ baseURL: `${gateway.publicUrl}/v1`, apiKey: key, maxRetries: 0 });
const ollama = ({ gateway, key }: Home) =>
  new Ollama({ host: gateway.publicUrl, headers: { authorization: `Bearer ${key}` } });
const anthropic = ({ gateway, key }: Home) =>
  new Anthropic({ baseURL: gateway.publicUrl, apiKey: key, maxRetries: 0 });
const aiSdk = ({ gateway, key }: Home) =>
  createOpenAICompatible({ name: 'home', baseURL: `${gateway.publicUrl}/v1`, apiKey: key })(model);
const langchainOpenAi = ({ gateway, key }: Home) =>
  new ChatOpenAI({
    model,
    apiKey: key,
    maxRetries: 0,
    configuration: { baseURL: `${gateway.publicUrl}/v1` },
  });
const langchainOllama = ({ gateway, key }: Home) =>
  new ChatOllama({
    model,
    baseUrl: gateway.publicUrl,
    headers: { authorization: `Bearer ${key}` } as unknown as Headers,
  });

async function gather<T>(stream: AsyncIterable<T>, toText: (part: T) => unknown): Promise<string> {
  let text = '';
  for await (const part of stream) text += String(toText(part) ?? '');
  return text;
}

const calls: Record<string, Call> = {
  'openai chat': async (home) => {
    const answer = await openai(home).chat.completions.create({ model, messages });
    return answer.choices[0]?.message.content ?? '';
  },
  'openai chat, streamed': async (home) =>
    gather(
      await openai(home).chat.completions.create({ model, messages, stream: true }),
      (part) => part.choices[0]?.delta.content,
    ),
  'openai responses': async (home) =>
    (await openai(home).responses.create({ model, input: 'Hi' })).output_text ?? '',
  'openai responses, streamed': async (home) =>
    gather(await openai(home).responses.create({ model, input: 'Hi', stream: true }), (event) =>
      event.type === 'response.output_text.delta' ? event.delta : '',
    ),
  'anthropic messages': async (home) => {
    const answer = await anthropic(home).messages.create({ model, messages, max_tokens: 50 });
    return answer.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
  },
  'anthropic messages, streamed': async (home) =>
    gather(anthropic(home).messages.stream({ model, messages, max_tokens: 50 }), (event) =>
      event.type === 'content_block_delta' && event.delta.type === 'text_delta'
        ? event.delta.text
        : '',
    ),
  'ollama chat': async (home) => (await ollama(home).chat({ model, messages })).message.content,
  'ollama chat, streamed': async (home) =>
    gather(
      await ollama(home).chat({ model, messages, stream: true }),
      (part) => part.message.content,
    ),
  'ollama generate': async (home) =>
    (await ollama(home).generate({ model, prompt: 'Hi' })).response ?? '',
  'ollama generate, streamed': async (home) =>
    gather(
      await ollama(home).generate({ model, prompt: 'Hi', stream: true }),
      (part) => part.response,
    ),
  'ai + @ai-sdk/openai-compatible': async (home) =>
    (await generateText({ model: aiSdk(home), prompt: 'Hi', maxRetries: 0 })).text,
  'ai + @ai-sdk/openai-compatible, streamed': async (home) =>
    gather(
      streamText({ model: aiSdk(home), prompt: 'Hi', maxRetries: 0 }).textStream,
      (part) => part,
    ),
  '@langchain/openai': async (home) => (await langchainOpenAi(home).invoke('Hi')).text,
  '@langchain/openai, streamed': async (home) =>
    gather(await langchainOpenAi(home).stream('Hi'), (part) => part.text),
  '@langchain/ollama': async (home) => (await langchainOllama(home).invoke('Hi')).text,
  '@langchain/ollama, streamed': async (home) =>
    gather(await langchainOllama(home).stream('Hi'), (part) => part.text),
};

const homes = {
  'a home with Ollama alone': { only: 'ollama', kind: 'ollama' },
  'a home with an OpenAI-compatible server alone': { only: 'openai', kind: 'openai' },
  'a home whose Ollama speaks both': { only: undefined, kind: 'ollama' },
} as const;

describe.each(Object.entries(homes))('%s', (_name, { only, kind }) => {
  let home: Home;
  beforeAll(async () => {
    const llm = await startFakeLlm(only ? { only } : {});
    const gateway = await startGateway();
    await gateway.api.services.create({ name: 'LLM', kind, targets: [{ url: llm.url }] });
    const made = await gateway.api.keys.create({
      name: 'client',
      services: '*',
      rate_limit_requests: 500,
    });
    home = { llm, gateway, key: made.secret };
  });
  afterAll(async () => {
    await home.gateway.stop();
    await home.llm.stop();
  });

  test.each(Object.entries(calls))('S004-32, S003-54: %s', async (_call, ask) => {
    expect(await ask(home)).toBe(SENTENCE);
    await vi.waitFor(async () => {
      const [entry] = (await home.gateway.api.audit.search({ limit: 1 })).entries;
      expect(entry).toMatchObject({ code: null, model, tokensOut: 6 });
    }, 20_000);
  });

  test('every client finds the model in its own list', async () => {
    const lists = await Promise.all([
      openai(home)
        .models.list()
        .then(({ data }) => data.map(({ id }) => id)),
      anthropic(home)
        .models.list()
        .then(({ data }) => data.map(({ id }) => id)),
      ollama(home)
        .list()
        .then(({ models }) => models.map(({ name }) => name)),
    ]);
    for (const list of lists) expect(list).toContain(model);
  });

  test('what apps ask before they chat is answered by any home', async () => {
    const { input_tokens } = await anthropic(home).messages.countTokens({ model, messages });
    expect(input_tokens).toBeGreaterThan(0);
    const shown = await ollama(home).show({ model });
    expect(shown.capabilities).toContain('completion');
  });

  test('a wrong key raises the right error in every client', async () => {
    const wrong = { ...home, key: 'lk_nonsense' };
    await expect(openai(wrong).models.list()).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
    const asked = anthropic(wrong).messages.create({ model, messages, max_tokens: 5 });
    await expect(asked).rejects.toBeInstanceOf(Anthropic.AuthenticationError);
    await expect(ollama(wrong).list()).rejects.toMatchObject({ status_code: 401 });
  });
});
