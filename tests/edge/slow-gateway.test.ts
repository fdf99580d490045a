import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSubject, type EdgeSubject } from '../support/edge-subject';
import { openRaw, sendRaw, toRequest } from '../support/raw-client';

const edge = { headersTimeoutMs: 300, checkIntervalMs: 20, bodyGraceMs: 200, bodyWindowMs: 200 };

let gw: EdgeSubject;
beforeAll(async () => void (gw = await startSubject({ edge: { ...edge, maxPerLoopback: 40 } })));
afterAll(() => gw.stop());

const call = () => toRequest(`GET ${gw.base}/x`, [`X-Api-Key: ${gw.secret}`]);

test('P-64: calls go through while slow heads are held, and those are cut', async () => {
  const slow = await Promise.all(Array.from({ length: 30 }, () => openRaw(gw.port)));
  for (const connection of slow) connection.write('GET / HTTP/1.1\r\nX-');
  expect((await sendRaw(gw.port, call())).first.status).toBe(200);
  for (const connection of slow) {
    expect((await connection.closed()).toString()).toMatch(/^HTTP\/1\.1 408 /);
  }
});

test('P-65: a body that only drips ends in 408, and the service is let go', async () => {
  gw.upstream.forget();
  const drip = await openRaw(gw.port);
  drip.write(
    toRequest(`POST ${gw.base}/x`, [
      `X-Api-Key: ${gw.secret}`,
      'Content-Length: 1000000',
      'Connection: keep-alive',
    ]),
  );
  drip.write('a');
  const [answer] = await drip.answers(1);
  expect(answer?.status).toBe(408);
  await gw.upstream.until(() =>
    gw.upstream.connections.every(({ isClosed, text }) => isClosed || !text.includes('POST')),
  );
  drip.destroy();
});

test('P-66: whoever holds all its connections keeps nobody waiting once it lets go', async () => {
  const idle = await Promise.all(Array.from({ length: 60 }, () => openRaw(gw.port)));
  const over = await Promise.all(idle.slice(45).map((connection) => connection.closed()));
  for (const bytes of over) expect(bytes.toString()).toMatch(/^(HTTP\/1\.1 503 |$)/);
  for (const connection of idle) connection.destroy();
  await expect.poll(async () => (await sendRaw(gw.port, call())).answers[0]?.status).toBe(200);
});
