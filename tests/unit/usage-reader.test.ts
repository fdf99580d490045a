import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noUsage } from '../../gateway/dialects/usage-figures';
import { createUsageReader } from '../../gateway/dialects/usage-reader';
import type { WorkKind } from '../../gateway/dialects/work-kind';

const EVENTS = 'text/event-stream; charset=utf-8';
const LINES = 'application/x-ndjson';
const JSON_TYPE = 'application/json';

function read(type: string, text: string, pieceBytes = 7, work: WorkKind = 'text') {
  const reader = createUsageReader(['Content-Type', type], work);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes)
    reader?.push(bytes.subarray(at, at + pieceBytes));
  return reader?.end();
}
const sse = (...events: (object | string)[]) =>
  events
    .map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`)
    .join('');
const delta = (content: string) => ({ model: 'm', choices: [{ delta: { content } }] });

const cases: [name: string, type: string, text: string, expected: object][] = [
  [
    'OpenAI JSON',
    JSON_TYPE,
    JSON.stringify({ model: 'm', choices: [], usage: { prompt_tokens: 5, completion_tokens: 7 } }),
    { tokensIn: 5, tokensOut: 7, model: 'm' },
  ],
  [
    'OpenAI stream with usage',
    EVENTS,
    sse(
      delta('a'),
      delta('b'),
      { model: 'm', choices: [], usage: { prompt_tokens: 5, completion_tokens: 2 } },
      '[DONE]',
    ),
    { tokensIn: 5, tokensOut: 2, model: 'm' },
  ],
  [
    'OpenAI stream without usage: its pieces are counted',
    EVENTS,
    sse(delta('a'), delta(''), delta('b'), '[DONE]'),
    { tokensIn: null, tokensOut: 2, model: 'm' },
  ],
  [
    'OpenAI responses stream',
    EVENTS,
    `event: x\n${sse({ type: 'response.output_text.delta', delta: 'a' }, { type: 'response.completed', response: { model: 'm', usage: { input_tokens: 3, output_tokens: 4 } } })}`,
    { tokensIn: 3, tokensOut: 4, model: 'm' },
  ],
  [
    'embeddings',
    JSON_TYPE,
    JSON.stringify({ model: 'e', data: [], usage: { prompt_tokens: 8, total_tokens: 8 } }),
    { tokensIn: 8, tokensOut: null, model: 'e' },
  ],
  [
    'Ollama stream',
    LINES,
    '{"model":"l","message":{"content":"a"},"done":false}\n{"model":"l","done":true,"prompt_eval_count":11,"eval_count":9}\n',
    { tokensIn: 11, tokensOut: 9, model: 'l' },
  ],
  [
    'Ollama stream that was cut',
    LINES,
    '{"model":"l","message":{"content":"a"}}\n{"model":"l","response":"b"}\n{"model":"l","mess',
    { tokensIn: null, tokensOut: 2, model: 'l' },
  ],
  [
    'Ollama JSON',
    JSON_TYPE,
    '{"model":"l","response":"hi","prompt_eval_count":1,"eval_count":2}',
    { tokensIn: 1, tokensOut: 2, model: 'l' },
  ],
  [
    'Anthropic stream',
    EVENTS,
    sse(
      {
        type: 'message_start',
        message: { model: 'c', usage: { input_tokens: 20, output_tokens: 1 } },
      },
      { type: 'content_block_delta', delta: { text: 'a' } },
      { type: 'message_delta', usage: { output_tokens: 15 } },
    ),
    { tokensIn: 20, tokensOut: 15, model: 'c' },
  ],
  [
    'Anthropic JSON',
    JSON_TYPE,
    JSON.stringify({ model: 'c', usage: { input_tokens: 2, output_tokens: 3 } }),
    { tokensIn: 2, tokensOut: 3, model: 'c' },
  ],
  [
    'OpenAI with a cache and hidden thinking',
    JSON_TYPE,
    JSON.stringify({
      usage: {
        prompt_tokens: 100,
        completion_tokens: 50,
        prompt_tokens_details: { cached_tokens: 64 },
        completion_tokens_details: { reasoning_tokens: 40 },
      },
    }),
    { tokensIn: 100, tokensOut: 50, tokensCached: 64, tokensHidden: 40 },
  ],
  [
    'OpenAI responses with a cache',
    JSON_TYPE,
    JSON.stringify({
      usage: { input_tokens: 9, output_tokens: 1, input_tokens_details: { cached_tokens: 8 } },
    }),
    { tokensIn: 9, tokensOut: 1, tokensCached: 8 },
  ],
  [
    'Anthropic with a cache, which is not in its input',
    EVENTS,
    sse(
      {
        type: 'message_start',
        message: {
          usage: {
            input_tokens: 10,
            cache_read_input_tokens: 70,
            cache_creation_input_tokens: 20,
            output_tokens: 1,
          },
        },
      },
      { type: 'content_block_delta', delta: { text: 'a' } },
      { type: 'message_delta', usage: { output_tokens: 5 } },
    ),
    { tokensIn: 100, tokensOut: 5, tokensCached: 70, isCounted: false },
  ],
  [
    'Anthropic stream that was cut: its pieces are counted, not the first guess',
    EVENTS,
    sse(
      { type: 'message_start', message: { usage: { input_tokens: 10, output_tokens: 1 } } },
      { type: 'content_block_delta', delta: { text: 'a' } },
      { type: 'content_block_delta', delta: { text: 'b' } },
      { type: 'content_block_delta', delta: { thinking: 'c' } },
    ),
    { tokensIn: 10, tokensOut: 3, isCounted: true },
  ],
  [
    'an answer that says its figures with every piece',
    EVENTS,
    sse(
      { ...delta('a'), usage: { prompt_tokens: 4, completion_tokens: 1 } },
      {
        ...delta('b'),
        usage: { prompt_tokens: 4, completion_tokens: 2 },
      },
    ),
    { tokensIn: 4, tokensOut: 2, isCounted: false },
  ],
  [
    'a whole answer that says nothing: four characters are a token',
    JSON_TYPE,
    JSON.stringify({ choices: [{ message: { content: 'twelve chars' } }] }),
    { tokensIn: null, tokensOut: 3, isCounted: true },
  ],
  [
    'a whole Anthropic answer that says nothing',
    JSON_TYPE,
    JSON.stringify({ content: [{ type: 'text', text: 'twelve chars' }] }),
    { tokensIn: null, tokensOut: 3, isCounted: true },
  ],
  [
    'a transcription',
    JSON_TYPE,
    JSON.stringify({ text: 'hi', duration: 8.4704 }),
    { audioMs: 8470, tokensOut: null },
  ],
  [
    'a transcription that says seconds',
    JSON_TYPE,
    JSON.stringify({ text: 'hi', usage: { type: 'duration', seconds: 12 } }),
    { audioMs: 12_000 },
  ],
  [
    'a transcription that says its length as text',
    JSON_TYPE,
    JSON.stringify({ duration: '2.5' }),
    { audioMs: 2500 },
  ],
];
test.each(cases)(
  'usage of %s is read, however the bytes are cut',
  (_name, type, text, expected) => {
    for (const pieceBytes of [1, 3, 64, 100_000])
      expect(read(type, text, pieceBytes)).toMatchObject(expected);
  },
);

test.each([-1, 1e308, 2 ** 60, 0.5, '5', {}, [7], true])(
  'I-06, T-08: a figure of %s is not believed, and noticed',
  (figure) => {
    const text = JSON.stringify({
      model: 'm',
      duration: figure === 0.5 || figure === '5' ? -1 : figure,
      usage: { prompt_tokens: figure, completion_tokens: figure },
    });
    expect(read(JSON_TYPE, text)).toMatchObject({
      tokensIn: null,
      tokensOut: null,
      audioMs: null,
      model: 'm',
      isRefused: true,
    });
  },
);

test('T-08: a figure that is not there, or null, is no lie', () => {
  for (const usage of [null, {}, { prompt_tokens: null }, 'usage', 7]) {
    expect(read(JSON_TYPE, JSON.stringify({ usage }))).toMatchObject({ isRefused: false });
  }
});

test('a long answer is read at its two ends', () => {
  const text = JSON.stringify({
    model: 'm',
    data: ['x'.repeat(3_000_000), '"completion_tokens": 99,'],
    usage: { prompt_tokens: 5, completion_tokens: 6 },
  });
  expect(read(JSON_TYPE, text, 65_536)).toMatchObject({ tokensIn: 5, tokensOut: 6, model: 'm' });
});

test('P-56: a bomb of one endless line, or one that is not JSON, is passed over in bounded memory', () => {
  const reader = createUsageReader(['Content-Type', EVENTS], 'text');
  const block = Buffer.alloc(1_048_576, 0x61);
  for (let at = 0; at < 64; at++) reader?.push(block);
  reader?.push(Buffer.from(`\n${sse(delta('a'))}data: {not json\n\n`));
  expect(reader?.end()).toMatchObject({ tokensIn: null, tokensOut: 1, model: 'm' });
  expect(read(JSON_TYPE, '<html>')).toEqual(noUsage);
});

test('P-56: answers that cannot or need not be read have no reader', () => {
  const json = ['content-type', JSON_TYPE];
  expect(createUsageReader([...json, 'content-encoding', 'gzip'], 'text')).toBeUndefined();
  expect(createUsageReader(['content-type', 'audio/mpeg'], 'text')).toBeUndefined();
  expect(createUsageReader(json, 'none')).toBeUndefined();
  expect(createUsageReader([...json, 'Content-Encoding', 'identity'], 'text')).toBeDefined();
});

describe('pictures', () => {
  const big = 'iVBOR\\/w0KGgo='.repeat(30_000);
  const images = (value: object, pieceBytes: number) =>
    read(JSON_TYPE, JSON.stringify(value), pieceBytes, 'image')?.images;

  test.each([
    [
      'of Stable Diffusion',
      { images: [big, big], parameters: { images: ['x'] }, info: '"images"' },
      2,
    ],
    ['of OpenAI', { created: 1, data: [{ b64_json: big }, { url: 'a,b' }, { url: '[,]' }] }, 3],
    ['in an answer without any', { images: [], data: {} }, 0],
    ['in an answer that only quotes one', { info: '{"images":["a","b"]}' }, 0],
    ['behind an escaped mark', { note: 'say \\" [', images: ['a\\\\', 'b"'] }, 2],
  ])('%s are counted, however the bytes are cut', (_name, value, count) => {
    const pieces = JSON.stringify(value).length > 10_000 ? [1009, 65_536] : [1, 2, 3, 1000];
    for (const pieceBytes of pieces) expect(images(value, pieceBytes)).toBe(count);
  });

  test('are as many as a whole reading of the answer would find', () => {
    const answer = fc.record({
      info: fc.jsonValue({ maxDepth: 3 }),
      images: fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 5 }),
      'data ': fc.jsonValue({ maxDepth: 3 }),
    });
    fc.assert(
      fc.property(answer, fc.integer({ min: 1, max: 40 }), (value, pieceBytes) => {
        expect(images(value, pieceBytes)).toBe(value.images.length);
      }),
    );
  });

  test('that are the answer itself, or come as events, are counted too', () => {
    expect(read('image/png', '\x89PNG', 7, 'image')?.images).toBe(1);
    const done = { type: 'image_generation.completed', b64_json: 'x', usage: { output_tokens: 9 } };
    const partial = { type: 'image_generation.partial_image', b64_json: 'x' };
    expect(read(EVENTS, sse(partial, done), 7, 'image')?.images).toBe(1);
  });
});
