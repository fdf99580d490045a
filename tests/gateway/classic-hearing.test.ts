import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startClassicRig, type ClassicRig } from '../support/classic-rig';
import type { FakeService } from '../support/fake-services/fake-service';
import { speaches, whisperAsr, whisperCpp } from '../support/fake-services/whisper';

let rig: ClassicRig;
beforeEach(async () => {
  rig = await startClassicRig();
});
afterEach(() => rig.stop());

const messageOf = async (answer: Response) => JSON.stringify(await answer.json());
const lastForm = (fake: FakeService) => fake.asked.at(-1)?.body.toString('latin1') ?? '';

const kinds = [
  ['whisper', speaches, '/v1/audio/transcriptions'],
  ['whisper-cpp', whisperCpp, '/inference'],
  ['whisper-asr', whisperAsr, '/asr?output=json'],
] as const;
const cases = kinds.flatMap((kind) =>
  ['file', 'audio', 'audio_file'].map((field) => [kind[0], field, kind[1], kind[2]] as const),
);

test.each(cases)('S000-13: %s hears a sound sent as "%s"', async (kind, field, answers, path) => {
  const fake = await rig.add(kind, answers);
  const answer = await rig.upload('/whisper/api/transcribe', field, { language: 'en' });
  expect(await answer.json()).toMatchObject({ text: expect.stringContaining('hello') as string });
  expect(fake.asked.at(-1)?.path).toBe(path);
  expect(lastForm(fake)).toContain('form-data; name="language"\r\n\r\nen\r\n');
  expect(fake.asked.at(-1)?.body.includes(Buffer.alloc(50_000, 7))).toBe(true);
});

test.each(kinds)('an app of OpenAI is understood by %s too', async (kind, answers) => {
  await rig.add(kind, answers);
  const answer = await rig.upload('/v1/audio/transcriptions', 'file', { model: 'whisper-1' });
  expect(await answer.json()).toMatchObject({ text: expect.stringContaining('hello') as string });
});

test('the model that the caller names is the one that is asked for', async () => {
  const fake = await rig.add('whisper', speaches);
  await rig.upload('/whisper/api/transcribe', 'audio', { model: 'tiny' });
  expect(lastForm(fake)).not.toContain('whisper-1');
});

test('S000-13: something else than a form is told what to send', async () => {
  const fake = await rig.add('whisper', speaches);
  const answer = await rig.post('/whisper/api/transcribe', { file: 'x' });
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
  await rig.gateway.api.services.create({ name: 'asr', kind: 'whisper-asr', targets: [{ url }] });
  const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n';
  const [start, rest, end] = [Buffer.alloc(30_000, 1), Buffer.alloc(40_000, 2), '\r\n--b--\r\n'];
  const length = head.length + start.length + rest.length + end.length;
  const headers = {
    'x-api-key': rig.secret,
    'content-type': 'multipart/form-data; boundary=b',
    'content-length': length,
  };
  const call = request(`${rig.gateway.publicUrl}/whisper/api/transcribe`, {
    method: 'POST',
    headers,
  });
  call.write(head);
  call.write(start);
  await hasStart;
  call.write(rest);
  call.end(end);
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(200);
  answer.resume();
  const whole = Buffer.concat(got);
  expect(whole.length).toBe(length + 'audio_file'.length - 'file'.length);
  expect(whole.includes(Buffer.concat([start, rest]))).toBe(true);
  server.closeAllConnections();
  server.close();
});
