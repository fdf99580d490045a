import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startSubject, type EdgeSubject } from '../support/edge-subject';
import { sendRaw, toRequest } from '../support/raw-client';

let gw: EdgeSubject;
beforeAll(async () => void (gw = await startSubject()));
afterAll(() => gw.stop());
beforeEach(() => gw.upstream.forget());

const keyed = (line: string, headers: readonly string[] = [], body = '', version?: string) =>
  toRequest(line, [`X-Api-Key: ${gw.secret}`, ...headers], body, version);
const post = (headers: readonly string[], body: string) =>
  keyed(`POST ${gw.base}/x`, headers, body);

test('an ordinary call goes through, so that the refusals below mean something', async () => {
  const { first } = await sendRaw(gw.port, post(['Content-Length: 5'], 'hello'));
  expect(first.status).toBe(200);
  expect(gw.upstream.recorded).toMatch(/^POST \/x HTTP\/1\.1\r\n/);
  expect(gw.upstream.recorded).toMatch(/hello$/);
});

async function expectRefused(bytes: string, statuses: readonly number[] = [400]) {
  const { answers, isClosed } = await sendRaw(gw.port, bytes);
  expect(answers.map(({ status }) => status)).toEqual([expect.toBeOneOf([...statuses])]);
  expect(isClosed).toBe(true);
  expect(gw.upstream.requests).toEqual([]);
}

test('P-07: a length together with chunks is refused and the connection closed', async () => {
  await expectRefused(post(['Content-Length: 5', 'Transfer-Encoding: chunked'], '0\r\n\r\n'));
  await expectRefused(post(['Transfer-Encoding: chunked', 'Content-Length: 5'], '0\r\n\r\n'));
});

const lengths = ['+5', '5,5', '5, 6', '0x5', '5 5', '-1', '5.0', '', '18446744073709551621', '٥'];
test.each(lengths)('P-09: the length %j is refused', async (length) => {
  await expectRefused(post([`Content-Length: ${length}`], 'hello'));
});

test('P-09: two lengths are refused', async () => {
  await expectRefused(post(['Content-Length: 5', 'Content-Length: 6'], 'hello!'));
  await expectRefused(post(['Content-Length: 5', 'Content-Length: 5'], 'hello'));
});

test.each([
  ['a folded line', 'X-A: b\r\n c'],
  ['a space before the colon', 'X-A : b'],
  ['a tab before the colon', 'X-A\t: b'],
  ['a space before the name', ' X-A: b'],
  ['a bare CR', 'X-A: b\rX-B: c'],
  ['a bare LF', 'X-A: b\nX-B: c'],
  ['a NUL in the value', 'X-A: b\0c'],
  ['a NUL in the name', 'X-\0A: b'],
  ['no colon', 'X-A b'],
  ['an empty name', ': b'],
  ['a control character in the name', 'X-\x01A: b'],
  ['a bracket in the name', 'X(A): b'],
])('P-10: a header with %s is refused', async (_what, header) => {
  await expectRefused(keyed(`GET ${gw.base}/x`, [header]));
});

test('P-10: lines that end in a bare LF are refused', async () => {
  const head = `GET ${gw.base}/x HTTP/1.1\nHost: 127.0.0.1\nX-Api-Key: ${gw.secret}\n\n`;
  await expectRefused(head);
});

const chunks: readonly (readonly [what: string, body: string])[] = [
  ['a bare LF after the size', '5\nhello\r\n0\r\n\r\n'],
  ['a size in 0x form', '0x5\r\nhello\r\n0\r\n\r\n'],
  ['a signed size', '+5\r\nhello\r\n0\r\n\r\n'],
  ['an empty size', '\r\nhello\r\n0\r\n\r\n'],
  ['a size that overflows', '10000000000000005\r\nhello\r\n0\r\n\r\n'],
  ['a space in the size', '5 5\r\nhello\r\n0\r\n\r\n'],
  ['no line end after the bytes', '5\r\nhello0\r\n\r\n'],
  ['more bytes than stated', '5\r\nhelloworld\r\n0\r\n\r\n'],
  ['a control character in the extension', '5;a=\x01\r\nhello\r\n0\r\n\r\n'],
  ['64 KiB of extension', `5;${'a'.repeat(65_536)}\r\nhello\r\n0\r\n\r\n`],
];
test.each(chunks)(
  'P-11: a chunk with %s ends in 400 and a closed connection',
  async (_what, body) => {
    const bytes = post(['Transfer-Encoding: chunked'], body);
    const { answers, isClosed } = await sendRaw(gw.port, bytes);
    expect(answers.map(({ status }) => status)).toEqual([400]);
    expect(isClosed).toBe(true);
  },
);

test.each(['GET', 'HEAD', 'OPTIONS', 'DELETE'])(
  'P-12: the body of a %s is a body, and the request after it is judged on its own',
  async (method) => {
    const hidden = `GET ${gw.base}/hidden HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Api-Key: ${gw.secret}\r\n\r\n`;
    const first = keyed(`${method} ${gw.base}/one`, ['Connection: keep-alive'], hidden);
    const second = toRequest(`GET ${gw.base}/two`);
    const { answers } = await sendRaw(gw.port, first + second, { methods: [method, 'GET'] });
    expect(answers.map(({ status }) => status)).toEqual([200, 401]);
    expect(gw.upstream.requests.map(({ target }) => target)).not.toContain('/two');
  },
);

test.each([
  ['HTTP/1.1 without Host', 'HTTP/1.1', [], [400]],
  ['HTTP/1.0 without Host', 'HTTP/1.0', [], [400]],
  ['HTTP/9.9', 'HTTP/9.9', ['Host: 127.0.0.1'], [400, 505]],
  ['HTTP/2.0', 'HTTP/2.0', ['Host: 127.0.0.1'], [400, 505]],
  ['HTTP/1.2', 'HTTP/1.2', ['Host: 127.0.0.1'], [400, 505]],
  ['http/1.1', 'http/1.1', ['Host: 127.0.0.1'], [400]],
])('P-16: %s is refused', async (_what, version, headers, statuses) => {
  const head = [`GET ${gw.base}/x ${version}`, ...headers, `X-Api-Key: ${gw.secret}`, '', ''];
  await expectRefused(head.join('\r\n'), statuses);
});

test('P-16: the preface of HTTP/2 is refused', async () => {
  await expectRefused('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
});

test.each([
  ['TRACE', [405]],
  ['FOO', [400, 501]],
  ['PROPFIND', [405]],
  ['get', [400, 501]],
  ['G'.repeat(10_240), [400, 501]],
])('P-20, P-21: the method %s is refused', async (method, statuses) => {
  await expectRefused(keyed(`${method} ${gw.base}/x`), statuses);
});

test('P-20: CONNECT is refused and the connection closed', async () => {
  await expectRefused('CONNECT 127.0.0.1:80 HTTP/1.1\r\nHost: 127.0.0.1:80\r\n\r\n', [405]);
});

const names = [
  'Transfer-Encoding',
  'transfer-encoding',
  'Transfer_Encoding',
  'Transfer-Encoding\t',
];
const oddNames = [
  'Transfer Encoding',
  'Transfer-Encoding ',
  '\x0bTransfer-Encoding',
  'X\nTransfer-Encoding',
];
const separators = [
  ':',
  ': ',
  ':\t',
  ':\x0b',
  ':\x0c',
  ':\xa0',
  ':\r\n ',
  ' : ',
  ':\n',
  ':\0',
  ':\x7f',
];
const values = [
  'chunked',
  'Chunked',
  'chunked, identity',
  'identity, chunked',
  'gzip, chunked',
  'chunked, chunked',
  'chunked;q=1',
  '"chunked"',
  'xchunked',
  'chunkedx',
  'chunk',
  ' chunked ',
  'chunked\x0b',
  'chunked\t',
  'chunked\r',
  'chunked\0',
  '\x00chunked',
  'identity',
  'cow',
  ',chunked',
  'chunked,',
  'chunked\r\nTransfer-Encoding: identity',
  'identity\r\nTransfer-Encoding: chunked',
];
const spellings = [...names, ...oddNames].flatMap((name) =>
  separators.flatMap((separator) => values.map((value) => `${name}${separator}${value}`)),
);

test('P-08: no spelling of Transfer-Encoding makes one request two', async () => {
  const hidden = 'GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';
  const body = `0\r\n\r\n${hidden}`;
  const findings: string[] = [];
  for (const spelling of spellings) {
    const headers = [`Content-Length: ${body.length}`, spelling];
    const { answers } = await sendRaw(gw.port, post(headers, body), { methods: ['POST', 'GET'] });
    const statuses = answers.map(({ status }) => status);
    const isFine = statuses.length === 1 && (statuses[0] === 400 || statuses[0] === 200);
    if (!isFine) findings.push(`${JSON.stringify(spelling)}: ${statuses.join(', ')}`);
  }
  expect(spellings.length).toBeGreaterThan(1_700);
  expect(findings).toEqual([]);
});

test('P-08: what is not plainly chunked is refused, never guessed at', async () => {
  for (const value of values.filter((text) => !/^\s*chunked\s*$/i.test(text))) {
    await expectRefused(post([`Transfer-Encoding: ${value}`], '0\r\n\r\n'));
  }
  await expectRefused(
    keyed(`POST ${gw.base}/x`, ['Transfer-Encoding: chunked'], '0\r\n\r\n', 'HTTP/1.0'),
  );
});
