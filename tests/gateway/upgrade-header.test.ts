import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startFakeLlm, type FakeLlm } from '../support/fake-llm';
import { startGateway, type TestGateway } from '../support/start-gateway';

let fake: FakeLlm;
let gateway: TestGateway;
let secret: string;

beforeEach(async () => {
  fake = await startFakeLlm();
  gateway = await startGateway();
  const targets = [{ url: fake.url }];
  await gateway.api.services.create({ name: 'ollama', kind: 'ollama', targets });
  const models = ['small'];
  ({ secret } = await gateway.api.keys.create({ name: 'phone', services: '*', models }));
});
afterEach(async () => {
  await gateway.stop();
  await fake.stop();
});

/** The status of a call with a header that `fetch` does not let through. */
const statusOf = (path: string, headers: Record<string, string>, method = 'POST') =>
  new Promise<number | undefined>((resolve, reject) => {
    const asked = request(
      `${gateway.publicUrl}${path}`,
      { agent: false, method, headers: { authorization: `Bearer ${secret}`, ...headers } },
      (answer) => {
        answer.resume().once('end', () => resolve(answer.statusCode));
      },
    );
    asked.once('error', reject);
    asked.end(method === 'GET' ? undefined : '{"model":"big","max_tokens":4,"messages":[]}');
  });

test.each(['x', 'websocket', 'h2c', 'WebSocket, x', ''])(
  'T-11: a call that says `Upgrade: %s` is no socket: its body names the model',
  async (upgrade) => {
    for (const path of ['/v1/chat/completions', '/v1/messages', '/api/chat', '/v1/embeddings']) {
      for (const type of ['application/json', 'multipart/form-data', 'audio/x']) {
        const headers = { upgrade, connection: 'upgrade', 'content-type': type };
        expect(await statusOf(`${path}?model=small`, headers), `${path} ${type}`).toBe(403);
      }
    }
    expect(fake.requests).toEqual([]);
  },
);

test('T-11: a socket may still name its model in the address, and only one of the list', async () => {
  const headers = {
    upgrade: 'websocket',
    connection: 'upgrade',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  };
  expect(await statusOf('/v1/realtime?model=big', headers, 'GET')).toBe(403);
  expect(fake.requests).toEqual([]);
  // The service speaks in no sockets, but it is asked.
  expect(await statusOf('/v1/realtime?model=small', headers, 'GET')).toBe(404);
  expect(fake.requests.map(({ path }) => path)).toEqual(['/v1/realtime?model=small']);
});
