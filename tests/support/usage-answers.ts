import { createUsageReader } from '../../gateway/dialects/usage-reader';
import type { WorkKind } from '../../gateway/dialects/work-kind';

export const EVENTS = 'text/event-stream; charset=utf-8';
const LINES = 'application/x-ndjson';
export const JSON_TYPE = 'application/json';

/** What is read of an answer that arrives in pieces of so many bytes. */
export function readUsage(type: string, text: string, pieceBytes = 7, work: WorkKind = 'text') {
  const reader = createUsageReader(['Content-Type', type], work);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes)
    reader?.push(bytes.subarray(at, at + pieceBytes));
  return reader?.end();
}

/** Events as they are sent. */
export const sse = (...events: (object | string)[]) =>
  events
    .map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`)
    .join('');

/** A piece of an answer of OpenAI. */
export const delta = (content: string) => ({ model: 'm', choices: [{ delta: { content } }] });

/** Answers of the programs there are, and what each says it used. */
export const usageAnswers: [name: string, type: string, text: string, expected: object][] = [
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
