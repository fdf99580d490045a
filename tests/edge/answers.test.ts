import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startSubject, type EdgeSubject } from '../support/edge-subject';
import { openRaw, sendRaw, toRequest } from '../support/raw-client';
import { resetAtOnce, answerJson } from '../support/raw-upstream';

let gw: EdgeSubject;
beforeAll(async () => void (gw = await startSubject()));
afterAll(() => gw.stop());
beforeEach(() => {
  gw.upstream.forget();
  gw.upstream.run(answerJson());
});

const key = () => `X-Api-Key: ${gw.secret}`;

const failures: readonly (readonly [what: string, status: number, bytes: () => string])[] = [
  ['not HTTP', 400, () => 'hello\r\n\r\n'],
  ['no Host', 400, () => 'GET / HTTP/1.1\r\n\r\n'],
  ['two Hosts', 400, () => toRequest('GET /', ['Host: a', 'Host: b'])],
  ['a broken path', 400, () => toRequest('GET /%zz')],
  [
    'a broken chunk',
    400,
    () => toRequest(`POST ${gw.base}/x`, [key(), 'Transfer-Encoding: chunked']) + 'zz\r\n',
  ],
  ['no key', 401, () => toRequest(`GET ${gw.base}/x`)],
  ['a wrong key', 401, () => toRequest(`GET ${gw.base}/x`, ['X-Api-Key: no-such-key-at-all-42'])],
  ['nothing there', 404, () => toRequest('GET /nowhere', [key()])],
  ['no such service', 404, () => toRequest('GET /proxy/no-such/x', [key()])],
  ['a wrong method', 405, () => toRequest(`TRACE ${gw.base}/x`, [key()])],
  ['CONNECT', 405, () => 'CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a long address', 414, () => toRequest(`GET /${'a'.repeat(9_000)}`)],
  ['another Expect', 417, () => toRequest('GET /health', ['Expect: tea'])],
  ['large headers', 431, () => toRequest('GET /', [`X-A: ${'a'.repeat(40_000)}`])],
];

test.each(failures)(
  'P-70: the answer to %s says %i in JSON and nothing of the inside',
  async (_what, status, bytes) => {
    const { first } = await sendRaw(gw.port, bytes());
    expect(first.status).toBe(status);
    expect(first.headers.get('content-type')).toMatch(/^application\/json/);
    expect(first.json()).toEqual({
      error: {
        code: expect.stringMatching(/^[A-Z_]+$/),
        message: expect.any(String),
        requestId: expect.stringMatching(/^[A-Za-z0-9_-]{6,}$/),
      },
    });
    expect(first.text).not.toMatch(/node:|\bat \/|Error:|\.ts\b|127\.0\.0\.1:\d+/);
    expect(first.headers.get('x-content-type-options')).toBe('nosniff');
    expect(first.headers.get('cache-control')).toBe('no-store');
  },
);

test('P-70: a service that breaks is not named to the caller', async () => {
  gw.upstream.run(resetAtOnce);
  const { first } = await sendRaw(gw.port, toRequest(`POST ${gw.base}/x`, [key()]));
  expect(first.status).toBe(502);
  expect(first.json()).toMatchObject({ error: { code: expect.any(String) } });
  expect(first.text).not.toContain(String(gw.upstream.port));
});

test('P-73: 401 says how to sign in', async () => {
  const { first } = await sendRaw(gw.port, toRequest(`GET ${gw.base}/x`));
  expect(first.headers.get('www-authenticate')).toMatch(/^Bearer /);
});

test('clients.md 5.3: the base answers as an Ollama does, with and without a key in the path', async () => {
  for (const path of ['/', '/chat', '/chat/', '/k/anything', '/k/anything/']) {
    const { first } = await sendRaw(gw.port, toRequest(`GET ${path}`));
    expect([first.status, first.text]).toEqual([200, 'Ollama is running']);
    expect(first.headers.get('content-type')).toMatch(/^text\/plain/);
    const head = await sendRaw(gw.port, toRequest(`HEAD ${path}`));
    expect([head.first.status, head.first.headers.get('content-length')]).toEqual([200, '17']);
  }
});

const HOSTILE_AGENT = 'x | y\t\xe2\x80\xa8 "\\" <img src=x onerror=alert(1)> =cmd()';

test('P-68: hostile text in a path or a User-Agent stays inside one line of the record', async () => {
  const path = '/hostile/a|b%E2%80%A8c';
  const agent = `User-Agent: ${HOSTILE_AGENT}`;
  await sendRaw(gw.port, toRequest(`GET ${gw.base}${path}`, [key(), agent]));
  const file = `${gw.gateway.dataDir}/audit/audit.jsonl`;
  const lines = async () =>
    (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  const find = async () => (await lines()).find((line) => line.includes('/hostile/')) ?? 'null';
  await expect
    .poll(async () => JSON.parse(await find()) as unknown)
    .toMatchObject({ path: `${gw.base}${path}`, userAgent: HOSTILE_AGENT });
  expect((await lines()).map((line) => JSON.parse(line) as unknown).length).toBeGreaterThan(0);
});

test('P-68: control characters do not get as far as the record', async () => {
  for (const agent of ['a\x1b[31mb', 'a\x07b', 'a\x7fb']) {
    const { first } = await sendRaw(gw.port, toRequest('GET /health', [`User-Agent: ${agent}`]));
    expect(first.status).toBe(400);
  }
});

test('P-69, X14: no refused or accepted key is written down whole', async () => {
  const wrong = 'wrong-key-0123456789-abcdef';
  await sendRaw(gw.port, toRequest(`GET /k/${wrong}${gw.base}/x`));
  await sendRaw(gw.port, toRequest(`GET /k/${gw.secret}${gw.base}/x`));
  await sendRaw(gw.port, toRequest(`GET /k/${gw.secret}/a/../b`));
  await sendRaw(gw.port, toRequest(`GET ${gw.base}/x`, [`X-Api-Key: ${wrong}`]));
  const text = JSON.stringify(await gw.gateway.api.audit.search({ limit: 50 }));
  expect(text).not.toContain(wrong);
  expect(text).not.toContain(gw.secret);
  expect(text).toContain('/k/•••');
});

test('P-61: a hundred requests in one go are judged one by one and answered in order', async () => {
  const connection = await openRaw(gw.port);
  const requests = Array.from({ length: 100 }, (_, at) =>
    toRequest(`GET ${gw.base}/${at}`, ['Connection: keep-alive', ...(at % 2 ? [] : [key()])]),
  );
  connection.write(requests.join(''));
  const answers = await connection.answers(100);
  connection.destroy();
  expect(answers.map(({ status }) => status)).toEqual(
    Array.from({ length: 100 }, (_, at) => (at % 2 ? 401 : 200)),
  );
});
