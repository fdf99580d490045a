import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ServiceKind } from '#shared/contract/operations/services';
import { a1111, PICTURE } from '../support/fake-services/a1111';
import { comfyUi } from '../support/fake-services/comfyui';
import {
  json as answerJson,
  startFakeService,
  type FakeAnswers,
  type FakeService,
} from '../support/fake-services/fake-service';
import { localAi } from '../support/fake-services/localai';
import { ollama } from '../support/fake-services/ollama';
import { edgeTts, kokoro, openedai, SOUND } from '../support/fake-services/speech';
import { vllm } from '../support/fake-services/vllm';
import { speaches, whisperAsr, whisperCpp } from '../support/fake-services/whisper';
import { startGateway, type TestGateway } from '../support/start-gateway';

let gateway: TestGateway;
let secret: string;
const fakes: FakeService[] = [];

beforeEach(async () => {
  gateway = await startGateway();
  const fields = { name: 'phone', services: '*', rate_limit_requests: 1000 } as const;
  ({ secret } = await gateway.api.keys.create(fields));
});
afterEach(async () => {
  await gateway.stop();
  await Promise.all(fakes.splice(0).map((fake) => fake.stop()));
});

async function add(kind: ServiceKind, answers: FakeAnswers, more = {}): Promise<FakeService> {
  const fake = await startFakeService(answers);
  fakes.push(fake);
  const name = `${kind} ${String.fromCharCode(64 + fakes.length)}`;
  await gateway.api.services.create({ name, kind, targets: [{ url: fake.url }], ...more });
  return fake;
}

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${gateway.publicUrl}${path}`, {
    ...init,
    headers: { 'x-api-key': secret, ...init.headers },
  });
const post = (path: string, body: object) =>
  ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const upload = (path: string, field: string, fields: Record<string, string> = {}) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set(field, new Blob([Buffer.alloc(50_000, 7)], { type: 'audio/wav' }), 'say.wav');
  return ask(path, { method: 'POST', body: form });
};
const lastForm = (fake: FakeService) => fake.asked.at(-1)?.body.toString('latin1') ?? '';
const messageOf = async (answer: Response) => JSON.stringify(await answer.json());

test('S000-9, S000-10, S002-7: text and chat go to Ollama as they are', async () => {
  const fake = await add('ollama', ollama);
  const body = { model: 'llama3.2:3b', prompt: 'Hi', stream: false };
  expect(await (await post('/chat/api/generate', body)).json()).toMatchObject({
    response: 'Hello.',
  });
  const chat = await post('/chat/api/chat', { model: 'llama3.2:3b', messages: [], stream: false });
  expect(await chat.json()).toMatchObject({ message: { content: 'Hello.' } });
  expect(fake.posted('/api/generate')).toEqual([body]);
});

describe('speech', () => {
  test.each([
    ['Kokoro-FastAPI', kokoro],
    ['openai-edge-tts', edgeTts()],
    ['openedai-speech', openedai],
  ] as const)(
    'S000-11, S002-8: %s says a text, and the answer is sound',
    async (_name, answers) => {
      const fake = await add('tts', answers);
      const answer = await post('/tts/api/speak', { text: 'Good evening', voice: 'nova' });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('audio/mpeg');
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(SOUND);
      expect(fake.posted('/v1/audio/speech')).toEqual([
        { model: 'tts-1', input: 'Good evening', voice: 'nova', response_format: 'mp3' },
      ]);
    },
  );

  test('S002-8: voice, format and speed have defaults and can be chosen', async () => {
    const fake = await add('tts', kokoro);
    await post('/tts/api/speak', { text: 'a' });
    const full = { text: 'b', voice: 'af_heart', speed: 1.5, format: 'wav', model: 'kokoro' };
    const answer = await post('/tts/api/speak', full);
    expect(answer.headers.get('content-type')).toBe('audio/wav');
    expect(fake.posted('/v1/audio/speech')).toMatchObject([
      { voice: 'alloy', response_format: 'mp3' },
      { input: 'b', voice: 'af_heart', speed: 1.5, response_format: 'wav', model: 'kokoro' },
    ]);
  });

  test('S002-8: a call without a text is told what to send', async () => {
    const fake = await add('tts', kokoro);
    const answer = await post('/tts/api/speak', { voice: 'nova' });
    expect(answer.status).toBe(400);
    expect(await messageOf(answer)).toContain('{\\"text\\": \\"Hello\\"}');
    expect(fake.asked).toEqual([]);
  });

  test('X12: the voices can be listed, and other methods of speak do not exist', async () => {
    const fake = await add('tts', kokoro);
    const voices = await ask('/tts/api/voices');
    expect(await voices.json()).toEqual({ voices: ['af_heart', 'bm_george'] });
    expect((await ask('/tts/api/speak')).status).toBe(404);
    expect((await ask('/tts/api/speak', { method: 'DELETE' })).status).toBe(404);
    expect(fake.asked.map(({ path }) => path)).toEqual(['/v1/audio/voices']);
  });

  test('a service of the old kind, which has this path itself, is asked as ever when translation is off', async () => {
    const routes = { 'POST /api/speak': answerJson({ old: true }) };
    const fake = await add('tts', { routes }, { rules: { translate: false } });
    expect(await (await post('/tts/api/speak', { text: 'a' })).json()).toEqual({ old: true });
    expect(fake.posted('/api/speak')).toEqual([{ text: 'a' }]);
  });

  test('S003-18, S000-37: it counts, is limited and is on record like any call', async () => {
    await add('tts', kokoro);
    const fields = { name: 'tablet', services: '*', rate_limit_requests: 2 } as const;
    ({ secret } = await gateway.api.keys.create(fields));
    const statuses: number[] = [];
    for (let n = 0; n < 3; n++) {
      statuses.push((await post('/tts/api/speak', { text: 'a' })).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
    const { totals } = await gateway.api.usage.summary({});
    expect(totals).toMatchObject({ succeeded: 2, refused: 1 });
    const { entries } = await gateway.api.audit.search({ text: '/tts/api/speak' });
    expect(entries.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
  });
});

describe('pictures', () => {
  test('S000-12, S002-9: a prompt alone gives one picture', async () => {
    const fake = await add('a1111', a1111);
    const answer = await post('/image/api/generate/simple', { prompt: 'a house', width: 512 });
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toEqual({ image: PICTURE });
    const [asked] = fake.posted('/sdapi/v1/txt2img');
    expect(asked).toEqual({ prompt: 'a house', width: 512, steps: 20 });
    expect(fake.asked.at(-1)?.headers['accept-encoding']).toBe('identity');
  });

  test('S002-10: the full form goes through with all its fields, and so does the answer', async () => {
    const fake = await add('a1111', a1111);
    const body = { prompt: 'a house', batch_size: 2, hr_scale: 1.5 };
    const answer = await post('/image/api/generate', body);
    expect(await answer.json()).toMatchObject({ images: [PICTURE, PICTURE], parameters: body });
    expect(fake.posted('/sdapi/v1/txt2img')).toEqual([body]);
    await post('/image/api/generate', { ...body, init_images: [PICTURE] });
    expect(fake.posted('/sdapi/v1/img2img')).toHaveLength(1);
  });

  test('S002-9: an OpenAI-compatible service paints too, but only when there is no better one', async () => {
    await add('openai', vllm(), { isDefault: true });
    const local = await add('localai', localAi);
    const fields = { prompt: 'a house', width: 256, height: 256 };
    const answer = await post('/image/api/generate/simple', fields);
    expect(await answer.json()).toEqual({ image: 'aW1hZ2U=' });
    expect(local.posted('/v1/images/generations')).toEqual([
      { prompt: 'a house', n: 1, response_format: 'b64_json', size: '256x256' },
    ]);
    const better = await add('a1111', a1111);
    await post('/image/api/generate/simple', fields);
    expect(better.posted('/sdapi/v1/txt2img')).toHaveLength(1);
  });

  test('S002-9: ComfyUI cannot paint from a prompt alone, and the answer says what works', async () => {
    const fake = await add('comfyui', comfyUi);
    const answer = await post('/image/api/generate/simple', { prompt: 'a house' });
    expect(answer.status).toBe(400);
    expect(await messageOf(answer)).toContain('/proxy/1/prompt');
    expect(fake.asked).toEqual([]);
    const queued = await post('/proxy/1/prompt', { prompt: {} });
    expect(await queued.json()).toMatchObject({ prompt_id: 'f3a1' });
  });

  test('X12: models and progress can be looked at', async () => {
    const fake = await add('a1111', a1111);
    expect(await (await ask('/image/api/models')).json()).toMatchObject([{ model_name: 'v1-5' }]);
    expect(await (await ask('/image/api/progress')).json()).toMatchObject({ progress: 0.5 });
    expect((await ask('/image/api/options')).status).toBe(404);
    expect(fake.asked).toHaveLength(2);
  });

  test('an answer without a picture is not passed off as one; an error of the service goes through', async () => {
    const broken = answerJson({ images: [] });
    const full = answerJson({ error: 'OutOfMemoryError' }, 500);
    await add('a1111', { routes: { 'POST /sdapi/v1/txt2img': broken } });
    expect((await post('/image/api/generate/simple', { prompt: 'x' })).status).toBe(502);
    await gateway.api.services.remove({ id: '1' });
    await add('a1111', { routes: { 'POST /sdapi/v1/txt2img': full } });
    const answer = await post('/image/api/generate/simple', { prompt: 'x' });
    expect([answer.status, await answer.json()]).toEqual([500, { error: 'OutOfMemoryError' }]);
  });
});

describe('speech to text', () => {
  const kinds = [
    ['whisper', speaches, '/v1/audio/transcriptions'],
    ['whisper-cpp', whisperCpp, '/inference'],
    ['whisper-asr', whisperAsr, '/asr?output=json'],
  ] as const;
  const cases = kinds.flatMap((kind) =>
    ['file', 'audio', 'audio_file'].map((field) => [kind[0], field, kind[1], kind[2]] as const),
  );

  test.each(cases)('S000-13: %s hears a sound sent as "%s"', async (kind, field, answers, path) => {
    const fake = await add(kind, answers);
    const answer = await upload('/whisper/api/transcribe', field, { language: 'en' });
    expect(await answer.json()).toMatchObject({ text: expect.stringContaining('hello') as string });
    expect(fake.asked.at(-1)?.path).toBe(path);
    expect(lastForm(fake)).toContain('form-data; name="language"\r\n\r\nen\r\n');
    expect(fake.asked.at(-1)?.body.includes(Buffer.alloc(50_000, 7))).toBe(true);
  });

  test.each(kinds)('an app of OpenAI is understood by %s too', async (kind, answers) => {
    await add(kind, answers);
    const answer = await upload('/v1/audio/transcriptions', 'file', { model: 'whisper-1' });
    expect(await answer.json()).toMatchObject({ text: expect.stringContaining('hello') as string });
  });

  test('the model that the caller names is the one that is asked for', async () => {
    const fake = await add('whisper', speaches);
    await upload('/whisper/api/transcribe', 'audio', { model: 'tiny' });
    expect(lastForm(fake)).not.toContain('whisper-1');
  });

  test('S000-13: something else than a form is told what to send', async () => {
    const fake = await add('whisper', speaches);
    const answer = await post('/whisper/api/transcribe', { file: 'x' });
    expect(answer.status).toBe(400);
    expect(await messageOf(answer)).toContain('multipart/form-data');
    expect(fake.asked).toEqual([]);
  });

  test('a long recording flows through: the service has its start before its end was sent', async () => {
    const got: Buffer[] = [];
    let arrived = () => {};
    const hasStart = new Promise<void>((resolve) => (arrived = resolve));
    const server = createServer((req, res) => {
      req.on('data', (chunk: Buffer) => {
        got.push(chunk);
        if (Buffer.concat(got).length > 20_000) arrived();
      });
      req.on('end', () => res.end('{"text":"long"}'));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await gateway.api.services.create({ name: 'asr', kind: 'whisper-asr', targets: [{ url }] });
    const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n';
    const [start, rest, end] = [Buffer.alloc(30_000, 1), Buffer.alloc(40_000, 2), '\r\n--b--\r\n'];
    const length = head.length + start.length + rest.length + end.length;
    const headers = {
      'x-api-key': secret,
      'content-type': 'multipart/form-data; boundary=b',
      'content-length': length,
    };
    const call = request(`${gateway.publicUrl}/whisper/api/transcribe`, {
      method: 'POST',
      headers,
    });
    call.write(head);
    call.write(start);
    await hasStart;
    call.write(rest);
    call.end(end);
    const [answer] = (await once(call, 'response')) as [import('node:http').IncomingMessage];
    expect(answer.statusCode).toBe(200);
    answer.resume();
    const whole = Buffer.concat(got);
    expect(whole.length).toBe(length + 'audio_file'.length - 'file'.length);
    expect(whole.includes(Buffer.concat([start, rest]))).toBe(true);
    server.closeAllConnections();
    server.close();
  });
});

test('a call for speech is not sent to a language model because it names a model', async () => {
  await add('ollama', ollama);
  await add('vllm', vllm());
  const fake = await add('tts', kokoro);
  const answer = await post('/v1/audio/speech', { model: 'tts-1', input: 'a', voice: 'nova' });
  expect(answer.status).toBe(200);
  expect(fake.posted('/v1/audio/speech')).toHaveLength(1);
});

test('X12: Ollama lets its owner delete a model on the classic prefix, and nobody else', async () => {
  const routes = { 'DELETE /api/delete': answerJson({}) };
  const fake = await add('ollama', { ...ollama, routes: { ...ollama.routes, ...routes } });
  const init = { method: 'DELETE', body: '{"model":"llama3.2:3b"}' };
  expect((await ask('/chat/api/delete', init)).status).toBe(403);
  const fields = { name: 'owner', services: '*' as const, openPaths: ['/api/delete'] };
  ({ secret } = await gateway.api.keys.create(fields));
  expect((await ask('/chat/api/delete', init)).status).toBe(200);
  expect(fake.asked.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
});
