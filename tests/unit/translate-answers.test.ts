import { expect, test } from 'vitest';
import { translateChat } from '../../gateway/dialects/translate/translation';
import {
  DIRECTIONS,
  PATHS,
  serviceAnswer,
  smallRequest,
  STORIES,
} from '../support/translate-fixtures';

const options = {
  requestId: 'req-1',
  now: new Date('2026-11-21T12:00:00Z'),
  monotonicMs: () => 5,
};

const cases = DIRECTIONS.flatMap((direction) =>
  STORIES.flatMap((story) => [true, false].map((isStream) => ({ ...direction, story, isStream }))),
);

// The three services say the same thing, so one golden answer for each caller holds whichever service is behind.
test.each(cases)(
  'S003-71: an answer of $to reaches the caller in the words of $from ($story, streamed: $isStream)',
  async ({ from, to, story, isStream }) => {
    const call = translateChat(from, to, PATHS[from], smallRequest(from, isStream), options);
    const answer = serviceAnswer(to, story, isStream);
    const translator = call.createAnswer(answer.contentType);
    const first = translator.push(answer.body) ?? Buffer.alloc(0);
    const bytes = Buffer.concat([first, translator.end()]);
    expect(translator.isBroken).toBe(false);
    // Ollama tells the arguments of a call at once, the others in pieces; only a stream shows it.
    const pieces = story === 'tools' && isStream ? (to === 'ollama' ? '-at-once' : '-pieces') : '';
    const name = `${from}-${story}-${isStream ? 'stream' : 'whole'}${pieces}.txt`;
    await expect(bytes.toString('utf8')).toMatchFileSnapshot(`golden/translate/${name}`);
  },
);

test('S003-71: an answer that came whole is streamed to a caller who asked for a stream, and the other way round', () => {
  const ask = (isStream: boolean, asStream: boolean) => {
    const call = translateChat(
      'openai',
      'ollama',
      PATHS.openai,
      smallRequest('openai', isStream),
      options,
    );
    const answer = serviceAnswer('ollama', 'text', asStream);
    const translator = call.createAnswer(answer.contentType);
    const first = translator.push(answer.body) ?? Buffer.alloc(0);
    return Buffer.concat([first, translator.end()]).toString('utf8');
  };
  expect(ask(true, false)).toMatch(/^data: .*Grüezi 世界 🌍!.*\[DONE\]\n\n$/s);
  expect(JSON.parse(ask(false, true))).toMatchObject({
    choices: [{ message: { content: 'Grüezi 世界 🌍!' } }],
    usage: { total_tokens: 18 },
  });
});

test('an OpenAI caller who did not ask for figures gets no event with figures', () => {
  const body = { ...smallRequest('openai', true), stream_options: undefined };
  const call = translateChat('openai', 'ollama', PATHS.openai, body, options);
  const translator = call.createAnswer('application/x-ndjson');
  const bytes = translator.push(serviceAnswer('ollama', 'text', true).body);
  const text = bytes?.toString('utf8');
  expect(text).toContain('[DONE]');
  expect(text).not.toContain('usage');
  expect(text).not.toContain('"choices":[]');
});

test('an Anthropic caller who did not ask for thinking gets the answer in the first block', () => {
  const body = { ...smallRequest('anthropic', false), thinking: undefined };
  const call = translateChat('anthropic', 'ollama', PATHS.anthropic, body, options);
  const translator = call.createAnswer('application/json');
  translator.push(serviceAnswer('ollama', 'text', false).body);
  expect(JSON.parse(translator.end().toString('utf8'))).toMatchObject({
    content: [{ type: 'text', text: 'Grüezi 世界 🌍!' }],
  });
});

test('an old Ollama without ids for tool calls gets ids that stay the same for the same answer', () => {
  const call = translateChat(
    'openai',
    'ollama',
    PATHS.openai,
    smallRequest('openai', false),
    options,
  );
  const ids = [1, 2].map(() => {
    const translator = call.createAnswer('application/json');
    const made = { function: { name: 'weather', arguments: { city: 'Bern' } } };
    const message = { role: 'assistant', content: '', tool_calls: [made, made] };
    translator.push(Buffer.from(JSON.stringify({ model: 'm', message, done: true })));
    return translator
      .end()
      .toString('utf8')
      .match(/"id":"call_[^"]+"/g);
  });
  expect(ids[0]).toEqual(['"id":"call_req-1_0"', '"id":"call_req-1_1"']);
  expect(ids[1]).toEqual(ids[0]);
});

test('what came from a cache is counted apart for Anthropic and within the whole for OpenAI', () => {
  const usage = {
    prompt_tokens: 100,
    completion_tokens: 5,
    prompt_tokens_details: { cached_tokens: 60 },
  };
  const choices = [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }];
  const there = translateChat(
    'anthropic',
    'openai',
    PATHS.anthropic,
    smallRequest('anthropic', false),
    options,
  ).createAnswer('application/json');
  there.push(Buffer.from(JSON.stringify({ model: 'm', choices, usage })));
  const message = there.end();
  expect(JSON.parse(message.toString('utf8'))).toMatchObject({
    usage: { input_tokens: 40, cache_read_input_tokens: 60, output_tokens: 5 },
  });
  const back = translateChat(
    'openai',
    'anthropic',
    PATHS.openai,
    smallRequest('openai', false),
    options,
  ).createAnswer('application/json');
  back.push(message);
  expect(JSON.parse(back.end().toString('utf8'))).toMatchObject({ usage });
});

test('the events of a response are numbered, and each item is closed before the next one', async () => {
  const body = { model: 'qwen3:8b', input: 'Hi', stream: true };
  const call = translateChat('openai', 'ollama', '/v1/responses', body, options);
  const translator = call.createAnswer('application/x-ndjson');
  const bytes = translator.push(serviceAnswer('ollama', 'tools', true).body);
  const text = bytes?.toString('utf8') ?? '';
  const numbers = [...text.matchAll(/"sequence_number":(\d+)/g)].map(([, digits]) =>
    Number(digits),
  );
  expect(numbers).toEqual(numbers.map((_, at) => at));
  expect(numbers.length).toBeGreaterThan(10);
  await expect(text).toMatchFileSnapshot('golden/translate/responses-tools-stream.txt');
});
