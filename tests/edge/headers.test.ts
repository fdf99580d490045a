import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startSubject, type EdgeSubject } from '../support/edge-subject';
import { sendRaw, toRequest } from '../support/raw-client';
import { answerBytes, answerJson, toAnswer } from '../support/raw-upstream';

let gw: EdgeSubject;
beforeAll(async () => void (gw = await startSubject()));
afterAll(() => gw.stop());
beforeEach(() => {
  gw.upstream.forget();
  gw.upstream.run(answerJson());
});

const send = (headers: readonly string[], line = `GET ${gw.base}/x`, body = '') =>
  sendRaw(gw.port, toRequest(line, [`X-Api-Key: ${gw.secret}`, ...headers], body));

/** What the service got of one good call. */
async function received(headers: readonly string[], line?: string, body?: string) {
  const { first } = await send(headers, line, body);
  expect(first.status).toBe(200);
  const [request] = gw.upstream.requests;
  if (!request) throw new Error('the service got nothing');
  return request;
}

test('P-01: headers between two neighbours do not reach the service', async () => {
  const request = await received([
    'Keep-Alive: timeout=5',
    'Proxy-Connection: keep-alive',
    'TE: trailers',
    'Proxy-Authorization: Basic c2VjcmV0',
    'Upgrade: foo',
    'Trailer: X-Later',
  ]);
  for (const name of [
    'keep-alive',
    'proxy-connection',
    'te',
    'proxy-authorization',
    'upgrade',
    'trailer',
  ]) {
    expect(request.valuesOf(name)).toEqual([]);
  }
});

test('P-02: what Connection names is removed', async () => {
  const request = await received(['Connection: close, X-Foo', 'X-Foo: 1', 'X-Bar: 2']);
  expect(request.valuesOf('x-foo')).toEqual([]);
  expect(request.valuesOf('x-bar')).toEqual(['2']);
});

test('P-03: naming them in Connection takes away neither framing nor what the gateway sets', async () => {
  const connection =
    'Connection: close, X-Forwarded-For, Host, Authorization, Content-Length, X-Api-Key';
  const request = await received([connection], `POST ${gw.base}/x`, 'hello');
  expect(request.valuesOf('host')).toEqual([`127.0.0.1:${gw.upstream.port}`]);
  expect(request.valuesOf('x-forwarded-for')).toEqual(['127.0.0.1']);
  expect(request.valuesOf('content-length')).toEqual(['5']);
  expect(gw.upstream.recorded).toMatch(/\r\n\r\nhello$/);
});

test('P-04: the service’s own neighbour headers do not reach the caller', async () => {
  const headers = [
    'Connection: close, x-internal',
    'X-Internal: secret',
    'Keep-Alive: timeout=99',
    'Proxy-Authenticate: Basic',
    'X-Kept: yes',
  ];
  gw.upstream.run(answerJson({ ok: true }, headers));
  const bytes = toRequest(`GET ${gw.base}/x`, [
    `X-Api-Key: ${gw.secret}`,
    'Connection: keep-alive',
  ]);
  const { first } = await sendRaw(gw.port, bytes, { answers: 1 });
  for (const name of ['x-internal', 'proxy-authenticate']) {
    expect(first.headers.get(name)).toBeUndefined();
  }
  expect(first.headers.get('keep-alive') ?? '').not.toContain('99');
  expect(first.headers.get('x-kept')).toBe('yes');
});

test('P-06: who calls and from where is said by the socket, not by the caller', async () => {
  const names = [
    'X-Forwarded-For',
    'X-Forwarded-Host',
    'X-Forwarded-Proto',
    'X-Forwarded-Port',
    'X-Forwarded-Prefix',
    'Forwarded',
    'X-Real-IP',
    'X-Original-URL',
    'X-Rewrite-URL',
    'X_Forwarded_For',
    'X_Real_IP',
    'X_Original_URL',
  ];
  await received(names.map((name) => `${name}: 6.6.6.6`));
  expect(gw.upstream.recorded).not.toContain('6.6.6.6');
  expect(gw.upstream.requests[0]?.valuesOf('x-forwarded-for')).toEqual(['127.0.0.1']);
});

test.each(['Api_Key: x', 'X_Api_Key: x', 'Content_Length: 5', 'Transfer_Encoding: chunked'])(
  'P-06: %s would be a second, unseen copy of a header that is judged here, and is refused',
  async (header) => {
    expect((await send([header])).first.status).toBe(400);
    expect(gw.upstream.requests).toEqual([]);
  },
);

test('P-31: more than 100 headers are refused with 431', async () => {
  const some = (count: number) => Array.from({ length: count }, (_, at) => `X-${at}: 1`);
  expect((await send(some(97))).first.status).toBe(200); // with Host, Connection and the key: 100
  expect((await send(some(98))).first.status).toBe(431);
  expect((await send(some(3000))).first.status).toBe(431);
});

test('P-31: headers of more than 16 KiB are refused with 431', async () => {
  expect((await send([`X-Big: ${'a'.repeat(15_000)}`])).first.status).toBe(200);
  for (const length of [16_384, 20_000, 40_000, 200_000]) {
    expect((await send([`X-Big: ${'a'.repeat(length)}`])).first.status).toBe(431);
  }
});

test('P-32, I-14: names of object members are names like any other', async () => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];
  const line = `POST ${gw.base}/x?__proto__=1&constructor[prototype][a]=1`;
  const body = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
  const request = await received(
    names.map((name) => `${name}: x`),
    line,
    body,
  );
  expect(request.target).toBe('/x?__proto__=1&constructor[prototype][a]=1');
  expect(gw.upstream.recorded.endsWith(body)).toBe(true);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect((await sendRaw(gw.port, toRequest('GET /health'))).first.status).toBe(200);
});

test('P-71: no answer says what it was made with', async () => {
  gw.upstream.run(answerBytes(toAnswer('{}', ['X-Powered-By: Express'])));
  const lines = [
    'GET /health',
    'GET /',
    'GET /nowhere',
    'GET /me',
    `GET ${gw.base}/x`,
    'TRACE /x',
    'GET /%zz',
  ];
  for (const line of lines) {
    const { first } = await sendRaw(gw.port, toRequest(line));
    expect(first.headers.has('server')).toBe(false);
    expect(first.headers.has('x-powered-by')).toBe(false);
  }
});
