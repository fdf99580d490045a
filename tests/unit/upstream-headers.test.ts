import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { plainService } from '../../gateway/storage/empty-config';
import { toUpstreamHeaders, toUpstreamTrailers } from '../../gateway/proxy/request-headers';

const KEY = 'lk_abcdefghij_secretsecretsecretsecretsecretsecretsecretse';

function sent(
  raw: string[],
  more: {
    kind?: string;
    upstreamHeaders?: { name: string; value: string }[];
    method?: string;
  } = {},
) {
  const req = {
    rawHeaders: raw,
    method: more.method ?? 'GET',
    headers: {},
  } as unknown as IncomingMessage;
  const service = {
    kind: (more.kind ?? 'http') as 'http',
    upstreamHeaders: more.upstreamHeaders ?? [],
    rules: plainService().rules,
  };
  const facts = {
    service,
    origin: new URL('http://127.0.0.1:11434'),
    clientIp: '192.168.1.20',
    host: 'gw:5539',
    proto: 'http' as const,
    requestId: 'r1',
  };
  const flat = toUpstreamHeaders(req, facts);
  const pairs: [string, string][] = [];
  for (let at = 0; at < flat.length; at += 2) pairs.push([flat[at] ?? '', flat[at + 1] ?? '']);
  return pairs;
}
const valuesOf = (pairs: [string, string][], name: string) =>
  pairs.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value);

test('P-01, S001-17: headers of one connection do not reach the service', () => {
  const raw = [
    'Keep-Alive',
    '5',
    'Proxy-Connection',
    'x',
    'TE',
    'trailers',
    'Proxy-Authorization',
    'x',
    'Upgrade',
    'h2c',
    'Trailer',
    'X',
    'Transfer-Encoding',
    'chunked',
    'Connection',
    'keep-alive',
    'HTTP2-Settings',
    'x',
    'Expect',
    '100-continue',
  ];
  expect(sent(raw).map(([name]) => name)).toEqual([
    'Host',
    'X-Forwarded-For',
    'X-Forwarded-Proto',
    'X-Forwarded-Host',
    'X-Request-Id',
  ]);
});

test('P-02: a header that Connection names is taken out', () => {
  const pairs = sent(['Connection', 'close, X-Foo', 'X-Foo', '1', 'X-Bar', '2']);
  expect(valuesOf(pairs, 'x-foo')).toEqual([]);
  expect(valuesOf(pairs, 'x-bar')).toEqual(['2']);
});

test('P-03: Connection cannot take out what the gateway sets or what ends the body', () => {
  const raw = [
    'Connection',
    'X-Forwarded-For, Host, Authorization, Content-Length, X-Request-Id',
    'Content-Length',
    '5',
    'Content-Type',
    'text/plain',
  ];
  const pairs = sent(raw, { upstreamHeaders: [{ name: 'Authorization', value: 'Bearer own' }] });
  expect(valuesOf(pairs, 'x-forwarded-for')).toEqual(['192.168.1.20']);
  expect(valuesOf(pairs, 'host')).toEqual(['127.0.0.1:11434']);
  expect(valuesOf(pairs, 'authorization')).toEqual(['Bearer own']);
  expect(valuesOf(pairs, 'content-length')).toEqual(['5']);
  expect(valuesOf(pairs, 'x-request-id')).toEqual(['r1']);
});

test('P-05, S003-21: a key never reaches the service, whichever header carries it', () => {
  const raw = [
    'Authorization',
    `Bearer ${KEY}`,
    'X-API-KEY',
    KEY,
    'api-key',
    KEY,
    'X_Api_Key',
    KEY,
    'x-goog-api-key',
    KEY,
    'Cookie',
    `k=${KEY}`,
    'Referer',
    `http://gw/k/${KEY}/`,
    'Sec-WebSocket-Protocol',
    `chat, latchkey.key.${KEY}`,
    'Proxy-Authorization',
    KEY,
  ];
  const pairs = sent(raw);
  expect(JSON.stringify(pairs)).not.toContain(KEY);
  expect(valuesOf(pairs, 'sec-websocket-protocol')).toEqual(['chat']);
});

test('P-06: what a caller claims of itself is dropped, in both spellings, and said anew from the socket', () => {
  const raw = [
    'X-Forwarded-For',
    '6.6.6.6',
    'X_Forwarded_For',
    '6.6.6.6',
    'Forwarded',
    'for=6.6.6.6',
    'X-Real-IP',
    '6.6.6.6',
    'X-Original-URL',
    '/admin',
    'X-Rewrite-Url',
    '/admin',
    'X-HTTP-Method-Override',
    'DELETE',
    'X-Forwarded-Prefix',
    '/6.6.6.6',
    'Origin',
    'http://evil',
  ];
  const pairs = sent(raw);
  expect(JSON.stringify(pairs)).not.toMatch(/6\.6\.6\.6|admin|DELETE|evil/);
  expect(valuesOf(pairs, 'x-forwarded-for')).toEqual(['192.168.1.20']);
  expect(valuesOf(pairs, 'x-forwarded-proto')).toEqual(['http']);
  expect(valuesOf(pairs, 'x-forwarded-host')).toEqual(['gw:5539']);
});

test("the owner's header for a service wins over the caller's of the same name", () => {
  const pairs = sent(['X-Tenant', 'mine', 'X-Other', '1'], {
    upstreamHeaders: [{ name: 'x-tenant', value: 'home' }],
  });
  expect(valuesOf(pairs, 'x-tenant')).toEqual(['home']);
  expect(valuesOf(pairs, 'x-other')).toEqual(['1']);
});

test('S003-20: everything else arrives in its order and spelling, repeated headers too', () => {
  const raw = [
    'uSer-Agent',
    'x',
    'Accept',
    'a',
    'X-Two',
    '1',
    'X-Two',
    '2',
    'Accept-Encoding',
    'gzip',
  ];
  const pairs = sent(raw).slice(1, -4);
  expect(pairs.flat()).toEqual(raw);
});

test('a call whose usage is read asks for an answer that is not compressed', () => {
  const pairs = sent(['Accept-Encoding', 'gzip, br'], { kind: 'ollama', method: 'POST' });
  expect(valuesOf(pairs, 'accept-encoding')).toEqual(['identity']);
});

test('P-01: no key of ours reaches the service in any header or trailer, whoever it belongs to', () => {
  const admin = KEY.replace('lk_', 'lka_');
  const raw = [
    'X-Note',
    KEY,
    'X-App',
    `app/1 (${admin})`,
    'X-Url',
    `?k=${KEY.replaceAll('_', '%5F')}`,
  ];
  const harmless = ['X-Talk', 'we walk_over there', 'X-Lk', 'lk_short'];
  expect(JSON.stringify(sent([...raw, ...harmless]))).not.toContain('secretsecret');
  expect(valuesOf(sent([...raw, ...harmless]), 'x-talk')).toEqual(['we walk_over there']);
  expect(toUpstreamTrailers([...raw, ...harmless])).toEqual(harmless);
});
