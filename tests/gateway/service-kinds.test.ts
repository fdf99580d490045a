import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { comfyUi } from '../support/fake-services/comfyui';
import {
  html,
  startFakeService,
  type FakeAnswers,
  type FakeService,
} from '../support/fake-services/fake-service';
import { ollama } from '../support/fake-services/ollama';
import { openWebUi } from '../support/fake-services/open-webui';
import { whisperAsr } from '../support/fake-services/whisper';
import { startGateway, type TestGateway } from '../support/start-gateway';

let gateway: TestGateway;
let secret: string;
const fakes: FakeService[] = [];

beforeEach(async () => {
  gateway = await startGateway();
  ({ secret } = await gateway.api.keys.create({ name: 'phone', services: '*' }));
});
afterEach(async () => {
  await gateway.stop();
  await Promise.all(fakes.splice(0).map((fake) => fake.stop()));
});

const start = async (answers: FakeAnswers) => {
  const fake = await startFakeService(answers);
  fakes.push(fake);
  return fake;
};

test('S002-24: every address of a service is tested, and the one in trouble is named', async () => {
  const [good, strange] = [await start(ollama), await start({ routes: {}, other: html('router') })];
  const gone = await startFakeService(ollama);
  await gone.stop();
  const targets = [good, strange, gone].map(({ url }) => ({ url }));
  await gateway.api.services.create({ name: 'chat', kind: 'ollama', targets });
  expect(await gateway.api.services.test({ id: '1' })).toMatchObject({
    ok: false,
    code: 'wrong_kind',
    targets: [
      { url: good.url, ok: true, code: 'ok' },
      { url: strange.url, ok: false, code: 'wrong_kind' },
      { url: gone.url, ok: false, code: 'refused' },
    ],
  });
  const [service] = (await gateway.api.services.list({})).services;
  expect(service?.targets.map(({ health }) => health)).toEqual(['up', 'down', 'down']);
});

test('S002-6: ComfyUI says over its WebSocket how far it is, to a page that can send no header', async () => {
  const { url } = await start(comfyUi);
  await gateway.api.services.create({ name: 'comfy', kind: 'comfyui', targets: [{ url }] });
  const at = `${gateway.publicUrl.replace('http', 'ws')}/k/${secret}/proxy/comfy/ws?clientId=a`;
  const socket = new WebSocket(at);
  const [message] = (await once(socket, 'message')) as [MessageEvent<string>];
  expect(JSON.parse(message.data)).toMatchObject({ type: 'status' });
  socket.close();
});

test('Open WebUI answers at its own base, and its owner keeps what is the owner’s', async () => {
  const { url } = await start(openWebUi);
  const targets = [{ url: `${url}/api` }];
  await gateway.api.services.create({ name: 'web', kind: 'open-webui', targets });
  const headers = { 'x-api-key': secret };
  const config = await fetch(`${gateway.publicUrl}/proxy/web/config`, { headers });
  expect(await config.json()).toMatchObject({ name: 'Home (Open WebUI)' });
  const users = await fetch(`${gateway.publicUrl}/proxy/web/v1/users/all`, { headers });
  expect(users.status).toBe(403);
});

test('a service that is to be looked after is seen without a call', async () => {
  const fake = await start(ollama);
  const targets = [{ url: fake.url }];
  const resilience = { checkSeconds: 5 };
  await gateway.api.services.create({ name: 'chat', kind: 'ollama', targets, resilience });
  const health = async () => (await gateway.api.services.list({})).services[0]?.health;
  await expect.poll(health, { timeout: 10_000 }).toBe('up');
  expect(fake.asked.map(({ path }) => path)).toEqual(['/api/tags']);
});

test('S000-13: an app that waits to be told before it sends a recording is told', async () => {
  const fake = await start(whisperAsr);
  const targets = [{ url: fake.url }];
  await gateway.api.services.create({ name: 'asr', kind: 'whisper-asr', targets });
  const body = Buffer.concat([
    Buffer.from('--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'),
    Buffer.alloc(2_000_000, 5),
    Buffer.from('\r\n--b--\r\n'),
  ]);
  const headers = {
    'x-api-key': secret,
    'content-type': 'multipart/form-data; boundary=b',
    'content-length': body.length,
    expect: '100-continue',
  };
  const call = request(`${gateway.publicUrl}/whisper/api/transcribe`, { method: 'POST', headers });
  call.flushHeaders();
  await once(call, 'continue');
  call.end(body);
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(200);
  answer.resume();
  expect(fake.asked[0]?.body.length).toBe(body.length + 6);
});

test('S000-13: a recording sent in chunks of unknown length goes through with its part renamed', async () => {
  const fake = await start(whisperAsr);
  const targets = [{ url: fake.url }];
  await gateway.api.services.create({ name: 'asr', kind: 'whisper-asr', targets });
  const headers = { 'x-api-key': secret, 'content-type': 'multipart/form-data; boundary=b' };
  const call = request(`${gateway.publicUrl}/whisper/api/transcribe`, { method: 'POST', headers });
  call.write('--b\r\nContent-Disposition: form-data; name="audio"; filename="a"\r\n\r\n');
  call.write(Buffer.alloc(100_000, 6));
  call.end('\r\n--b--\r\n');
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(200);
  answer.resume();
  expect(fake.asked[0]?.body.toString('latin1', 0, 80)).toContain('name="audio_file"');
  expect(fake.asked[0]?.body.includes(Buffer.alloc(100_000, 6))).toBe(true);
});

test('a long recording that may not be sent is refused in words, not with a broken connection', async () => {
  const fake = await start(whisperAsr);
  const targets = [{ url: fake.url }];
  await gateway.api.services.create({ name: 'asr', kind: 'whisper-asr', targets });
  ({ secret } = await gateway.api.keys.create({ name: 'guest', services: [] }));
  const form = new FormData();
  form.set('file', new Blob([Buffer.alloc(5_000_000)]), 'a.wav');
  const init = { method: 'POST', headers: { 'x-api-key': secret }, body: form };
  const answer = await fetch(`${gateway.publicUrl}/whisper/api/transcribe`, init);
  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain('service');
  expect(fake.asked).toEqual([]);
});
