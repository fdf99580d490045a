import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHeadless, type Headless } from '../support/headless';

const MB = 1_048_576;
const CALLS = 40;

/** A service that takes every body and holds its answer back. */
const held = new Set<ServerResponse>();
let isHolding = true;
const upstream = createServer((req, res) => {
  req.resume().once('end', () => {
    if (isHolding) held.add(res);
    else res.end('{}');
  });
});

let dataDir = '';
let gateway: Headless;
let key = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-memory-'));
  gateway = await startHeadless(dataDir, { nodeArgs: ['--max-old-space-size=96'] });
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  await gateway.api.services.create({ name: 'up', kind: 'ollama', targets: [{ url }] });
  const { secret } = await gateway.api.keys.create({
    name: 'phone',
    services: '*',
    rate_limit_requests: 1_000_000,
    // Something hangs on what the body says, so that every one is held and looked into.
    allowance: { tokens: { day: 1_000_000_000_000 } },
  });
  key = secret;
});
afterAll(async () => {
  await gateway.kill('SIGKILL');
  upstream.closeAllConnections();
  upstream.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** Members enough that the parsed form takes many times the text. */
const bodyOf = (megabytes: number): string => {
  const message = '{"role":"user","content":"hello"},';
  const messages = message.repeat(Math.floor((megabytes * MB) / message.length));
  return `{"model":"m","messages":[${messages}{"role":"user","content":"bye"}]}`;
};

async function ask(
  body: string,
): Promise<{ status: number; retryAfter: string | null; text: string }> {
  const answer = await fetch(`${gateway.publicUrl}/api/chat`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body,
  });
  return {
    status: answer.status,
    retryAfter: answer.headers.get('retry-after'),
    text: await answer.text(),
  };
}

test('F-26: with little memory large calls that pile up are turned away, and the gateway lives on', async () => {
  const body = bodyOf(2);
  const answers = Array.from({ length: CALLS }, () => ask(body));
  let ended = 0;
  for (const answer of answers) void answer.then(() => ended++);
  // Every call is either held by the service or was turned away.
  await expect.poll(() => held.size + ended, { timeout: 60_000 }).toBe(CALLS);
  const [taken, refused] = [held.size, ended];
  isHolding = false;
  for (const res of held) res.end('{}');
  const all = await Promise.all(answers);

  expect(taken).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(0);
  const turnedAway = all.filter(({ status }) => status !== 200);
  expect(turnedAway).toHaveLength(refused);
  for (const { status, retryAfter, text } of turnedAway) {
    expect([status, retryAfter]).toEqual([503, '2']);
    expect(text).toContain('OVERLOADED');
  }
  expect(gateway.child.exitCode).toBeNull();
  // What was refused is let through once the others have ended.
  await expect.poll(async () => (await ask(body)).status, { timeout: 30_000 }).toBe(200);
  expect((await gateway.api.status.get({})).liveCalls).toBe(0);
}, 120_000);
