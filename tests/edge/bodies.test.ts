import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startSubject, type EdgeSubject } from '../support/edge-subject';
import { openRaw, sendRaw, toRequest } from '../support/raw-client';

const LIMIT = 100_000;

let gw: EdgeSubject;
beforeAll(async () => void (gw = await startSubject({ maxBodyBytes: LIMIT })));
afterAll(() => gw.stop());
beforeEach(() => gw.upstream.forget());

const expecting = (bytes: number, headers: readonly string[] = []) =>
  toRequest(`POST ${gw.base}/x`, [
    `Content-Length: ${bytes}`,
    'Expect: 100-continue',
    'Connection: keep-alive',
    ...headers,
  ]);

test('P-33: a stranger who asks first is refused without being told to go on', async () => {
  const { answers, isClosed } = await sendRaw(gw.port, expecting(1_000_000_000));
  expect(answers.map(({ status }) => status)).toEqual([401]);
  expect(isClosed).toBe(true);
  expect(gw.upstream.opened).toBe(0);
  expect(gw.upstream.requests).toEqual([]);
});

test('P-33: with a key the caller is told to go on, and then gets the answer', async () => {
  const connection = await openRaw(gw.port);
  connection.write(expecting(5, [`X-Api-Key: ${gw.secret}`]));
  const [interim] = await connection
    .until(() => connection.received.includes('\r\n\r\n'))
    .then(() => connection.answers(0));
  expect(interim?.status).toBe(100);
  connection.write('hello');
  const answers = await connection.answers(1);
  connection.destroy();
  expect(answers.map(({ status }) => status)).toEqual([100, 200]);
  expect(gw.upstream.recorded).toMatch(/\r\n\r\nhello$/);
  expect(gw.upstream.requests[0]?.valuesOf('expect')).toEqual([]);
});

test('P-33: a key for nothing here is refused before the upload', async () => {
  const { answers } = await sendRaw(
    gw.port,
    expecting(5, [`X-Api-Key: ${gw.secret}`]).replace(gw.base, '/proxy/no-such-service'),
  );
  expect(answers.map(({ status }) => status)).toEqual([404]);
});

test.each(['200-ok', '100-continue, x', 'tea'])('P-34: Expect: %s is refused', async (value) => {
  const bytes = toRequest(`GET ${gw.base}/x`, [`Expect: ${value}`, `X-Api-Key: ${gw.secret}`]);
  const { answers } = await sendRaw(gw.port, bytes);
  expect(answers.map(({ status }) => status)).toEqual([417]);
  expect(gw.upstream.opened).toBe(0);
  expect(gw.upstream.requests).toEqual([]);
});

test('P-35: whoever uploads 4 MB with a wrong key reads the refusal, not a broken pipe', async () => {
  const body = Buffer.alloc(4 * 1024 * 1024, 'a');
  const head = toRequest(`POST ${gw.base}/x`, [
    'X-Api-Key: wrong-key-wrong-key',
    `Content-Length: ${body.length}`,
    'Connection: keep-alive',
  ]);
  const { answers, isClosed } = await sendRaw(gw.port, [head, body]);
  expect(answers.map(({ status }) => status)).toEqual([401]);
  expect(answers[0]?.headers.get('connection')).toBe('close');
  expect(isClosed).toBe(true);
  expect(gw.upstream.opened).toBe(0);
  expect(gw.upstream.requests).toEqual([]);
});

const hidden = () => toRequest(`GET ${gw.base}/hidden`, [`X-Api-Key: ${gw.secret}`]);

test('P-35: nothing in the body of a refused request is taken for a request', async () => {
  for (const size of [0, 70_000]) {
    const body = 'a'.repeat(size) + hidden();
    const head = toRequest(`POST ${gw.base}/x`, [`Content-Length: ${body.length}`]);
    const { answers } = await sendRaw(gw.port, [head, body], { methods: ['POST'] });
    expect(answers.map(({ status }) => status)).toEqual([401]);
  }
  const chunked = toRequest(`POST ${gw.base}/x`, ['Transfer-Encoding: chunked']);
  const chunk = `${hidden().length.toString(16)}\r\n${hidden()}\r\n0\r\n\r\n`;
  const { answers } = await sendRaw(gw.port, chunked + chunk, { methods: ['POST'] });
  expect(answers.map(({ status }) => status)).toEqual([401]);
  expect(gw.upstream.opened).toBe(0);
  expect(gw.upstream.requests).toEqual([]);
});

test('P-35: behind a refusal that closes, a pipelined request is not carried out', async () => {
  const head = toRequest(`POST ${gw.base}/x`, [
    'Transfer-Encoding: chunked',
    'Connection: keep-alive',
  ]);
  const { answers } = await sendRaw(gw.port, `${head}1\r\na\r\n0\r\n\r\n${hidden()}`);
  expect(answers.map(({ status }) => status)).toEqual([401]);
  expect(gw.upstream.opened).toBe(0);
  expect(gw.upstream.requests).toEqual([]);
});

test('P-35: a small refused body leaves the connection usable', async () => {
  const refused = toRequest(`POST ${gw.base}/x`, ['Connection: keep-alive'], '{"a":1}');
  const { answers } = await sendRaw(gw.port, refused + hidden());
  expect(answers.map(({ status }) => status)).toEqual([401, 200]);
});

test('P-36: a length over the limit is refused at once, before any of the body', async () => {
  const bytes = toRequest(`POST ${gw.base}/x`, [
    `X-Api-Key: ${gw.secret}`,
    `Content-Length: ${LIMIT + 1}`,
  ]);
  const { answers } = await sendRaw(gw.port, bytes, { answers: 1 });
  expect(answers.map(({ status }) => status)).toEqual([413]);
});

test('P-36: chunks over the limit are refused, and the service never gets a whole request', async () => {
  const head = toRequest(`POST ${gw.base}/x`, [
    `X-Api-Key: ${gw.secret}`,
    'Transfer-Encoding: chunked',
  ]);
  const chunk = `4000\r\n${'a'.repeat(0x4000)}\r\n`;
  const pieces = [head, ...Array.from({ length: 8 }, () => chunk), '0\r\n\r\n'];
  const { answers } = await sendRaw(gw.port, pieces);
  expect(answers.map(({ status }) => status)).toEqual([413]);
  await gw.upstream.until(() => gw.upstream.connections.every(({ isClosed }) => isClosed));
  expect(gw.upstream.recorded).not.toContain('\r\n0\r\n\r\n');
});
