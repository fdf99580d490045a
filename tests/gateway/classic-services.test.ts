import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startClassicRig, type ClassicRig } from '../support/classic-rig';
import { a1111, PICTURE } from '../support/fake-services/a1111';
import { comfyUi } from '../support/fake-services/comfyui';
import { json as answerJson } from '../support/fake-services/fake-service';
import { localAi } from '../support/fake-services/localai';
import { ollama } from '../support/fake-services/ollama';
import { edgeTts, kokoro, openedai, SOUND } from '../support/fake-services/speech';
import { vllm } from '../support/fake-services/vllm';

let rig: ClassicRig;
beforeEach(async () => {
  rig = await startClassicRig();
});
afterEach(() => rig.stop());

const messageOf = async (answer: Response) => JSON.stringify(await answer.json());

test('S000-9, S000-10, S002-7: text and chat go to Ollama as they are', async () => {
  const fake = await rig.add('ollama', ollama);
  const body = { model: 'llama3.2:3b', prompt: 'Hi', stream: false };
  expect(await (await rig.post('/chat/api/generate', body)).json()).toMatchObject({
    response: 'Hello.',
  });
  const chat = await rig.post('/chat/api/chat', {
    model: 'llama3.2:3b',
    messages: [],
    stream: false,
  });
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
      const fake = await rig.add('tts', answers);
      const answer = await rig.post('/tts/api/speak', { text: 'Good evening', voice: 'nova' });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('audio/mpeg');
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(SOUND);
      expect(fake.posted('/v1/audio/speech')).toEqual([
        { model: 'tts-1', input: 'Good evening', voice: 'nova', response_format: 'mp3' },
      ]);
    },
  );

  test('S002-8: voice, format and speed have defaults and can be chosen', async () => {
    const fake = await rig.add('tts', kokoro);
    await rig.post('/tts/api/speak', { text: 'a' });
    const full = { text: 'b', voice: 'af_heart', speed: 1.5, format: 'wav', model: 'kokoro' };
    const answer = await rig.post('/tts/api/speak', full);
    expect(answer.headers.get('content-type')).toBe('audio/wav');
    expect(fake.posted('/v1/audio/speech')).toMatchObject([
      { voice: 'alloy', response_format: 'mp3' },
      { input: 'b', voice: 'af_heart', speed: 1.5, response_format: 'wav', model: 'kokoro' },
    ]);
  });

  test('S002-8: a call without a text is told what to send', async () => {
    const fake = await rig.add('tts', kokoro);
    const answer = await rig.post('/tts/api/speak', { voice: 'nova' });
    expect(answer.status).toBe(400);
    expect(await messageOf(answer)).toContain('{\\"text\\": \\"Hello\\"}');
    expect(fake.asked).toEqual([]);
  });

  test('X12: the voices can be listed, and other methods of speak do not exist', async () => {
    const fake = await rig.add('tts', kokoro);
    const voices = await rig.ask('/tts/api/voices');
    expect(await voices.json()).toEqual({ voices: ['af_heart', 'bm_george'] });
    expect((await rig.ask('/tts/api/speak')).status).toBe(404);
    expect((await rig.ask('/tts/api/speak', { method: 'DELETE' })).status).toBe(404);
    expect(fake.asked.map(({ path }) => path)).toEqual(['/v1/audio/voices']);
  });

  test('a service of the old kind, which has this path itself, is asked as ever when translation is off', async () => {
    const routes = { 'POST /api/speak': answerJson({ old: true }) };
    const fake = await rig.add('tts', { routes }, { rules: { translate: false } });
    expect(await (await rig.post('/tts/api/speak', { text: 'a' })).json()).toEqual({ old: true });
    expect(fake.posted('/api/speak')).toEqual([{ text: 'a' }]);
  });

  test('S003-18, S000-37: it counts, is limited and is on record like any call', async () => {
    await rig.add('tts', kokoro);
    const fields = { name: 'tablet', services: '*', rate_limit_requests: 2 } as const;
    rig.secret = (await rig.gateway.api.keys.create(fields)).secret;
    const statuses: number[] = [];
    for (let n = 0; n < 3; n++) {
      statuses.push((await rig.post('/tts/api/speak', { text: 'a' })).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
    const { totals } = await rig.gateway.api.usage.summary({});
    expect(totals).toMatchObject({ succeeded: 2, refused: 1 });
    const { entries } = await rig.gateway.api.audit.search({ text: '/tts/api/speak' });
    expect(entries.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
  });
});

describe('pictures', () => {
  test('S000-12, S002-9: a prompt alone gives one picture', async () => {
    const fake = await rig.add('a1111', a1111);
    const answer = await rig.post('/image/api/generate/simple', { prompt: 'a house', width: 512 });
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toEqual({ image: PICTURE });
    const [asked] = fake.posted('/sdapi/v1/txt2img');
    expect(asked).toEqual({ prompt: 'a house', width: 512, steps: 20 });
    expect(fake.asked.at(-1)?.headers['accept-encoding']).toBe('identity');
  });

  test('S002-10: the full form goes through with all its fields, and so does the answer', async () => {
    const fake = await rig.add('a1111', a1111);
    const body = { prompt: 'a house', batch_size: 2, hr_scale: 1.5 };
    const answer = await rig.post('/image/api/generate', body);
    expect(await answer.json()).toMatchObject({ images: [PICTURE, PICTURE], parameters: body });
    expect(fake.posted('/sdapi/v1/txt2img')).toEqual([body]);
    await rig.post('/image/api/generate', { ...body, init_images: [PICTURE] });
    expect(fake.posted('/sdapi/v1/img2img')).toHaveLength(1);
  });

  test('S002-9: an OpenAI-compatible service paints too, but only when there is no better one', async () => {
    await rig.add('openai', vllm(), { isDefault: true });
    const local = await rig.add('localai', localAi);
    const fields = { prompt: 'a house', width: 256, height: 256 };
    const answer = await rig.post('/image/api/generate/simple', fields);
    expect(await answer.json()).toEqual({ image: 'aW1hZ2U=' });
    expect(local.posted('/v1/images/generations')).toEqual([
      { prompt: 'a house', n: 1, response_format: 'b64_json', size: '256x256' },
    ]);
    const better = await rig.add('a1111', a1111);
    await rig.post('/image/api/generate/simple', fields);
    expect(better.posted('/sdapi/v1/txt2img')).toHaveLength(1);
  });

  test('S002-9: ComfyUI cannot paint from a prompt alone, and the answer says what works', async () => {
    const fake = await rig.add('comfyui', comfyUi);
    const answer = await rig.post('/image/api/generate/simple', { prompt: 'a house' });
    expect(answer.status).toBe(400);
    expect(await messageOf(answer)).toContain('/proxy/1/prompt');
    expect(fake.asked).toEqual([]);
    const queued = await rig.post('/proxy/1/prompt', { prompt: {} });
    expect(await queued.json()).toMatchObject({ prompt_id: 'f3a1' });
  });

  test('X12: models and progress can be looked at', async () => {
    const fake = await rig.add('a1111', a1111);
    expect(await (await rig.ask('/image/api/models')).json()).toMatchObject([
      { model_name: 'v1-5' },
    ]);
    expect(await (await rig.ask('/image/api/progress')).json()).toMatchObject({ progress: 0.5 });
    expect((await rig.ask('/image/api/options')).status).toBe(404);
    expect(fake.asked).toHaveLength(2);
  });

  test('an answer without a picture is not passed off as one; an error of the service goes through', async () => {
    const broken = answerJson({ images: [] });
    const full = answerJson({ error: 'OutOfMemoryError' }, 500);
    await rig.add('a1111', { routes: { 'POST /sdapi/v1/txt2img': broken } });
    expect((await rig.post('/image/api/generate/simple', { prompt: 'x' })).status).toBe(502);
    await rig.gateway.api.services.remove({ id: '1' });
    await rig.add('a1111', { routes: { 'POST /sdapi/v1/txt2img': full } });
    const answer = await rig.post('/image/api/generate/simple', { prompt: 'x' });
    expect([answer.status, await answer.json()]).toEqual([500, { error: 'OutOfMemoryError' }]);
  });
});

test('a call for speech is not sent to a language model because it names a model', async () => {
  await rig.add('ollama', ollama);
  await rig.add('vllm', vllm());
  const fake = await rig.add('tts', kokoro);
  const answer = await rig.post('/v1/audio/speech', { model: 'tts-1', input: 'a', voice: 'nova' });
  expect(answer.status).toBe(200);
  expect(fake.posted('/v1/audio/speech')).toHaveLength(1);
});

test('X12: Ollama lets its owner delete a model on the classic prefix, and nobody else', async () => {
  const routes = { 'DELETE /api/delete': answerJson({}) };
  const fake = await rig.add('ollama', { ...ollama, routes: { ...ollama.routes, ...routes } });
  const init = { method: 'DELETE', body: '{"model":"llama3.2:3b"}' };
  expect((await rig.ask('/chat/api/delete', init)).status).toBe(403);
  const fields = { name: 'owner', services: '*' as const, openPaths: ['/api/delete'] };
  rig.secret = (await rig.gateway.api.keys.create(fields)).secret;
  expect((await rig.ask('/chat/api/delete', init)).status).toBe(200);
  expect(fake.asked.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
});
