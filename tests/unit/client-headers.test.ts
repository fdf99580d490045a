import { expect, test } from 'vitest';
import { toClientHeaders } from '../../gateway/proxy/response-headers';

test('P-04, S001-17: headers of the connection to the service do not reach the caller', () => {
  const raw = [
    'Connection',
    'close, x-internal',
    'X-Internal',
    '1',
    'Keep-Alive',
    'timeout=5',
    'Proxy-Authenticate',
    'Basic',
    'Transfer-Encoding',
    'chunked',
    'Trailer',
    'X',
    'Upgrade',
    'h2',
    'Content-Type',
    'text/plain',
    'Server',
    'llama.cpp',
  ];
  expect(toClientHeaders(raw, [])).toEqual(['Content-Type', 'text/plain', 'Server', 'llama.cpp']);
});

test('T-06: a page of a service cannot act under the name of the gateway', () => {
  const raw = [
    'Content-Type',
    'text/html; charset=utf-8',
    'Set-Cookie',
    'a=1',
    'Service-Worker-Allowed',
    '/',
    'Alt-Svc',
    'h2=":1"',
  ];
  expect(toClientHeaders(raw, ['x-request-id', 'r1'])).toEqual([
    'Content-Type',
    'text/html; charset=utf-8',
    'X-Content-Type-Options',
    'nosniff',
    'Content-Security-Policy',
    'sandbox',
    'x-request-id',
    'r1',
  ]);
});

test('X9: the gateway states its own figures; a service cannot speak in its name', () => {
  const raw = [
    'X-RateLimit-Remaining',
    '9',
    'RateLimit',
    'x',
    'X-Gateway-Cost',
    '0',
    'X-Request-Id',
    'theirs',
    'Content-Type',
    'application/json',
    'ETag',
    '"1"',
    'Retry-After',
    '3',
  ];
  expect(toClientHeaders(raw, [])).toEqual([
    'Content-Type',
    'application/json',
    'ETag',
    '"1"',
    'Retry-After',
    '3',
  ]);
});

const place = (url: string, asked: string, basePath = '') => ({
  target: { origin: new URL('http://127.0.0.1:11434'), basePath },
  url,
  asked,
});
const locations: [string, string | undefined, ReturnType<typeof place>][] = [
  ['http://127.0.0.1:11434/x?q=1', '/proxy/1/x?q=1', place('/proxy/1/a', '/a')],
  ['//127.0.0.1:11434/x', '/proxy/1/x', place('/proxy/1/a', '/a')],
  ['/login', '/proxy/1/login', place('/proxy/1/a?b=1', '/a?b=1')],
  ['/base/login', '/proxy/1/login', place('/proxy/1/a', '/base/a', '/base')],
  ['next', 'next', place('/proxy/1/a', '/a')],
  ['/api/x', '/api/x', place('/api/a', '/api/a')],
  ['http://127.0.0.1:8188/x', undefined, place('/proxy/1/a', '/a')],
  ['http://nas.local/x', undefined, place('/proxy/1/a', '/a')],
  ['http://192.168.1.5/x', undefined, place('/proxy/1/a', '/a')],
  ['http://[::1]:11434/x', undefined, place('/proxy/1/a', '/a')],
  ['http://0x7f.1/x', undefined, place('/proxy/1/a', '/a')],
  ['https://huggingface.co/x', 'https://huggingface.co/x', place('/proxy/1/a', '/a')],
];
test.each(locations)('P-74: a redirect to %s is told as %s', (value, expected, at) => {
  const headers = toClientHeaders(['Location', value, 'Content-Type', 'text/plain'], [], at);
  expect(headers).toEqual([
    ...(expected === undefined ? [] : ['Location', expected]),
    'Content-Type',
    'text/plain',
  ]);
});
