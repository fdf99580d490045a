import { expect, test } from 'vitest';
import { asked } from '../support/translate-asked';

const PNG = 'iVBORw0KGgoAAAANSUhEUg==';
const parameters = { type: 'object', properties: { city: { type: 'string' } } };

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
  [{ tool_choice: { type: 'none' }, tools: [{ name: 'weather', input_schema: parameters }] }, {}],
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

test('all results of one round of calls stand in one turn for Anthropic, with the words after them', () => {
  const call = (id: string) => ({ id, function: { name: 'f', arguments: '{}' } });
  const messages = [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: null, tool_calls: [call('c1'), call('c2')] },
    { role: 'tool', tool_call_id: 'c1', content: '1' },
    { role: 'tool', tool_call_id: 'c2', content: '2' },
    { role: 'user', content: 'And?' },
  ];
  const { body } = asked('openai', 'anthropic', { model: 'm', messages });
  expect(body).toHaveProperty('messages.length', 3);
  expect(body).toHaveProperty('messages.2.content', [
    { type: 'tool_result', tool_use_id: 'c1', content: '1' },
    { type: 'tool_result', tool_use_id: 'c2', content: '2' },
    { type: 'text', text: 'And?' },
  ]);
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
