import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/start-gateway';

let said = '';
let type = 'text/event-stream';
const service = createServer((req, res) => {
  req.resume();
  res.writeHead(200, { 'content-type': type });
  res.end(said);
});
let gateway: TestGateway;
let key = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  gateway = await startGateway();
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  await gateway.api.services.create({ name: 'ai', kind: 'openai', targets: [{ url }] });
  key = (await gateway.api.keys.create({ name: 'app', services: '*' })).secret;
});
afterAll(async () => {
  await gateway.stop();
  service.closeAllConnections();
  service.close();
});

async function ask(stream: boolean) {
  const body = { model: 'm', max_tokens: 9, stream, messages: [{ role: 'user', content: 'Hi' }] };
  const headers = {
    'x-api-key': key,
    'content-type': 'application/json',
    'anthropic-version': '1',
  };
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  const answer = await fetch(`${gateway.publicUrl}/v1/messages`, init);
  return { status: answer.status, text: await answer.text() };
}

test('an error that a service says first in a stream reaches the app in its own words', async () => {
  said = `data: ${JSON.stringify({ error: { message: 'The card has no memory left.' } })}\n\n`;
  const { status, text } = await ask(true);
  expect(status).toBe(502);
  expect(text).toContain('The card has no memory left.');
});

test('an answer that cannot be translated is refused in plain words, and on record as that', async () => {
  type = 'application/json';
  said = 'not even JSON';
  const { status, text } = await ask(false);
  expect(status).toBe(502);
  expect(text).toContain('not JSON');
  expect(text).not.toContain('valid HTTP');
  const [entry] = (await gateway.api.audit.search({ limit: 1 })).entries;
  expect(entry?.code).toBe('UPSTREAM_UNREADABLE');
});
