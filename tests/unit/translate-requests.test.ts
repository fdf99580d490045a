import { expect, test } from 'vitest';
import { asked } from '../support/translate-asked';
import { DIRECTIONS, PATHS } from '../support/translate-fixtures';

const PNG = 'iVBORw0KGgoAAAANSUhEUg==';
const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const schema = { type: 'object', properties: { ok: { type: 'boolean' } } };

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
  'S003-70: the same conversation in the words of $from becomes that of $to',
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

test('S003-70: Ollama streams unless told otherwise, the others only when they are asked', () => {
  const messages = [{ role: 'user', content: 'Hi' }];
  expect(asked('ollama', 'openai', { model: 'm', messages }).body).toMatchObject({ stream: true });
  expect(asked('openai', 'ollama', { model: 'm', messages }).body).toMatchObject({ stream: false });
});

test('S003-70: a prompt of /api/generate becomes a chat', () => {
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
