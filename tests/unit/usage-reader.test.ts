import { expect, test } from 'vitest';
import type { Dialect } from '../../gateway/dialects/dialect';
import { createUsageReader } from '../../gateway/dialects/usage-reader';

const EVENTS = 'text/event-stream; charset=utf-8';
const LINES = 'application/x-ndjson';
const JSON_TYPE = 'application/json';

function read(type: string, dialect: Dialect, text: string, pieceBytes = 7) {
  const reader = createUsageReader(['Content-Type', type], dialect);
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

const cases: [name: string, type: string, dialect: Dialect, text: string, expected: object][] = [
  [
    'OpenAI JSON',
    JSON_TYPE,
    'openai',
    JSON.stringify({ model: 'm', choices: [], usage: { prompt_tokens: 5, completion_tokens: 7 } }),
    { tokensIn: 5, tokensOut: 7, model: 'm' },
  ],
  [
    'OpenAI stream with usage',
    EVENTS,
    'openai',
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
    'openai',
    sse(delta('a'), delta(''), delta('b'), '[DONE]'),
    { tokensIn: null, tokensOut: 2, model: 'm' },
  ],
  [
    'OpenAI responses stream',
    EVENTS,
    'openai',
    `event: x\n${sse({ type: 'response.output_text.delta', delta: 'a' }, { type: 'response.completed', response: { model: 'm', usage: { input_tokens: 3, output_tokens: 4 } } })}`,
    { tokensIn: 3, tokensOut: 4, model: 'm' },
  ],
  [
    'embeddings',
    JSON_TYPE,
    'openai',
    JSON.stringify({ model: 'e', data: [], usage: { prompt_tokens: 8, total_tokens: 8 } }),
    { tokensIn: 8, tokensOut: null, model: 'e' },
  ],
  [
    'Ollama stream',
    LINES,
    'ollama',
    '{"model":"l","message":{"content":"a"},"done":false}\n{"model":"l","done":true,"prompt_eval_count":11,"eval_count":9}\n',
    { tokensIn: 11, tokensOut: 9, model: 'l' },
  ],
  [
    'Ollama stream that was cut',
    LINES,
    'ollama',
    '{"model":"l","message":{"content":"a"}}\n{"model":"l","response":"b"}\n{"model":"l","mess',
    { tokensIn: null, tokensOut: 2, model: 'l' },
  ],
  [
    'Ollama JSON',
    JSON_TYPE,
    'ollama',
    '{"model":"l","response":"hi","prompt_eval_count":1,"eval_count":2}',
    { tokensIn: 1, tokensOut: 2, model: 'l' },
  ],
  [
    'Anthropic stream',
    EVENTS,
    'anthropic',
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
    'anthropic',
    JSON.stringify({ model: 'c', usage: { input_tokens: 2, output_tokens: 3 } }),
    { tokensIn: 2, tokensOut: 3, model: 'c' },
  ],
];
test.each(cases)(
  'usage of %s is read, however the bytes are cut',
  (_name, type, dialect, text, expected) => {
    for (const pieceBytes of [1, 3, 64, 100_000])
      expect(read(type, dialect, text, pieceBytes)).toEqual(expected);
  },
);

test.each([-1, 1e308, '5', null, {}, [7], true])('a figure of %s is not believed', (figure) => {
  const text = JSON.stringify({
    model: 'm',
    usage: { prompt_tokens: figure, completion_tokens: figure },
  });
  expect(read(JSON_TYPE, 'openai', text)).toEqual({ tokensIn: null, tokensOut: null, model: 'm' });
});

test('a long answer is read at its two ends', () => {
  const text = JSON.stringify({
    model: 'm',
    data: ['x'.repeat(3_000_000), '"completion_tokens": 99,'],
    usage: { prompt_tokens: 5, completion_tokens: 6 },
  });
  expect(read(JSON_TYPE, 'openai', text, 65_536)).toEqual({
    tokensIn: 5,
    tokensOut: 6,
    model: 'm',
  });
});

test('P-56: a bomb of one endless line, or one that is not JSON, is passed over in bounded memory', () => {
  const reader = createUsageReader(['Content-Type', EVENTS], 'openai');
  const block = Buffer.alloc(1_048_576, 0x61);
  for (let at = 0; at < 64; at++) reader?.push(block);
  reader?.push(Buffer.from(`\n${sse(delta('a'))}data: {not json\n\n`));
  expect(reader?.end()).toEqual({ tokensIn: null, tokensOut: 1, model: 'm' });
  expect(read(JSON_TYPE, 'openai', '<html>')).toEqual({
    tokensIn: null,
    tokensOut: null,
    model: null,
  });
});

test('answers that cannot or need not be read have no reader', () => {
  expect(
    createUsageReader(['content-type', JSON_TYPE, 'content-encoding', 'gzip'], 'openai'),
  ).toBeUndefined();
  expect(createUsageReader(['content-type', 'audio/mpeg'], 'openai')).toBeUndefined();
  expect(createUsageReader(['content-type', JSON_TYPE], 'plain')).toBeUndefined();
  expect(
    createUsageReader(['content-type', JSON_TYPE, 'Content-Encoding', 'identity'], 'openai'),
  ).toBeDefined();
});
