import { expect, test } from 'vitest';
import { matchRoute } from '../../gateway/routes/route-table';

test.each(['/', '/chat', '/chat/', '/health'])('S000-15: %s needs no key', (path) => {
  expect(matchRoute(path, 'GET')).toMatchObject({ kind: 'public' });
  expect(matchRoute(path, 'HEAD')).toMatchObject({ kind: 'public' });
  expect(matchRoute(path, 'POST')).toBeUndefined();
});

test.each([
  ['/status', 'status'],
  ['/me', 'me'],
  ['/me/api-key', 'me-api-key'],
])('S000-14: %s is answered by the gateway itself', (path, name) => {
  expect(matchRoute(path, 'GET')).toMatchObject({ kind: 'own', name, free: false });
  expect(matchRoute(path, 'POST')).toBeUndefined();
});

test('the usage of one service is asked for by its id', () => {
  expect(matchRoute('/usage/3', 'GET')).toMatchObject({ name: 'usage', serviceId: '3' });
  expect(matchRoute('/usage', 'GET')).toBeUndefined();
  expect(matchRoute('/usage/', 'GET')).toBeUndefined();
  expect(matchRoute('/usage/3/4', 'GET')).toBeUndefined();
});

test.each([
  ['/proxy/1', '1', '/'],
  ['/proxy/1/', '1', '/'],
  ['/proxy/1/a/b', '1', '/a/b'],
  ['/proxy/My%20box/a%20b', 'My box', '/a%20b'],
  ['/proxy/chat/api/chat', 'chat', '/api/chat'],
])('the prefix of %s is taken off', (path, serviceRef, rest) => {
  for (const method of ['GET', 'POST', 'DELETE', 'PATCH']) {
    expect(matchRoute(path, method)).toMatchObject({ kind: 'service-prefix', serviceRef, rest });
  }
});

test.each([
  ['/chat/api/chat', 'chat'],
  ['/chat/api/tags', 'chat'],
  ['/tts/api/speak', 'tts'],
  ['/image/api/generate/simple', 'image'],
  ['/whisper/api/transcribe', 'whisper'],
])('the classic route %s goes to the %s services', (path, family) => {
  const rest = path.slice(path.indexOf('/api'));
  expect(matchRoute(path, 'POST')).toMatchObject({ kind: 'classic', family, rest });
});

test.each(['GET', 'PUT', 'DELETE'])(
  'S000-16: the classic routes are not served for %s, but for looking around',
  (method) => {
    expect(matchRoute('/chat/api/generate', method)).toBeUndefined();
    expect(matchRoute('/tts/api/speak', method)).toBeUndefined();
    expect(matchRoute('/whisper/api/transcribe', method)).toBeUndefined();
  },
);

test.each([
  ['/api/chat', 'ollama', '/api/chat'],
  ['/api/tags', 'ollama', '/api/tags'],
  ['/v1/chat/completions', 'openai', '/v1/chat/completions'],
  ['/v1/models', 'openai', '/v1/models'],
  ['/v1/messages', 'anthropic', '/v1/messages'],
  ['/v1/messages/count_tokens', 'anthropic', '/v1/messages/count_tokens'],
  ['/v1/messagesx', 'openai', '/v1/messagesx'],
  // What people mistype
  ['/v1/v1/models', 'openai', '/v1/models'],
  ['/v1/api/tags', 'ollama', '/api/tags'],
  ['/chat/v1/chat/completions', 'openai', '/v1/chat/completions'],
  ['/chat/completions', 'openai', '/v1/chat/completions'],
  ['/models', 'openai', '/v1/models'],
  ['/models/llama3', 'openai', '/v1/models/llama3'],
  ['/embeddings', 'openai', '/v1/embeddings'],
  ['/props', 'openai', '/props'],
])('%s speaks %s and asks the service for %s', (path, dialect, rest) => {
  expect(matchRoute(path, 'POST')).toMatchObject({
    kind: 'dialect',
    dialect,
    shape: dialect,
    rest,
  });
});

test.each([
  '/SVC/x',
  '/Proxy/1/x',
  '/Chat/api/chat',
  '/API/tags',
  '/V1/models',
  '/Health',
  '/chat2',
  '/chat2/api/chat',
  '/chat.',
  '/chat%20',
  '/chat%20/api/chat',
  '/chat/apix',
  '/chat/other',
  '/proxy',
  '/proxy/',
  '/proxy2/1',
  '/apix',
  '/api',
  '/v1',
  '/v10/models',
  '/me/',
  '/status/x',
  '/healthz',
  '/admin/v1/keys.list',
  '/metrics',
  '/k',
])('P-25, P-27: %s is not a route', (path) => {
  expect(matchRoute(path, 'GET')).toBeUndefined();
});

test.each([
  ['GET', '/api/version'],
  ['HEAD', '/api/version'],
  ['GET', '/api/tags'],
  ['GET', '/api/ps'],
  ['POST', '/api/show'],
  ['GET', '/v1/models'],
  ['GET', '/v1/models/llama3'],
  ['GET', '/chat/api/tags'],
  ['POST', '/chat/api/show'],
  ['GET', '/chat/v1/models'],
  ['GET', '/'],
])('%s %s only looks around and is free', (method, path) => {
  expect(matchRoute(path, method)?.free).toBe(true);
});

test.each([
  ['POST', '/api/chat'],
  ['POST', '/api/tags'],
  ['GET', '/api/show'],
  ['DELETE', '/v1/models/llama3'],
  ['POST', '/v1/chat/completions'],
  ['GET', '/proxy/1/api/tags'],
  ['GET', '/proxy/1/v1/models'],
  ['POST', '/tts/api/show'],
])('S003-18: %s %s counts', (method, path) => {
  expect(matchRoute(path, method)?.free).toBe(false);
});

test('an error looks as the app behind the path expects it', () => {
  expect(matchRoute('/proxy/1/v1/messages', 'POST')?.shape).toBe('anthropic');
  expect(matchRoute('/proxy/1/v1/chat/completions', 'POST')?.shape).toBe('openai');
  expect(matchRoute('/proxy/1/api/chat', 'POST')?.shape).toBe('ollama');
  expect(matchRoute('/proxy/1/anything', 'POST')?.shape).toBe('plain');
  expect(matchRoute('/chat/api/chat', 'POST')?.shape).toBe('classic-ollama');
  expect(matchRoute('/tts/api/speak', 'POST')?.shape).toBe('classic');
});
