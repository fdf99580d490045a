import fc from 'fast-check';
import { expect, test } from 'vitest';
import { guardRequest, type GuardRules, type RequestHead } from '../../gateway/edge/request-guard';

const anyHost: GuardRules = { enforceHost: false, isAllowedHost: () => false };
const KEY = 'lk_0123456789_' + 'a'.repeat(49);

const head = (url: string, headers: readonly string[] = [], method = 'GET'): RequestHead => ({
  method,
  url,
  httpVersion: '1.1',
  rawHeaders: ['Host', '127.0.0.1:5539', ...headers],
});

test('a good request is handed on with its parts apart and nothing changed', () => {
  expect(guardRequest(head('/proxy/1/a?b=c', ['X-Api-Key', KEY]), anyHost)).toEqual({
    ok: true,
    request: {
      path: '/proxy/1/a',
      query: '?b=c',
      loggedPath: '/proxy/1/a',
      host: '127.0.0.1:5539',
      presented: { text: KEY, carrier: 'x-api-key' },
    },
  });
});

test('P-69: with a key in the path, the path for the record has none', () => {
  const verdict = guardRequest(head(`/k/${KEY}/api/tags`), anyHost);
  expect(verdict).toMatchObject({
    ok: true,
    request: { path: '/api/tags', loggedPath: '/k/•••/api/tags', presented: { carrier: 'path' } },
  });
  for (const url of [`/k/${KEY}/a/../b`, `http://h/k/${KEY}/x`, `/k/${KEY};/x?${KEY}`]) {
    const refused = guardRequest(head(url), anyHost);
    expect(refused.ok).toBe(false);
    expect(JSON.stringify(refused)).not.toContain(KEY);
  }
});

test.each([
  [head('/x', [], 'TRACE'), 'METHOD_NOT_ALLOWED', true],
  [head('/x', ['Host', 'b']), 'REQUEST_MALFORMED', true],
  [head(`/${'a'.repeat(8192)}`), 'URL_TOO_LONG', true],
  [head('/x', ['X-A', 'a'.repeat(16_384)]), 'HEADERS_TOO_LARGE', true],
  [head('/x', ['Expect', 'tea']), 'EXPECTATION_FAILED', true],
  [head('/x', ['X-Api-Key', KEY, 'X-Api-Key', KEY]), 'CREDENTIALS_REPEATED', false],
] as const)('a refusal says why, and whether the connection can go on', (request, code, close) => {
  expect(guardRequest(request, anyHost)).toMatchObject({ ok: false, code, close });
});

test('P-15: the allow-list is asked for the bare name', () => {
  const asked: string[] = [];
  const isAllowedHost = (name: string) => asked.push(name) < 3;
  const ask = (host: string) =>
    guardRequest(
      { ...head('/'), rawHeaders: ['Host', host] },
      { enforceHost: true, isAllowedHost },
    );
  expect(ask('LocalHost:5539').ok).toBe(true);
  expect(ask('[::1]:5539').ok).toBe(true);
  expect(ask('evil.test')).toMatchObject({ ok: false, code: 'HOST_NOT_ALLOWED' });
  expect(asked).toEqual(['localhost', '::1', 'evil.test']);
});

const piece = fc.constantFrom(
  '/',
  '//',
  '.',
  '..',
  '%',
  '%2',
  '%2f',
  '%2e',
  '%00',
  '?',
  '#',
  ';',
  '\\',
  'k',
  'v1',
  'api',
  'proxy',
  ' ',
  '*',
  'é',
  '\u2028',
);
const url = fc
  .array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 12 })
  .map((parts) => parts.join(''));
const headerName = fc.oneof(
  fc.constantFrom(
    'Host',
    'Authorization',
    'X-Api-Key',
    'Transfer-Encoding',
    '__proto__',
    'Expect',
    'Sec-WebSocket-Protocol',
  ),
  fc.string({ minLength: 1, maxLength: 8 }),
);

test('whatever comes in, the guard answers and lets only plain paths through', () => {
  const input = fc.record({
    method: fc.constantFrom('GET', 'POST', 'OPTIONS', 'TRACE', ''),
    url: fc.oneof(
      url,
      url.map((text) => `/${text}`),
    ),
    httpVersion: fc.constantFrom('1.1', '1.0', '2.0'),
    rawHeaders: fc
      .array(fc.tuple(headerName, fc.string({ maxLength: 20 })), { maxLength: 4 })
      .map((pairs) => ['Host', 'a', ...pairs.flat()]),
  });
  fc.assert(
    fc.property(input, (request) => {
      const verdict = guardRequest(request, anyHost);
      if (!verdict.ok || verdict.request.path === '*') return;
      const { path } = verdict.request;
      expect(new URL(`http://a${path}`).pathname.length).toBeGreaterThan(0);
      expect(path).toMatch(/^\/[\x21-\x7e]*$/);
      expect(decodeURIComponent(path)).not.toMatch(/\/\/|\/\.\.?(\/|$)|[\\;\0]/);
    }),
    { numRuns: 20_000 },
  );
});
