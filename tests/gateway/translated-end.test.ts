import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/start-gateway';

/** A service that speaks OpenAI's dialect and never ends an answer by itself. */
const delta = (more: object) =>
  `data: ${JSON.stringify({ id: 'c', model: 'm', choices: [{ index: 0, ...more }] })}\n\n`;
const WORD = delta({ delta: { content: 'hi' } });
const STOP = delta({ delta: {}, finish_reason: 'stop' });
const DONE = 'data: [DONE]\n\n';

let closed: Promise<void>;
let speak: (res: ServerResponse) => void = () => {};
const upstream = createServer((req, res) => {
  req.resume();
  if (req.url === '/v1/models') return void res.end('{"data":[{"id":"m"}]}');
  closed = new Promise((resolve) => res.once('close', resolve));
  speak(res);
});
let gateway: TestGateway;
let secret: string;
let keyId: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  gateway = await startGateway();
  await gateway.api.services.create({ name: 'ai', kind: 'openai', targets: [{ url }] });
});
beforeEach(async () => {
  const made = await gateway.api.keys.create({ name: 'app', services: '*' });
  [secret, keyId] = [made.secret, made.key.id];
});
afterAll(async () => {
  await gateway.stop();
  upstream.closeAllConnections();
  upstream.close();
});

const ask = (stream: boolean) =>
  fetch(`${gateway.publicUrl}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': secret, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'm',
      max_tokens: 9,
      stream,
      messages: [{ role: 'user', content: 'x' }],
    }),
  });
const streamed = (text: string) => (res: ServerResponse) => {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  res.write(text);
};
/** How many calls of the key are on record as what. */
const record = async () => {
  const ofKey = async () =>
    (await gateway.api.usage.summary({})).byKey.find((one) => one.keyId === keyId);
  await expect.poll(async () => (await ofKey())?.calls).toBe(1);
  return ofKey();
};
test('a translated answer ends when its last word is there, although the service stays on the line', async () => {
  speak = streamed(WORD + STOP + DONE);
  const answer = await ask(true);
  const text = await answer.text();
  expect([answer.status, text.trimEnd().endsWith('{"type":"message_stop"}')]).toEqual([200, true]);
  await closed;
  expect(await record()).toMatchObject({ succeeded: 1, failed: 0 });
});

test('a caller that wants all at once has it then, too', async () => {
  speak = streamed(WORD + STOP + DONE);
  const answer = await ask(false);
  expect(await answer.json()).toMatchObject({ content: [{ type: 'text', text: 'hi' }] });
  await closed;
});

test('a translation that breaks ends at once in an error of the dialect, and is on record as failed', async () => {
  speak = streamed(`${WORD}data: not json\n\n`);
  const answer = await ask(true);
  const text = await answer.text();
  expect([answer.status, text.includes('event: error')]).toEqual([200, true]);
  await closed;
  expect(await record()).toMatchObject({ succeeded: 0, failed: 1 });
});

test('a translation that breaks before its first word is a 502 at once', async () => {
  speak = streamed('data: not json\n\n');
  expect((await ask(true)).status).toBe(502);
  await closed;
  expect(await record()).toMatchObject({ succeeded: 0, failed: 1 });
});

test('an error without end is cut, not waited for', async () => {
  speak = (res) => {
    res.writeHead(400, { 'content-type': 'text/plain' });
    res.write('x'.repeat(70_000));
  };
  expect((await ask(true)).status).toBe(400);
  await closed;
});
