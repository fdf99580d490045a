import { afterEach, beforeEach, expect, test } from 'vitest';
import { startFakeLlm, type FakeLlm } from '../support/fake-llm';
import { startGateway, type TestGateway } from '../support/start-gateway';

let fake: FakeLlm;
let gateway: TestGateway;

beforeEach(async () => {
  fake = await startFakeLlm();
  gateway = await startGateway();
  const target = { url: fake.url };
  await gateway.api.services.create({ name: 'ollama', kind: 'ollama', targets: [target] });
});
afterEach(async () => {
  await gateway.stop();
  await fake.stop();
});

const readMetrics = async (secret = gateway.adminSecret) => {
  const answer = await fetch(`${gateway.adminUrl}/metrics`, {
    headers: { authorization: `Bearer ${secret}` },
  });
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    text: await answer.text(),
  };
};

test('S003-83, S001-25: the owner reads figures of every call; nobody else does, and no name or word of a call is in them', async () => {
  const { key, secret } = await gateway.api.keys.create({ name: 'Secret Phone', services: '*' });
  const ask = (authorization: string) =>
    fetch(`${gateway.publicUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'llama3.2:1b',
        messages: [{ role: 'user', content: 'hush hush' }],
      }),
    }).then((answer) => answer.text());
  await ask(`Bearer ${secret}`);
  await ask(`Bearer ${secret}`);
  await ask('Bearer lk_wrong');
  const { status, type, text } = await readMetrics();
  expect(status).toBe(200);
  expect(type).toMatch(/^text\/plain; version=0\.0\.4/);
  const labels = `service="1",key="${key.id}"`;
  expect(text).toContain(`latchkey_requests_total{${labels},status="2xx",code=""} 2\n`);
  expect(text).toMatch(
    /latchkey_requests_total\{service="",key="",status="4xx",code="KEY_\w+"\} 1/,
  );
  expect(text).toMatch(new RegExp(`latchkey_tokens_total\\{${labels},direction="out"\\} [1-9]`));
  expect(text).toContain('latchkey_first_byte_seconds_count{service="1"} 2\n');
  expect(text).toContain('latchkey_ledger_commit_seconds_count 2\n');
  expect(text).toContain('latchkey_target_up{service="1",target="0"} 1\n');
  expect(text).not.toMatch(/hush|llama|Secret Phone|127\.0\.0\.1/);
  expect((await readMetrics(secret)).status).toBe(401);
  expect((await fetch(`${gateway.adminUrl}/metrics`)).status).toBe(401);
  expect((await fetch(`${gateway.publicUrl}/metrics`)).status).not.toBe(200);
  const lag = 'latchkey_event_loop_lag_seconds{quantile="0.99"}';
  await expect.poll(async () => (await readMetrics()).text).toContain(lag);
});

test('S003-83: a key that is gone leaves the figures', async () => {
  const { key, secret } = await gateway.api.keys.create({ name: 'phone', services: '*' });
  const headers = { authorization: `Bearer ${secret}` };
  await (await fetch(`${gateway.publicUrl}/proxy/1/api/tags`, { headers })).text();
  expect((await readMetrics()).text).toContain(key.id);
  await gateway.api.keys.revoke({ id: key.id });
  await gateway.api.keys.remove({ id: key.id });
  expect((await readMetrics()).text).not.toContain(key.id);
});
