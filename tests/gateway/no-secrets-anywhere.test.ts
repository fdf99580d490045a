import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLog } from '../../gateway/log';
import { createKeyText } from '../../gateway/keys/api-key';
import { startGateway, type TestGateway } from '../support/start-gateway';

const THEIRS = 'Bearer sk-theirs-0f9e8d7c6b5a';
const PROMPT = 'the-prompt-of-a-child-4711';

let dataDir = '';
let gateway: TestGateway;
let printed = '';
const upstream = createServer((req, res) => {
  req.resume();
  if (req.url?.includes('broken')) return void res.destroy();
  res.setHeader('content-type', 'application/json');
  res.end(JSON.stringify({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } }));
});
const log = createLog({ level: 'DEBUG', write: (_level, text) => void (printed += `${text}\n`) });

beforeEach(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-sweep-'));
  printed = '';
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
  }
  gateway = await startGateway({ dataDir, log, auditLogFile: path.join(dataDir, 'classic.log') });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await gateway.stop();
  upstream.closeAllConnections();
  upstream.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** Every way in which a key, good or wrong, can be sent; also in the wrong places. */
async function callWith(key: string): Promise<number[]> {
  const basic = `Basic ${Buffer.from(`user:${key}`).toString('base64')}`;
  const ways: [string, Record<string, string>][] = [
    ['/proxy/up/x', { authorization: `Bearer ${key}` }],
    ['/proxy/up/x', { authorization: key }],
    ['/proxy/up/x', { authorization: basic }],
    ['/proxy/up/x', { 'x-api-key': key }],
    ['/proxy/up/x', { 'api-key': key }],
    ['/proxy/up/x', { 'x-goog-api-key': key }],
    [`/k/${key}/proxy/up/x`, {}],
    [`/proxy/up/x?key=${key}&api_key=${key}`, { 'x-api-key': key }],
    [`/proxy/up/${key}?q=${encodeURIComponent(key)}`, { 'x-api-key': key }],
    ['/proxy/up/x', { 'x-api-key': key, 'user-agent': `app ${key}`, referer: `http://h/${key}` }],
    ['/proxy/up/broken', { 'x-api-key': key, cookie: `key=${key}` }],
    ['/proxy/up/%zz', { 'x-api-key': key }],
    [`/proxy/up//..%2f${key}`, { 'x-api-key': key }],
  ];
  const statuses: number[] = [];
  for (const [where, headers] of ways) {
    const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: PROMPT }] });
    const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
    const answer = await fetch(`${gateway.publicUrl}${where}`, { ...init, body });
    statuses.push(answer.status);
    expect(await answer.text(), where).not.toContain(key.slice(14, 50));
  }
  return statuses;
}

async function callAdmin(secret: string): Promise<void> {
  await fetch(`${gateway.adminUrl}/admin/v1/status.get?secret=${secret}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ secret }),
  });
  await fetch(`${gateway.adminUrl}/admin/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': secret },
    body: JSON.stringify({ secret }),
  });
}

async function everything(): Promise<[string, Buffer][]> {
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const read = files.map(async ({ parentPath, name }): Promise<[string, Buffer]> => [
    path.relative(dataDir, path.join(parentPath, name)),
    await readFile(path.join(parentPath, name)),
  ]);
  return [...(await Promise.all(read)), ['what was printed', Buffer.from(printed)]];
}

test('P-69, S002-23, X7: after calls by every carrier no file and no printed line holds a key, a secret or a prompt', async () => {
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  await gateway.api.settings.update({ accessLog: true });
  await gateway.api.services.create({
    name: 'up',
    kind: 'http',
    targets: [{ url }],
    upstreamHeaders: [{ name: 'authorization', value: THEIRS }],
  });
  const { key, secret } = await gateway.api.keys.create({
    name: 'phone',
    services: '*',
    rate_limit_requests: 1000,
  });
  const { secret: rotated } = await gateway.api.keys.rotate({ id: key.id });
  const wrong = createKeyText('0123456789').text;
  const mistyped = `${rotated.slice(0, -1)}x`;
  const statuses = await callWith(rotated);
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(5);
  for (const other of [secret, wrong, mistyped]) await callWith(other);
  for (const one of [gateway.adminSecret, `${gateway.adminSecret}x`]) await callAdmin(one);
  const { secret: adminSecret } = await gateway.api.panel.rotateSecret({});
  log.error('something failed', new Error(`with ${rotated} and ${adminSecret}`));

  await gateway.gateway.stop(1000);
  gateway = await startGateway({ dataDir, log, adminSecret });
  for (const format of ['jsonl', 'csv', 'classic', 'access'] as const) {
    expect((await gateway.api.audit.export({ format })).rows).toBeGreaterThan(30);
  }
  await gateway.gateway.stop(1000);

  const found = await everything();
  const names = found.map(([name]) => name);
  for (const name of ['config.json', 'audit/audit.jsonl', 'logs/api_access.log', 'classic.log']) {
    expect(names).toContain(path.normalize(name));
  }
  expect(names.filter((name) => name.startsWith('exports'))).toHaveLength(4);
  const secretParts = [secret, rotated, wrong].map((text) => text.slice(14, -6));
  const adminParts = [gateway.adminSecret, adminSecret].map((text) => text.slice(15, -6));
  for (const part of [...secretParts, ...adminParts, PROMPT]) {
    const holders = found.filter(([, bytes]) => bytes.includes(part)).map(([name]) => name);
    expect(holders, part).toEqual([]);
  }
  // The one secret that must be kept, since it is sent on, is in the private settings file alone.
  const withTheirs = found.filter(([, bytes]) => bytes.includes(THEIRS)).map(([name]) => name);
  expect(withTheirs).toContain('config.json');
  expect(withTheirs.filter((name) => !name.startsWith('config.json'))).toEqual([]);
  // Public ids are what stands there instead.
  const record = found.find(([name]) => name.endsWith('audit.jsonl'))?.[1].toString() ?? '';
  expect(record).toContain(`"keyId":"${key.id}"`);
}, 30_000);
