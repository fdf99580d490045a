import { expect, test } from 'vitest';
import {
  canTranslate,
  translateChat,
  type ChatDialect,
} from '../../gateway/dialects/translate/translation';
import { LatchkeyError } from '#shared/contract/errors';
import { DIRECTIONS, PATHS } from '../support/translate-fixtures';

const options = { requestId: 'req-1', now: new Date(0) };
const PNG = 'iVBORw0KGgoAAAANSUhEUg==';
const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const schema = { type: 'object', properties: { ok: { type: 'boolean' } } };

function asked(from: ChatDialect, to: ChatDialect, body: unknown, path: string = PATHS[from]) {
  const call = translateChat(from, to, path, body, options);
  return { ...call, body: JSON.parse(call.body.toString('utf8')) as unknown };
}

/** One conversation with everything in it, as each dialect says it. */
const openai = {
  model: 'm',
  messages: [
    { role: 'system', content: 'Be short.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } },
      ],
    },
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":"Bern"}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'c1', content: 'Sunny' },
  ],
  stream: true,
  stream_options: { include_usage: true },
  tools: [{ type: 'function', function: { name: 'weather', description: 'Asks.', parameters } }],
  tool_choice: 'auto',
  max_tokens: 50,
  temperature: 0.5,
  top_p: 0.9,
  stop: ['END'],
  response_format: { type: 'json_schema', json_schema: { name: 'answer', schema } },
};
const anthropic = {
  model: 'm',
  max_tokens: 50,
  system: 'Be short.',
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } },
      ],
    },
    {
      role: 'assistant',
      content: [{ type: 'tool_use', id: 'c1', name: 'weather', input: { city: 'Bern' } }],
    },
    {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: 'c1', content: 'Sunny' }],
    },
  ],
  stream: true,
  tools: [{ name: 'weather', description: 'Asks.', input_schema: parameters }],
  tool_choice: { type: 'auto' },
  temperature: 0.5,
  top_p: 0.9,
  stop_sequences: ['END'],
  output_config: { format: { type: 'json_schema', schema } },
};
const ollama = {
  model: 'm',
  messages: [
    { role: 'system', content: 'Be short.' },
    { role: 'user', content: 'What is this?', images: [PNG] },
    {
      role: 'assistant',
      content: '',
      tool_calls: [{ id: 'c1', function: { name: 'weather', arguments: { city: 'Bern' } } }],
    },
    { role: 'tool', content: 'Sunny', tool_name: 'weather', tool_call_id: 'c1' },
  ],
  stream: true,
  tools: [{ type: 'function', function: { name: 'weather', description: 'Asks.', parameters } }],
  format: schema,
  options: { temperature: 0.5, top_p: 0.9, num_predict: 50, stop: ['END'] },
};
const conversations = { openai, anthropic, ollama };

test.each(DIRECTIONS)(
  'S003-71: the same conversation in the words of $from becomes that of $to',
  ({ from, to }) => {
    const call = asked(from, to, conversations[from]);
    const expected: Record<string, unknown> = { ...conversations[to] };
    // Ollama has no choice of tools to say.
    if (from === 'ollama') delete expected['tool_choice'];
    expect(call.body).toEqual(expected);
    expect(call.path).toBe(PATHS[to]);
    expect(call.answerType).toBe(from === 'ollama' ? 'ndjson' : 'sse');
  },
);

test('S003-71: Ollama streams unless told otherwise, the others only when they are asked', () => {
  const messages = [{ role: 'user', content: 'Hi' }];
  expect(asked('ollama', 'openai', { model: 'm', messages }).body).toMatchObject({ stream: true });
  expect(asked('openai', 'ollama', { model: 'm', messages }).body).toMatchObject({ stream: false });
});

test('S003-71: a prompt of /api/generate becomes a chat', () => {
  const body = { model: 'm', prompt: 'Hi', system: 'Be short.', stream: false, keep_alive: '5m' };
  expect(asked('ollama', 'openai', body, '/api/generate').body).toEqual({
    model: 'm',
    stream: false,
    messages: [
      { role: 'system', content: 'Be short.' },
      { role: 'user', content: 'Hi' },
    ],
  });
});

test('calls of an Ollama history without ids get the same ids each time, and results find their call', () => {
  const call = (name: string) => ({ function: { name, arguments: { a: 1 } } });
  const body = {
    model: 'm',
    messages: [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: '', tool_calls: [call('one'), call('two')] },
      { role: 'tool', tool_name: 'two', content: '2' },
      { role: 'tool', content: '1' },
    ],
  };
  const first = asked('ollama', 'openai', body).body;
  expect(first).toMatchObject({
    messages: [
      { role: 'user' },
      { tool_calls: [{ id: 'call_h_0' }, { id: 'call_h_1' }] },
      { role: 'tool', tool_call_id: 'call_h_1', content: '2' },
      { role: 'tool', tool_call_id: 'call_h_0', content: '1' },
    ],
  });
  expect(asked('ollama', 'openai', body).body).toEqual(first);
});

test('results of tools and the words after them become turns of their own, with their images', () => {
  const source = { type: 'base64', media_type: 'image/png', data: PNG };
  const content = [
    { type: 'tool_result', tool_use_id: 'c1', content: [{ type: 'image', source }] },
    { type: 'tool_result', tool_use_id: 'c2', content: [{ type: 'text', text: 'Done' }] },
    { type: 'text', text: 'And now?' },
  ];
  const body = { model: 'm', max_tokens: 9, messages: [{ role: 'user', content }] };
  expect(asked('anthropic', 'ollama', body).body).toMatchObject({
    messages: [
      { role: 'tool', tool_call_id: 'c1', content: '' },
      { role: 'tool', tool_call_id: 'c2', content: 'Done' },
      { role: 'user', content: 'And now?', images: [PNG] },
    ],
  });
});

test.each([
  [{ thinking: { type: 'enabled', budget_tokens: 2000 } }, { think: true }],
  [{ thinking: { type: 'disabled' } }, { think: false }],
  [
    {
      system: [
        { type: 'text', text: 'A' },
        { type: 'text', text: 'B' },
      ],
    },
    {},
  ],
  [{ tool_choice: { type: 'none' }, tools: anthropic.tools }, {}],
])('Anthropic settings %j reach Ollama', (extra, expected) => {
  const messages = [{ role: 'user', content: 'Hi' }];
  const { body } = asked('anthropic', 'ollama', { model: 'm', max_tokens: 9, messages, ...extra });
  expect(body).toMatchObject(expected);
  expect(body).not.toHaveProperty('tools');
  if ('system' in extra) expect(body).toHaveProperty('messages.0.content', 'A\n\nB');
});

test.each([
  [{ reasoning_effort: 'low' }, { think: 'low' }],
  [{ reasoning_effort: 'none' }, { think: false }],
  [{ max_completion_tokens: 7 }, { options: { num_predict: 7 } }],
  [{ seed: 3, presence_penalty: 1 }, { options: { seed: 3, presence_penalty: 1 } }],
  [{ stop: 'X' }, { options: { stop: ['X'] } }],
  [{ response_format: { type: 'json_object' } }, { format: 'json' }],
])('OpenAI settings %j reach Ollama', (extra, expected) => {
  const messages = [{ role: 'user', content: 'Hi' }];
  expect(asked('openai', 'ollama', { model: 'm', messages, ...extra }).body).toMatchObject(
    expected,
  );
});

test.each([
  [{ think: 'high' }, 'high'],
  [{ think: true }, undefined],
  [{ think: false }, undefined],
])(
  'the wish of an Ollama app %j reaches an OpenAI server as a level or not at all',
  (extra, level) => {
    const messages = [{ role: 'user', content: 'Hi' }];
    const { body } = asked('ollama', 'openai', { model: 'm', messages, ...extra });
    expect((body as Record<string, unknown>)['reasoning_effort']).toBe(level);
  },
);

test('thinking between calls stays with the calls, and is left out where it would need a signature', () => {
  const made = { id: 'c1', function: { name: 'f', arguments: {} } };
  const body = {
    model: 'm',
    messages: [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: '', thinking: 'Hm.', tool_calls: [made] },
      { role: 'assistant', content: 'So.', thinking: 'Hm!' },
    ],
  };
  const said = JSON.stringify(asked('ollama', 'openai', body).body);
  expect(said).toContain('"reasoning_content":"Hm."');
  expect(said).not.toContain('Hm!');
  expect(JSON.stringify(asked('ollama', 'anthropic', body).body)).not.toContain('Hm');
});

test('a history with arguments that are no JSON can still be sent to Ollama', () => {
  const call = (text: string) => ({ id: text, function: { name: 'f', arguments: text } });
  const messages = [{ role: 'assistant', tool_calls: ['', '{"a":1}', '{oops', '[1]'].map(call) }];
  expect(asked('openai', 'ollama', { model: 'm', messages }).body).toMatchObject({
    messages: [
      {
        tool_calls: [{}, { a: 1 }, { text: '{oops' }, { text: '[1]' }].map((args) => ({
          function: { arguments: args },
        })),
      },
    ],
  });
});

test('an image without a type gets one from its first bytes, and an address may stand alone', () => {
  const image = (base64: string) => {
    const messages = [{ role: 'user', content: 'Hi', images: [base64] }];
    return JSON.stringify(asked('ollama', 'openai', { model: 'm', messages }).body);
  };
  expect(image('/9j/4AAQ')).toContain('data:image/jpeg;base64,/9j/4AAQ');
  expect(image('data:image/gif;base64,R0lGODlh')).toContain('"data:image/gif;base64,R0lGODlh"');
  const part = { type: 'image_url', image_url: `data:image/png;base64,${PNG}` };
  const messages = [{ role: 'user', content: [part] }];
  expect(asked('openai', 'ollama', { model: 'm', messages }).body).toHaveProperty(
    'messages.0.images.0',
    PNG,
  );
});

test('a wanted tool is offered alone to Ollama, which has no choice of tools', () => {
  const tool = (name: string) => ({ type: 'function', function: { name, parameters } });
  const { body } = asked('openai', 'ollama', {
    model: 'm',
    messages: [{ role: 'user', content: 'Hi' }],
    tools: [tool('one'), tool('two')],
    tool_choice: { type: 'function', function: { name: 'two' } },
  });
  expect(body).toMatchObject({ tools: [tool('two')] });
});

const hi = [{ role: 'user', content: 'Hi' }];
const audio = [{ role: 'user', content: [{ type: 'input_audio', input_audio: {} }] }];
const link = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };
test.each([
  ['openai', 'ollama', { model: 'm', messages: hi, n: 2 }, 'more than one answer'],
  ['openai', 'ollama', { model: 'm', messages: hi, logprobs: true }, 'token probabilities'],
  ['openai', 'ollama', { model: 'm', messages: hi, modalities: ['audio'] }, 'spoken answers'],
  ['openai', 'ollama', { model: 'm', messages: audio }, 'input_audio'],
  [
    'openai',
    'ollama',
    { model: 'm', messages: [{ role: 'user', content: [link] }] },
    'web address',
  ],
  ['openai', 'ollama', { messages: hi }, '"model"'],
  ['openai', 'ollama', { model: 'm', messages: [{ role: 'x' }] }, '"messages.0.role"'],
  ['openai', 'ollama', 'text', 'not a JSON object'],
  ['openai', 'ollama', null, 'not a JSON object'],
  [
    'openai',
    'ollama',
    { model: 'm', messages: hi, tools: [{ type: 'web_search' }] },
    'function tools',
  ],
  ['ollama', 'openai', { model: 'm', messages: [] }, 'no question'],
  ['ollama', 'openai', { model: 'm', messages: hi, logprobs: true }, 'token probabilities'],
  ['ollama', 'anthropic', { model: 'm', messages: hi, format: 'json' }, 'schema'],
  [
    'anthropic',
    'ollama',
    { model: 'm', messages: [{ role: 'user', content: [{ type: 'document' }] }] },
    'document',
  ],
] as const)('%s to %s: %j is refused in plain words', (from, to, body, words) => {
  const refused = (): unknown => asked(from, to, body);
  expect(refused).toThrow(LatchkeyError);
  expect(refused).toThrow(words);
});

test.each([
  [{ suffix: 'x' }, 'suffix'],
  [{ raw: true }, 'raw'],
  [{ context: [1, 2] }, '/api/chat'],
  [{ template: '{{ .Prompt }}' }, 'template'],
  [{ prompt: '' }, 'no question'],
])('/api/generate with %j is refused in plain words', (extra, words) => {
  const body = { model: 'm', prompt: 'Hi', ...extra };
  expect(() => asked('ollama', 'openai', body, '/api/generate')).toThrow(words);
});

test('unknown fields and __proto__ are dropped, and a body of endless depth is refused', () => {
  const body: unknown = JSON.parse(
    '{"model":"m","messages":[{"role":"user","content":"Hi","__proto__":{"role":"system"}}],"__proto__":{"n":5},"user":"me"}',
  );
  expect(asked('openai', 'ollama', body).body).toEqual({
    model: 'm',
    stream: false,
    messages: [{ role: 'user', content: 'Hi' }],
  });
  let deep: object = {};
  for (let at = 0; at < 20_000; at++) deep = { deep };
  const tools = [{ type: 'function', function: { name: 'f', parameters: deep } }];
  expect(() => asked('openai', 'ollama', { model: 'm', messages: hi, tools })).toThrow(
    'nested too deeply',
  );
});

test('only the paths that have a chat can be translated, and never into the same words', () => {
  expect(canTranslate('openai', 'ollama', '/v1/chat/completions')).toBe(true);
  expect(canTranslate('openai', 'openai', '/v1/responses')).toBe(true);
  expect(canTranslate('openai', 'openai', '/v1/chat/completions')).toBe(false);
  expect(canTranslate('ollama', 'openai', '/v1/chat/completions')).toBe(false);
  expect(canTranslate('openai', 'ollama', '/v1/audio/speech')).toBe(false);
  expect(() => asked('openai', 'ollama', {}, '/v1/audio/speech')).toThrow('not offered');
});
