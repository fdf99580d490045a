import { LatchkeyError } from '#shared/contract/errors';
import { expect, test } from 'vitest';
import { canTranslate } from '../../gateway/dialects/translate/translation';
import { asked } from '../support/translate-asked';

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
