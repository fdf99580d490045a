import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Anthropic from '@anthropic-ai/sdk';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChatDialect } from '../../gateway/dialects/translate/translation';
import {
  canTranslateEmbedding,
  translateEmbedding,
} from '../../gateway/dialects/translate/embedding-translation';
import { readModelList } from '../../gateway/dialects/translate/model-entry';
import { writeModel, writeModelList, writeShow } from '../../gateway/dialects/translate/model-list';
import { answerTokenCount } from '../../gateway/dialects/translate/token-count';
import { translateError } from '../../gateway/dialects/translate/translate-error';

const options = { requestId: 'req-1', now: new Date(0), monotonicMs: () => 5 };
const VECTORS = [
  [0.5, -0.25, 1],
  [0, 2, -4],
];

function embedded(
  from: ChatDialect,
  to: ChatDialect,
  path: string,
  body: unknown,
  answer: unknown,
): { asked: unknown; path: string; answer: unknown } {
  const call = translateEmbedding(from, to, path, body, options);
  const translator = call.createAnswer('application/json');
  for (const byte of Buffer.from(JSON.stringify(answer))) translator.push(Buffer.from([byte]));
  return {
    asked: JSON.parse(call.body.toString('utf8')),
    path: call.path,
    answer: JSON.parse(translator.end().toString('utf8')),
  };
}

const ollamaVectors = { model: 'm', embeddings: VECTORS, prompt_eval_count: 4 };
const openaiVectors = {
  object: 'list',
  model: 'm',
  // Out of order on purpose: the number decides.
  data: [1, 0].map((index) => ({ object: 'embedding', index, embedding: VECTORS[index] })),
  usage: { prompt_tokens: 4, total_tokens: 4 },
};

describe('embeddings', () => {
  const input = ['one', 'two'];

  test('S003-70, S003-71: those of Ollama reach a caller of OpenAI', () => {
    const body = { model: 'm', input, dimensions: 3, user: 'me' };
    const done = embedded('openai', 'ollama', '/v1/embeddings', body, ollamaVectors);
    expect(done.path).toBe('/api/embed');
    expect(done.asked).toEqual({ model: 'm', input, dimensions: 3 });
    expect(done.answer).toMatchObject({
      object: 'list',
      data: VECTORS.map((embedding, index) => ({ object: 'embedding', index, embedding })),
      usage: { prompt_tokens: 4, total_tokens: 4 },
    });
  });

  test('S003-70, S003-71: those of an OpenAI server reach a caller of Ollama, on both of its routes', () => {
    const done = embedded('ollama', 'openai', '/api/embed', { model: 'm', input }, openaiVectors);
    expect(done.path).toBe('/v1/embeddings');
    expect(done.asked).toEqual({ model: 'm', input, encoding_format: 'float' });
    expect(done.answer).toMatchObject({ embeddings: VECTORS, prompt_eval_count: 4 });
    const one = { data: [{ index: 0, embedding: VECTORS[0] }] };
    const body = { model: 'm', prompt: 'one' };
    const old = embedded('ollama', 'openai', '/api/embeddings', body, one);
    expect(old.answer).toEqual({ embedding: VECTORS[0] });
  });

  test('token numbers are refused, and so is an answer that does not fit the question', () => {
    const numbers = { model: 'm', input: [[1, 2]] };
    expect(() => embedded('openai', 'ollama', '/v1/embeddings', numbers, {})).toThrow('texts only');
    const body = { model: 'm', input };
    const ask = (answer: unknown) => () =>
      embedded('openai', 'ollama', '/v1/embeddings', body, answer);
    expect(ask({ embeddings: [[1]] })).toThrow('one embedding for each text');
    expect(ask({ embeddings: [[1], ['x']] })).toThrow('not a list of numbers');
    expect(ask({ error: 'model not found' })).toThrow('model not found');
    expect(canTranslateEmbedding('openai', 'anthropic', '/v1/embeddings')).toBe(false);
  });
});

const tags = {
  models: [
    {
      name: 'qwen3:8b',
      model: 'qwen3:8b',
      modified_at: '2026-01-02T03:04:05Z',
      size: 5_000,
      digest: 'abc',
      details: { family: 'qwen3', parameter_size: '8B', quantization_level: 'Q4_K_M' },
    },
    { nothing: true },
  ],
};
const models = {
  object: 'list',
  data: [
    { id: 'phi', object: 'model', created: 1_700_000_000, owned_by: 'vllm', max_model_len: 4096 },
  ],
};

test('S003-71: models that an OpenAI server lists are shown to Ollama apps, with what is known of them', () => {
  const entries = readModelList('openai', models);
  expect(writeModelList('ollama', entries)).toMatchObject({
    models: [{ name: 'phi', model: 'phi', modified_at: '2023-11-14T22:13:20.000Z', size: 0 }],
  });
  expect(entries.map(writeShow)).toMatchObject([
    {
      capabilities: ['completion', 'tools'],
      model_info: { 'general.architecture': 'unknown', 'unknown.context_length': 4096 },
    },
  ]);
});

test('a model list that is no list, or that is full of nonsense, is an empty one', () => {
  for (const body of [null, 'x', { models: 'x' }, { models: [null, 1, { name: '' }] }]) {
    expect(readModelList('ollama', body)).toEqual([]);
  }
  const odd = { data: [{ id: 'a', created: 1e300, owned_by: 7, max_model_len: NaN }] };
  expect(readModelList('openai', odd)).toEqual([{ id: 'a' }]);
});

test.each([
  ['openai', { error: 'model "x" not found' }, { error: { message: 'model "x" not found' } }],
  [
    'anthropic',
    { error: 'model "x" not found' },
    { type: 'error', error: { type: 'not_found_error', message: 'model "x" not found' } },
  ],
  ['ollama', { error: { message: 'No such model', code: 'gone' } }, { error: 'No such model' }],
  ['ollama', { detail: 'Not Found' }, { error: 'Not Found' }],
  ['ollama', [{ error: { message: 'In a list' } }], { error: 'In a list' }],
  ['ollama', '<html>', { error: 'The AI service answered with status 404.' }],
] as const)(
  'S003-71: an error of the service is told to %s in its shape: %j',
  (from, body, expected) => {
    const to = from === 'ollama' ? 'openai' : 'ollama';
    const told = translateError(from, to, 404, Buffer.from(JSON.stringify(body)), 'req-1');
    expect(JSON.parse(told.body)).toMatchObject(expected);
    expect(told.contentType).toBe('application/json');
  },
);

describe('real packages', () => {
  let answer: unknown;
  let url = '';
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(answer instanceof Buffer ? answer : JSON.stringify(answer));
    });
  });
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((closed) => server.close(closed)));

  test('S004-32: the openai package reads vectors in base64, and the model list', async () => {
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });
    const body = { model: 'm', input: ['one', 'two'], encoding_format: 'base64' };
    answer = embedded('openai', 'ollama', '/v1/embeddings', body, ollamaVectors).answer;
    const { data } = await client.embeddings.create({ model: 'm', input: ['one', 'two'] });
    expect(data.map(({ embedding }) => [...embedding])).toEqual(VECTORS);
    const entries = readModelList('ollama', tags);
    answer = writeModelList('openai', entries);
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual(['qwen3:8b']);
    answer = entries[0] && writeModel('openai', entries[0]);
    expect((await client.models.retrieve('qwen3:8b')).object).toBe('model');
  });

  test('S003-70, S003-71: the anthropic package lists models and is told an estimate of tokens', async () => {
    const client = new Anthropic({ baseURL: url, apiKey: 'none', maxRetries: 0 });
    answer = writeModelList('anthropic', readModelList('ollama', tags));
    const listed: string[] = [];
    for await (const { id, type } of client.models.list()) listed.push(`${type} ${id}`);
    expect(listed).toEqual(['model qwen3:8b']);
    const messages = [{ role: 'user' as const, content: 'a'.repeat(400) }];
    answer = answerTokenCount({ model: 'm', messages });
    const counted = await client.messages.countTokens({ model: 'm', messages });
    expect(counted.input_tokens).toBe(104);
  });

  test('S003-70, S003-71: the ollama package embeds, lists and shows', async () => {
    const client = new Ollama({ host: url });
    const body = { model: 'm', input: ['one', 'two'] };
    answer = embedded('ollama', 'openai', '/api/embed', body, openaiVectors).answer;
    expect((await client.embed(body)).embeddings).toEqual(VECTORS);
    const entries = readModelList('openai', models);
    answer = writeModelList('ollama', entries);
    expect((await client.list()).models.map(({ name }) => name)).toEqual(['phi']);
    answer = entries[0] && writeShow(entries[0]);
    expect((await client.show({ model: 'phi' })).capabilities).toContain('completion');
  });
});
