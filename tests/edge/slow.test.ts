import { afterEach, expect, test } from 'vitest';
import { startEdge, type TestEdge } from '../support/edge-server';
import { openRaw, sendRaw, toRequest, type RawConnection } from '../support/raw-client';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(options: Parameters<typeof startEdge>[0]): Promise<TestEdge> {
  const edge = await startEdge(options);
  cleanups.push(() => edge.stop());
  return edge;
}

async function open(port: number): Promise<RawConnection> {
  const connection = await openRaw(port);
  cleanups.push(() => connection.destroy());
  return connection;
}

const health = toRequest('GET /health');

test('P-64: heads that never end are cut, and others are served meanwhile', async () => {
  const edge = await start({ caps: { headersTimeoutMs: 300 } });
  const slow = await Promise.all(Array.from({ length: 300 }, () => open(edge.port)));
  for (const connection of slow) connection.write('GET /health HTTP/1.1\r\nHost: a\r\nX-');
  expect((await sendRaw(edge.port, health)).first.status).toBe(200);
  const texts = await Promise.all(slow.map((connection) => connection.closed()));
  for (const text of texts) expect(text.toString()).toMatch(/^HTTP\/1\.1 408 /);
  expect(edge.admitted).toHaveLength(1);
});

test('P-64: a connection that never says a word is cut without one', async () => {
  const edge = await start({ caps: { headersTimeoutMs: 200 } });
  const silent = await open(edge.port);
  expect((await silent.closed()).length).toBe(0);
});

test('P-65: a body that only drips ends in 408', async () => {
  let nowMs = 0;
  const caps = { bodyGraceMs: 10_000, bodyWindowMs: 10_000, checkIntervalMs: 20 };
  const edge = await start({ caps, behaviour: 'hold', monotonicMs: () => nowMs });
  const drip = await open(edge.port);
  drip.write(toRequest('POST /x', ['Content-Length: 1000000', 'Connection: keep-alive']));
  drip.write('a');
  await expect.poll(() => edge.admitted.length).toBe(1);
  nowMs = 25_000;
  const [answer] = await drip.answers(1);
  expect(answer?.status).toBe(408);
  expect(answer?.json()).toMatchObject({ error: { code: 'REQUEST_TIMEOUT' } });
});

test('P-65: a body that moves is left alone, however long it takes', async () => {
  let nowMs = 0;
  const caps = { bodyGraceMs: 1_000, bodyWindowMs: 1_000, checkIntervalMs: 10 };
  const edge = await start({ caps, monotonicMs: () => nowMs });
  const upload = await open(edge.port);
  upload.write(toRequest('POST /x', ['Content-Length: 100000', 'Connection: keep-alive']));
  for (let sent = 0; sent < 100_000; sent += 1_000) {
    upload.write('a'.repeat(1_000));
    await new Promise((resolve) => setImmediate(resolve));
    nowMs += 1_000;
  }
  const [answer] = await upload.answers(1);
  expect(answer?.json()).toMatchObject({ bodyBytes: 100_000 });
});

test('P-66: one address gets its share of connections and no more, and gets it back', async () => {
  const edge = await start({ caps: { maxPerLoopback: 8 } });
  const idle = await Promise.all(Array.from({ length: 8 }, () => open(edge.port)));
  await idle[7]?.write(toRequest('GET /health', ['Connection: keep-alive'])).answers(1);
  const over = await Promise.all(Array.from({ length: 20 }, () => open(edge.port)));
  const refusals = await Promise.all(over.map((connection) => connection.closed()));
  for (const refusal of refusals) expect(refusal.toString()).toMatch(/^(HTTP\/1\.1 503 |$)/);
  const text = await idle[0]?.write(health).closed();
  expect(text?.toString()).toMatch(/^HTTP\/1\.1 200 /);
  await expect.poll(() => edge.openConnections()).toBe(7);
  expect((await sendRaw(edge.port, health)).first.status).toBe(200);
});

test('P-67: 64 KiB of empty lines and a head that never ends hold no memory and end', async () => {
  const edge = await start({ caps: { headersTimeoutMs: 300 } });
  const lines = await open(edge.port);
  lines.write('\r\n'.repeat(32_768));
  await lines.closed();
  const endless = await open(edge.port);
  endless.write('GET /health HTTP/1.1\r\nHost: a\r\n');
  for (let sent = 0; sent < 64 && !endless.isClosed; sent++) {
    endless.write(`X-${sent}: ${'a'.repeat(4_096)}\r\n`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect((await endless.closed()).toString()).toMatch(/^HTTP\/1\.1 431 /);
  expect(edge.admitted).toEqual([]);
});

test('P-35: an upload that goes on after its refusal is cut at the bound', async () => {
  const caps = { drainBytes: 1_000_000, drainMs: 60_000 };
  const edge = await start({ caps, behaviour: 'refuse' });
  const upload = await open(edge.port);
  upload.write(toRequest('POST /x', ['Content-Length: 1000000000', 'Connection: keep-alive']));
  const piece = Buffer.alloc(65_536, 'a');
  const pump = () => {
    while (!upload.isClosed && upload.socket.write(piece));
    if (!upload.isClosed) upload.socket.once('drain', pump);
  };
  pump();
  const received = await upload.closed();
  expect(received.toString()).toMatch(/^HTTP\/1\.1 401 /);
  expect(upload.socket.bytesWritten).toBeLessThan(20_000_000);
});

test('P-35: an ordinary app that uploads 4 MB with a wrong key gets to see the refusal', async () => {
  const edge = await start({ behaviour: 'refuse' });
  const body = Buffer.alloc(4 * 1024 * 1024, 'a');
  for (let turn = 0; turn < 10; turn++) {
    const answer = await fetch(`http://127.0.0.1:${edge.port}/x`, { method: 'POST', body });
    expect([answer.status, await answer.text()]).toEqual([401, 'no key']);
  }
});

test('P-35: a sender that stops half-way is not waited for longer than the bound', async () => {
  const edge = await start({ caps: { drainMs: 100 }, behaviour: 'refuse' });
  for (const length of [1_000, 10_000_000]) {
    const upload = await open(edge.port);
    upload.write(toRequest('POST /x', [`Content-Length: ${length}`, 'Connection: keep-alive']));
    upload.write('aaa');
    expect((await upload.closed()).toString()).toMatch(/^HTTP\/1\.1 401 /);
  }
});

test('P-15: a Host that is not on the list is refused where names are limited', async () => {
  const rules = { enforceHost: true, isAllowedHost: (name: string) => name === 'localhost' };
  const edge = await start({ rules });
  const ask = (host: string) => sendRaw(edge.port, toRequest('GET /health', [`Host: ${host}`]));
  expect((await ask('LOCALHOST:5539')).first.status).toBe(200);
  const { first } = await ask('evil.test');
  expect(first.status).toBe(403);
  expect(first.json()).toMatchObject({ error: { code: 'HOST_NOT_ALLOWED' } });
});

test('P-05: where the owner allows keys in the query, they count and go no further', async () => {
  const rules = { enforceHost: false, isAllowedHost: () => true, allowQueryKeys: true };
  const edge = await start({ rules });
  await sendRaw(edge.port, toRequest('GET /x?a=1&key=some-older-key-42&b=%2e'));
  expect(edge.admitted[0]).toMatchObject({
    query: '?a=1&b=%2e',
    presented: { text: 'some-older-key-42', carrier: 'query' },
  });
});
