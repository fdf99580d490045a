import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TranslationError } from '../../gateway/dialects/translate/translation-error';
import { translateChat, type ChatDialect } from '../../gateway/dialects/translate/translation';
import {
  DIRECTIONS,
  PATHS,
  serviceAnswer,
  smallRequest,
  STORIES,
} from '../support/translate-fixtures';

const options = { requestId: 'req-1', now: new Date(0), monotonicMs: () => 5 };
const STREAM_TYPES = {
  openai: 'text/event-stream',
  anthropic: 'text/event-stream',
  ollama: 'application/x-ndjson',
};

function translatorFor(from: ChatDialect, to: ChatDialect, type: string = STREAM_TYPES[to]) {
  return translateChat(from, to, PATHS[from], smallRequest(from, true), options).createAnswer(type);
}

function translated(from: ChatDialect, to: ChatDialect, chunks: readonly Buffer[]): string {
  const translator = translatorFor(from, to);
  const given = chunks.map((chunk) => translator.push(chunk) ?? Buffer.alloc(0));
  return Buffer.concat([...given, translator.end()]).toString('utf8');
}

function cut(body: Buffer, places: readonly number[]): Buffer[] {
  const marks = [0, ...places.map((place) => place % (body.length + 1)), body.length].sort(
    (one, other) => one - other,
  );
  return marks.slice(1).map((mark, at) => body.subarray(marks[at], mark));
}

test.each(DIRECTIONS)(
  'S003-71: a stream from $to gives $from the same bytes wherever it is cut',
  ({ from, to }) => {
    for (const story of STORIES) {
      const { body } = serviceAnswer(to, story, true);
      const expected = translated(from, to, [body]);
      const single = [...body].map((_, at) => body.subarray(at, at + 1));
      expect(translated(from, to, single)).toBe(expected);
      fc.assert(
        fc.property(fc.array(fc.nat(), { maxLength: 30 }), (places) => {
          expect(translated(from, to, cut(body, places))).toBe(expected);
        }),
        { numRuns: 60 },
      );
    }
  },
);

test('a long line that comes in thousands of pieces is whole again', () => {
  const content = 'ü'.repeat(5000);
  const line = Buffer.from(
    `${JSON.stringify({ model: 'm', message: { content }, done: true, done_reason: 'stop' })}\n`,
  );
  const single = [...line].map((_, at) => line.subarray(at, at + 1));
  expect(translated('openai', 'ollama', single)).toContain(`"content":"${content}"`);
});

test('a stream with carriage returns and a byte order mark is read like any other', () => {
  const { body } = serviceAnswer('openai', 'text', true);
  const windows = Buffer.from(`\uFEFF${body.toString('utf8').replaceAll('\n', '\r\n')}`);
  expect(translated('ollama', 'openai', [windows])).toBe(translated('ollama', 'openai', [body]));
});

describe('a service that misbehaves', () => {
  const first = {
    openai: 'data: {"model":"m","choices":[{"index":0,"delta":{"content":"Hi"}}]}\n\n',
    anthropic:
      'data: {"type":"message_start","message":{"model":"m"}}\n\n' +
      'data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":"Hi"}}\n\n',
    ollama: '{"model":"m","message":{"content":"Hi"},"done":false}\n',
  };
  const lastEvent = { openai: /"error":/, anthropic: /event: error\n/, ollama: /^\{"error":"/m };

  test.each(DIRECTIONS)('$to breaks off: $from is told with an error event', ({ from, to }) => {
    const translator = translatorFor(from, to);
    const begun = translator.push(Buffer.from(first[to]))?.toString('utf8') ?? '';
    expect(begun).toContain('Hi');
    const rest = translator.end().toString('utf8');
    expect(rest).toMatch(lastEvent[from]);
    expect(rest).toContain('broke off');
    expect(rest).not.toContain('[DONE]');
    expect(rest).not.toContain('"done":true');
    expect(translator.isBroken).toBe(true);
  });

  test.each(DIRECTIONS)('$to sends a line of 2 MiB: $from is told, and nothing is kept', (one) => {
    const translator = translatorFor(one.from, one.to);
    translator.push(Buffer.from(first[one.to]));
    const piece = Buffer.alloc(65_536, 0x61);
    let told = '';
    for (let at = 0; at < 32; at++) told += translator.push(piece)?.toString('utf8') ?? '';
    expect(told).toMatch(lastEvent[one.from]);
    expect(told).toContain('longer than 1 MiB');
    expect(translator.push(Buffer.from(`\n${first[one.to]}`))).toBeUndefined();
    expect(translator.end()).toHaveLength(0);
  });

  test.each(DIRECTIONS)('$to sends a line that is no JSON: $from is told', ({ from, to }) => {
    const translator = translatorFor(from, to);
    const bad = to === 'ollama' ? '{"model":\n' : 'data: {"model":\n\n';
    const told = translator.push(Buffer.from(first[to] + bad))?.toString('utf8');
    expect(told).toMatch(lastEvent[from]);
    expect(told).toContain('not JSON');
  });

  test.each(DIRECTIONS)('$to says nothing at all: the end is refused for $from', ({ from, to }) => {
    const empty = translatorFor(from, to);
    expect(() => empty.end()).toThrow(TranslationError);
    const page = translatorFor(from, to, 'text/html');
    expect(page.push(Buffer.from('<html>'))).toBeUndefined();
    expect(() => page.end()).toThrow('not JSON');
    expect(page.isBroken).toBe(true);
  });

  test('its own error in a stream is passed on with its words', () => {
    const error = '{"error":"model runner has stopped"}\n';
    const told = translated('openai', 'ollama', [Buffer.from(first.ollama + error)]);
    expect(told).toContain('"error":{"message":"model runner has stopped"');
    const alone = translatorFor('openai', 'ollama');
    alone.push(Buffer.from(error));
    expect(() => alone.end()).toThrow('model runner has stopped');
  });

  test('arguments nested without end are an answer that is not understood', () => {
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    const call = `{"function":{"name":"f","arguments":${deep}}}`;
    const translator = translatorFor('openai', 'ollama');
    translator.push(Buffer.from(first.ollama));
    const told = translator.push(Buffer.from(`{"message":{"tool_calls":[${call}]}}\n`));
    expect(told?.toString('utf8')).toContain('nested too deeply');
  });

  test('an answer without end is cut at 128 MiB, for a caller who wants it whole', () => {
    const body = smallRequest('openai', false);
    const call = translateChat('openai', 'ollama', PATHS.openai, body, options);
    const translator = call.createAnswer('application/x-ndjson');
    const piece = Buffer.from(first.ollama.repeat(20).padEnd(1_048_575) + '\n');
    for (let at = 0; at < 129; at++) translator.push(piece);
    expect(() => translator.end()).toThrow('has no end');
  });

  test('events of many lines add up to 1 MiB at most', () => {
    const translator = translatorFor('ollama', 'openai');
    const line = Buffer.from(`data: ${'a'.repeat(1000)}\n`);
    for (let at = 0; at < 1100; at++) translator.push(line);
    expect(translator.isBroken).toBe(true);
    expect(() => translator.end()).toThrow('longer than 1 MiB');
  });
});

test('figures that cannot be right are left out of the answer', () => {
  const usages = ['null', '-3', '1e400', '"12"', '{}'];
  for (const figure of usages) {
    const body = `{"model":"m","message":{"content":"Hi"},"done":true,"prompt_eval_count":${figure},"eval_count":4}\n`;
    const told = translated('openai', 'ollama', [Buffer.from(body)]);
    expect(told).toContain('"usage":{"prompt_tokens":0,"completion_tokens":4,"total_tokens":4}');
  }
});

test('a key named __proto__ in an answer or in the arguments of a call changes nothing else', () => {
  const call = '{"function":{"name":"f","arguments":{"__proto__":{"done":true},"a":1}}}';
  const body = `{"__proto__":{"error":"no"},"model":"m","message":{"content":"","tool_calls":[${call}]},"done":true}\n`;
  const told = translated('anthropic', 'ollama', [Buffer.from(body)]);
  expect(told).toContain(String.raw`{\"__proto__\":{\"done\":true},\"a\":1}`);
  expect(told).toContain('"stop_reason":"tool_use"');
  expect(({} as Record<string, unknown>)['done']).toBeUndefined();
});

test('tool calls of a plain answer without ids and numbers are told apart', () => {
  const made = ['a', 'b'].map((name) => ({ function: { name, arguments: '{}' } }));
  const choices = [{ message: { tool_calls: made }, finish_reason: 'stop' }];
  const translator = translatorFor('anthropic', 'openai', 'application/json');
  translator.push(Buffer.from(JSON.stringify({ model: 'm', choices })));
  const told = translator.end().toString('utf8');
  expect(told.match(/"id":"call_req-1_\d","name":"[ab]"/g)).toHaveLength(2);
  expect(told).toContain('"stop_reason":"tool_use"');
});

test('two tool calls are told apart by number, and by id when all have the number 0', () => {
  const calls = (numbers: readonly [number, number]) =>
    numbers.map((index, at) => ({
      index,
      id: `c${at}`,
      function: { name: `f${at}`, arguments: `{"at":${at}}` },
    }));
  for (const numbers of [[0, 1] as const, [0, 0] as const]) {
    const delta = { tool_calls: calls(numbers) };
    const chunk = { model: 'm', choices: [{ index: 0, delta, finish_reason: 'tool_calls' }] };
    const body = `data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`;
    const told = translated('ollama', 'openai', [Buffer.from(body)]);
    expect(told.match(/"arguments":\{"at":\d\}/g)).toEqual([
      '"arguments":{"at":0}',
      '"arguments":{"at":1}',
    ]);
  }
});
