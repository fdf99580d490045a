import { expect, test } from 'vitest';
import { errorCatalogue } from '#shared/contract/errors';
import { dialectOf } from '../../gateway/dialects/dialect';
import { errorBody } from '../../gateway/dialects/error-body';

const facts = (code: keyof typeof errorCatalogue) => ({
  code,
  requestId: 'r1',
  ...errorCatalogue[code],
});

test('S004-27: a refused key on an OpenAI route has exactly the body its clients expect', () => {
  const { contentType, body } = errorBody('openai', facts('KEY_INVALID'));
  expect(contentType).toBe('application/json');
  expect(body).toBe(
    '{"error":{"message":"Invalid API key","type":"invalid_request_error","param":"authorization","code":"invalid_api_key"}}',
  );
});

test.each([
  ['KEY_MISSING', 'Missing Authorization header'],
  ['KEY_EMPTY', 'Empty Authorization header'],
  ['KEY_MISTYPED', 'Invalid API key format'],
  ['KEY_INVALID', 'Invalid API key'],
] as const)('S004-19: %s reads “%s” on an OpenAI route', (code, message) => {
  expect(JSON.parse(errorBody('openai', facts(code)).body)).toMatchObject({ error: { message } });
});

test('S004-28: a full bucket on an OpenAI route has exactly the body its clients expect', () => {
  expect(errorBody('openai', facts('LIMIT_REACHED')).body).toBe(
    '{"error":{"message":"Rate limit exceeded. Please slow down your requests.","type":"rate_limit_error","code":"rate_limit_exceeded"}}',
  );
});

test('an Ollama client gets a text it can show', () => {
  expect(JSON.parse(errorBody('ollama', facts('KEY_MISSING')).body)).toEqual({
    error: 'An API key is required.',
    code: 'KEY_MISSING',
    requestId: 'r1',
  });
});

test('an Anthropic client gets its own shape', () => {
  expect(JSON.parse(errorBody('anthropic', facts('LIMIT_REACHED')).body)).toMatchObject({
    type: 'error',
    error: { type: 'rate_limit_error', code: 'LIMIT_REACHED' },
    request_id: 'r1',
  });
});

test('S000-32: a classic route without a key says the old words and nothing else', () => {
  expect(errorBody('classic', facts('KEY_MISSING'))).toEqual({
    contentType: 'text/plain; charset=utf-8',
    body: 'Unauthorized - API Key Required',
  });
});

test.each(Object.keys(errorCatalogue) as (keyof typeof errorCatalogue)[])(
  '%s has a body in every shape',
  (code) => {
    for (const shape of ['openai', 'ollama', 'anthropic', 'plain', 'classic'] as const) {
      expect(errorBody(shape, facts(code)).body.length).toBeGreaterThan(10);
    }
    expect(JSON.parse(errorBody('plain', facts(code)).body)).toEqual({
      error: { code, message: errorCatalogue[code].message, requestId: 'r1' },
    });
  },
);

test('the dialect goes by whole path segments', () => {
  expect(
    [
      '/v1/messages',
      '/v1/messages/count_tokens',
      '/v1/messagesx',
      '/v1/models',
      '/api/chat',
      '/apix',
      '/',
    ].map(dialectOf),
  ).toEqual(['anthropic', 'anthropic', 'openai', 'openai', 'ollama', 'plain', 'plain']);
});
