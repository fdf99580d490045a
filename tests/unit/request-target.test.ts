import { expect, test } from 'vitest';
import { readTarget, toLoggedPath } from '../../gateway/edge/request-target';

const pathOf = (target: string) => readTarget(target, 'GET')?.path;

test.each([
  '/',
  '/health',
  '/proxy/1/a/b',
  '/proxy/1/file%2etxt',
  '/proxy/1/..a/b..',
  '/proxy/1/...',
  '/proxy/1/100%25',
  '/proxy/1/a%20b',
  '/proxy/1/%E4%BD%A0',
  '/proxy/1/a|b',
  '/proxy/1/{id}',
  '/proxy/1/m:latest',
  '/proxy/1/',
])('P-23: %s has one reading and is passed on byte for byte', (path) => {
  expect(pathOf(path)).toBe(path);
});

test.each([
  '/svc/../health',
  '/svc/a/../../secret',
  '/..',
  '/svc/.',
  '/./svc',
  '/svc/%2e%2e/secret',
  '/svc/%2E%2e/secret',
  '/svc/.%2e/secret',
  '/svc/..%2fsecret',
  '/svc/%2fsecret',
  '/svc%2fsecret',
  '/svc/a%5c..%5cb',
  '/svc/%252e%252e/secret',
  '/svc/%25252e%25252e/secret',
  '/svc/a%252fb',
  '/svc/..%20/x',
])('P-22, P-23: %s would change segments and is refused', (path) => {
  expect(pathOf(path)).toBeUndefined();
});

test.each([
  '//svc/x',
  '///api/tags',
  '/svc//evil',
  '/svc\\..\\x',
  '/svc;a/x',
  '/svc/%00',
  '/svc/%0d%0aX',
  '/svc/%09x',
  '/svc/%7f',
  '/svc/%zz',
  '/svc/%',
  '/svc/%1',
  '/svc/%c0%af',
  '/svc/%c0%ae%c0%ae/x',
  '/svc/%e0%80%af',
  '/svc/%ff',
  '/svc/\u00e4',
  '/svc/\u0001',
  '/svc/#a',
  '/svc?a#b',
  '/svc?a=\u00e4',
])('P-26: %j could be read in two ways and is refused', (path) => {
  expect(pathOf(path)).toBeUndefined();
});

test.each([
  'http://evil/svc/x',
  'http://h:1230.1/',
  'http://[::1/',
  'http://a@b/',
  '*',
  'admin',
  '',
])('P-17, P-18, P-19: %j is not an address on this gateway', (target) => {
  expect(readTarget(target, 'GET')).toBeUndefined();
});

test('P-24: a query is left alone, whatever looks like a path in it', () => {
  expect(readTarget('/svc/x?a=../x&b=%2e//;%zz\\', 'GET')).toMatchObject({
    path: '/svc/x',
    query: '?a=../x&b=%2e//;%zz\\',
  });
  expect(readTarget('/svc/x?', 'GET')).toMatchObject({ query: '?' });
});

test.each([
  ['//api/tags', '/api/tags'],
  ['//v1/models', '/v1/models'],
  ['//', '/'],
  ['//health', '/health'],
  ['/k/some-key//api/tags', '/api/tags'],
])('P-26: one slash too many before a well-known route (%s) is taken as %s', (sent, path) => {
  expect(pathOf(sent)).toBe(path);
});

test.each(['//proxy/1/x', '//evil', '//api/../x', '//proxy/%zz', '//api//tags', '//status'])(
  'P-26: %s is not such a slip and is refused',
  (path) => {
    expect(pathOf(path)).toBeUndefined();
  },
);

test('X3: the key of a path is taken out of it', () => {
  expect(readTarget('/k/abc/api/tags?x=1', 'GET')).toEqual({
    path: '/api/tags',
    query: '?x=1',
    pathKey: 'abc',
  });
  expect(readTarget('/k/abc', 'GET')).toMatchObject({ path: '/', pathKey: 'abc' });
  expect(readTarget('/k/abc/', 'GET')).toMatchObject({ path: '/', pathKey: 'abc' });
  expect(readTarget('/k/', 'GET')).toMatchObject({ path: '/k/', pathKey: undefined });
  expect(readTarget('/kk/abc', 'GET')).toMatchObject({ path: '/kk/abc', pathKey: undefined });
});

test.each(['/k/../x', '/k/%2e%2e/x', '/k/a%2fb/x', '/k/a;b/x', '/k/a%zz/x'])(
  'P-23: %s hides no second reading in the key',
  (path) => {
    expect(pathOf(path)).toBeUndefined();
  },
);

test('P-69: no key is left in a path that is written down', () => {
  const secret = 'lk_0123456789_' + 'a'.repeat(49);
  expect(toLoggedPath(`/k/${secret}/api/tags?key=${secret}`)).toBe('/k/•••/api/tags');
  expect(toLoggedPath(`http://host/k/${secret}/x#y`)).toBe('http://host/k/•••/x');
  expect(toLoggedPath(`//k/${secret}/x`)).toBe('//k/•••/x');
  expect(toLoggedPath(`/proxy/1/${secret}`)).toBe('/proxy/1/lk_0123456789_•••');
});
