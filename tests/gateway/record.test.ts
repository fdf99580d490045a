import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AuditEntry } from '#shared/contract/operations/records';
import { renderClassic } from '../../gateway/audit/renderers';
import { presentedPrefix } from '../../gateway/pipeline/audit';
import { startGateway, type TestGateway } from '../support/start-gateway';

const upstream = createServer((req, res) => {
  res.statusCode = req.url?.includes('fails') ? 500 : 200;
  if (req.url?.includes('cut')) return void res.destroy();
  res.end('{}');
});
let gateway: TestGateway;
beforeAll(() => new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  upstream.closeAllConnections();
  upstream.close();
});
beforeEach(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.stop());

async function prepare() {
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  await gateway.api.services.create({ name: 'chat', kind: 'http', targets: [{ url }] });
  const { secret } = await gateway.api.keys.create({
    name: 'Phone',
    services: '*',
    person: 'Ada',
    rate_limit_requests: 4,
  });
  return secret;
}
const ask = async (where: string, headers: Record<string, string> = {}, method = 'POST') =>
  (await fetch(`${gateway.publicUrl}${where}`, { method, headers })).status;
const record = async (): Promise<AuditEntry[]> =>
  (await gateway.api.audit.search({ limit: 50 })).entries
    .filter(({ event }) => event !== 'ADMIN')
    .reverse();

test('S001-10, S002-20, S000-36, X6: each attempt is one line, whatever became of it, with who and what it was for', async () => {
  const key = await prepare();
  const good = { 'x-api-key': key };
  await ask('/proxy/chat/ok', good);
  await ask('/proxy/chat/fails', good);
  await ask('/proxy/chat/cut', good);
  await ask('/proxy/chat/ok');
  await ask('/proxy/chat/ok', { 'x-api-key': 'not-a-key-of-this-house-0000' });
  await ask('/health', {}, 'GET');
  await ask('/proxy/chat/ok', good);
  await ask('/proxy/chat/ok', good);
  const entries = await record();
  expect(entries.map(({ event, status, code }) => [event, status, code])).toEqual([
    ['AUTHORIZED', 200, null],
    ['ERROR', 500, null],
    ['ERROR', 502, 'UPSTREAM_DOWN'],
    ['UNAUTHORIZED', 401, 'KEY_MISSING'],
    ['UNAUTHORIZED', 401, 'KEY_INVALID'],
    ['PUBLIC', 200, null],
    ['AUTHORIZED', 200, null],
    ['AUTHORIZED', 429, 'LIMIT_REACHED'],
  ]);
  for (const entry of entries.filter(({ keyId }) => keyId !== null)) {
    expect(entry).toMatchObject({ person: 'Ada', keyName: 'Phone', serviceName: 'chat' });
  }
  const totals = (await gateway.api.usage.summary({})).totals;
  expect(totals).toMatchObject({ succeeded: 2, costNano: '2000000' });
  expect(entries.map((entry) => renderClassic(entry).split(' | ').slice(1)[1])).toEqual(
    entries.map(({ event }) => event),
  );
  const { keys } = await gateway.api.usage.lastMinute({});
  expect(Object.values(keys)).toEqual([
    { requests_last_minute: 4, rate_limit: 4, window_seconds: 60 },
  ]);
});

test('S002-22: without a key every route but the public ones is refused, and nothing behind it is reached', async () => {
  await prepare();
  let reached = 0;
  upstream.on('request', () => reached++);
  const posts = [
    '/chat/api/generate',
    '/chat/api/chat',
    '/tts/api/speak',
    '/image/api/generate',
    '/whisper/api/transcribe',
    '/proxy/chat/x',
    '/proxy/1/x',
    '/v1/chat/completions',
    '/v1/embeddings',
    '/v1/messages',
    '/api/chat',
    '/api/generate',
  ];
  for (const where of posts) expect(await ask(where), where).toBe(401);
  for (const where of ['/status', '/me', '/v1/models', '/api/tags', '/anything']) {
    expect(await ask(where, {}, 'GET'), where).toBe(401);
  }
  expect(reached).toBe(0);
});

test.each([
  ['x'.repeat(24), 8],
  ['x'.repeat(64), 8],
  ['x'.repeat(23), 4],
  ['x'.repeat(9), 4],
  ['x'.repeat(5), 2],
  ['x', 0],
])('X14, S000-38: of a refused key %s, %i characters are kept', (text, count) => {
  expect(presentedPrefix(text)).toBe('x'.repeat(count));
});

test('X14: without a key there is nothing to keep', () => {
  expect(presentedPrefix(undefined)).toBeNull();
});
