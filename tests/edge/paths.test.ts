import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startSubject, type EdgeSubject } from '../support/edge-subject';
import { sendRaw, toRequest } from '../support/raw-client';
import { createRandom } from '../support/seeded-random';

let gw: EdgeSubject;
beforeAll(async () => void (gw = await startSubject()));
afterAll(() => gw.stop());
beforeEach(() => gw.upstream.forget());

const send = (target: string) =>
  sendRaw(gw.port, toRequest(`GET ${target}`, [`X-Api-Key: ${gw.secret}`]));

async function expectRefused(target: string, statuses: readonly number[]) {
  const { answers } = await send(target);
  expect(answers.map(({ status }) => status)).toEqual([expect.toBeOneOf([...statuses])]);
  expect(gw.upstream.requests).toEqual([]);
}

const expectPassed = async (sent: string, received: string) => {
  const { first } = await send(sent);
  expect(first.status).toBe(200);
  expect(gw.upstream.requests.map(({ target }) => target)).toEqual([received]);
};

test.each(['/../health', '/a/../../secret', '/..', '/.', '/./x', '/a/.', '/...../../x'])(
  'P-22: dot segments (%s) are refused, not repaired',
  (rest) => expectRefused(`${gw.base}${rest}`, [400]),
);

test.each([
  '/%2e%2e/x',
  '/%2E%2e/x',
  '/.%2e/x',
  '/%2e',
  '/..%2fx',
  '/..%5cx',
  '/a%2fb',
  '/a%2Fb',
  '/a%5cb',
  '/a%5Cb',
  '/%252e%252e/x',
  '/%252e%252e%252fx',
  '/%25252e%25252e/x',
  '/a%252fb',
])('P-23, I-13: %s would change segments and is refused', (rest) =>
  expectRefused(`${gw.base}${rest}`, [400]),
);

test.each([
  '/file%2etxt',
  '/a%20b',
  '/%E4%BD%A0',
  '/100%25',
  '/a..b',
  '/...',
  '/a|b',
  '/m:7b',
  '/x/',
  '/%41',
])('P-23: %s is passed on byte for byte', (rest) => expectPassed(`${gw.base}${rest}`, rest));

test.each([
  '?a=../x&b=%2e',
  '?',
  '?a=//b//',
  '?a=b?c=d',
  '?%2e%2e%2f',
  '?a;b\\c',
  '?__proto__=1&a=%zz',
])('P-24: the query %s is passed on byte for byte', (query) =>
  expectPassed(`${gw.base}/x${query}`, `/x${query}`),
);

test.each([
  '/PROXY',
  '/Proxy',
  '/SVC/x',
  '/Svc',
  '/V1/models',
  '/Api/tags',
  '/HEALTH',
  '/Chat/api/tags',
])('P-25: %s is not a prefix: letter case counts', (path) =>
  expectRefused(path.startsWith('/P') ? `${path}/1/x` : path, [404]),
);

test.each([
  '//proxy/1/x',
  '//svc/x',
  '///health',
  '/proxy//1/x',
  '/proxy/1//evil',
  '/proxy/1//127.0.0.1/x',
  '/proxy/1\\..\\x',
  '\\proxy\\1',
  '/proxy;a/1/x',
  '/proxy/1;a/x',
  '/proxy/1/x;a=b',
  '/proxy/1/%00',
  '/proxy/1/x%00.png',
  '/proxy/1/%0d%0aX-Evil:%201',
  '/proxy/1/%0a',
  '/proxy/1/%7f',
  '/proxy/1/%zz',
  '/proxy/1/%',
  '/proxy/1/%4',
  '/proxy/1/%c0%af',
  '/proxy/1/%c0%ae%c0%ae/x',
  '/proxy/1/%e0%80%af',
  '/proxy/1/%f8%80%80%80%af',
  '/proxy/1/%ff',
  '/proxy/1/\xe4',
  '/proxy/1/x#y',
  '/proxy/1/x y',
])('P-26, I-12: %j is refused, and nothing of it reaches the service', (target) =>
  expectRefused(target, [400, 404]),
);

test('P-26: one slash too many before a well-known route is forgiven', async () => {
  const { first } = await send('//health');
  expect(first.status).toBe(200);
});

test.each([
  '/proxy/1x/y',
  '/proxy/1.',
  '/proxy/1%20/x',
  '/proxy/11/x',
  '/chat2',
  '/chat.',
  '/chat%20',
  '/chat2/api/chat',
  '/proxy2/1/x',
])('P-27: %s is another name, not a longer one of the same', (target) =>
  expectRefused(target, [404]),
);

test('P-31: an address of more than 8 KiB is refused with 414, whole and in the request line only', async () => {
  const atLimit = `${gw.base}/${'a'.repeat(8192 - gw.base.length - 1)}`;
  expect((await send(atLimit)).first.status).toBe(200);
  for (const length of [8193, 10_000, 30_000, 200_000]) {
    expect((await send('/' + 'a'.repeat(length - 1))).first.status).toBe(414);
  }
});

const characters = [
  ...'/\\.;%?#&=@:~-_ab1',
  '%2e',
  '%2f',
  '%5c',
  '%00',
  '%25',
  '..',
  '//',
  '/proxy/1/',
  '/k/',
];

function* randomTargets(count: number): Generator<string> {
  const next = createRandom(42);
  for (let made = 0; made < count; made++) {
    const parts = Array.from({ length: 1 + next(8) }, () => characters[next(characters.length)]);
    yield `/proxy/1/${parts.join('')}`;
  }
}

test('P-26, I-13: whatever is put together, what the service gets is what was sent, in plain segments', async () => {
  const statuses = new Set<number>();
  for (const target of randomTargets(600)) {
    gw.upstream.forget();
    const { first } = await send(target);
    statuses.add(first.status);
    for (const request of gw.upstream.requests) {
      const [path = ''] = request.target.split('?');
      expect(`/proxy/1${request.target}`).toBe(target);
      expect(new URL(`http://a${path}`).pathname).toBe(path);
      expect(path).not.toMatch(/\/\/|%2f|%5c|[\\;#]/i);
    }
  }
  expect([...statuses].filter((status) => ![200, 400, 403, 404].includes(status))).toEqual([]);
  expect(statuses).toContain(200);
});
