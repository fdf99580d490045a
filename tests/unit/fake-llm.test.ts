import { afterEach, beforeEach, expect, test } from 'vitest';
import { startFakeLlm, type FakeLlm } from '../support/fake-llm';

let fake: FakeLlm;
beforeEach(async () => void (fake = await startFakeLlm({ words: ['one', ' two', ' three'] })));
afterEach(() => fake.stop());

const post = (path: string, body: unknown, signal: AbortSignal | null = null) =>
  fetch(`${fake.url}${path}`, { method: 'POST', body: JSON.stringify(body), signal });
const messages = [{ role: 'user', content: 'count to three' }];

test('the fake Ollama streams lines and ends with true token counts', async () => {
  const answer = await post('/api/chat', { model: 'm', messages });
  expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
  const lines = (await answer.text()).trim().split('\n');
  expect(lines).toHaveLength(4);
  expect(JSON.parse(lines[3] ?? '')).toMatchObject({
    done: true,
    prompt_eval_count: 3,
    eval_count: 3,
  });
});

test('the fake OpenAI sends usage in a stream only when asked, and always without one', async () => {
  const stream = { model: 'm', messages, stream: true };
  expect(await (await post('/v1/chat/completions', stream)).text()).not.toContain('usage');
  const asked = { ...stream, stream_options: { include_usage: true } };
  const text = await (await post('/v1/chat/completions', asked)).text();
  expect(text).toContain('"usage":{"prompt_tokens":3,"completion_tokens":3,"total_tokens":6}');
  expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  const whole = await (await post('/v1/chat/completions', { model: 'm', messages })).json();
  expect(whole).toMatchObject({ usage: { total_tokens: 6 } });
});

test('the fake transcribes an upload and refuses a request without one', async () => {
  const form = new FormData();
  form.set('file', new Blob(['RIFF']), 'a.wav');
  const url = `${fake.url}/v1/audio/transcriptions`;
  const answer = await fetch(url, { method: 'POST', body: form });
  expect(await answer.json()).toEqual({ text: 'one two three' });
  expect((await post('/v1/audio/transcriptions', {})).status).toBe(400);
  expect(fake.requests[0]?.body.includes('RIFF')).toBe(true);
});

test('a held stream goes on chunk by chunk, and a client that leaves is on record', async () => {
  fake.hold();
  const client = new AbortController();
  const answer = await post('/api/generate', { model: 'm', prompt: 'x' }, client.signal);
  expect(fake.chunksSent).toBe(0);
  fake.release(2);
  await fake.until(({ chunksSent }) => chunksSent === 2);
  client.abort();
  await expect(answer.text()).rejects.toThrow();
  await fake.until(({ aborts }) => aborts.length === 1);
  expect(fake.aborts).toEqual([{ path: '/api/generate', chunksSent: 2 }]);
});
