import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHeadless } from '../support/headless';

let dataDir = '';
const held: ServerResponse[] = [];
let onHeld: () => void = () => {};
const upstream = createServer((req, res) => {
  req.resume();
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  res.write('data: first\n\n');
  held.push(res);
  onHeld();
});

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-stop-'));
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  upstream.closeAllConnections();
  upstream.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function startWithStreams(count: number) {
  held.length = 0;
  const gateway = await startHeadless(dataDir);
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const { services } = await gateway.api.services.list({});
  if (!services.length) {
    await gateway.api.services.create({ name: 'slow', kind: 'http', targets: [{ url }] });
  }
  const { secret } = await gateway.api.keys.create({ name: 'phone', services: '*' });
  const all = new Promise<void>((resolve) => (onHeld = () => held.length === count && resolve()));
  const answers = Array.from({ length: count }, () =>
    fetch(`${gateway.publicUrl}/proxy/slow/x`, { headers: { 'x-api-key': secret } }),
  );
  await all;
  return { gateway, answers: await Promise.all(answers) };
}

test('F-32: a soft stop lets open answers finish, and then ends with 0', async () => {
  const { gateway, answers } = await startWithStreams(3);
  const ended = gateway.kill('SIGTERM');
  for (const res of held) res.end('data: last\n\n');
  const texts = await Promise.all(answers.map((answer) => answer.text()));
  expect(texts).toEqual(Array(3).fill('data: first\n\ndata: last\n\n'));
  expect(await ended).toEqual({ code: 0, signal: null });
});

test('F-32: an answer that does not finish in 5 s is cut, never ended as if it were whole', async () => {
  const { gateway, answers } = await startWithStreams(2);
  const ended = gateway.kill('SIGTERM');
  const outcomes = await Promise.allSettled(answers.map((answer) => answer.text()));
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await ended).toEqual({ code: 0, signal: null });
});
