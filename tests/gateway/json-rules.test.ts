import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startFakeLlm, type FakeLlm } from '../support/fake-llm';
import { startGateway, type TestGateway } from '../support/start-gateway';

let fake: FakeLlm;
let gateway: TestGateway;
let secret: string;
let id: string;

beforeEach(async () => {
  fake = await startFakeLlm();
  gateway = await startGateway();
  const json = {
    set: { temperature: 0 },
    defaults: {},
    caps: { max_tokens: 100, 'options.num_predict': 50 },
  };
  const targets = [{ url: fake.url }];
  const made = await gateway.api.services.create({
    name: 'ai',
    kind: 'vllm',
    targets,
    rules: { json },
  });
  id = made.service.id;
  ({ secret } = await gateway.api.keys.create({
    name: 'phone',
    services: '*',
    rate_limit_requests: 1000,
  }));
});
afterEach(async () => {
  await gateway.stop();
  await fake.stop();
});

const PATH = '/proxy/ai/v1/chat/completions';

async function ask(body: RequestInit['body'], type = 'application/json', init: RequestInit = {}) {
  const headers = { authorization: `Bearer ${secret}`, 'content-type': type, ...init.headers };
  const answer = await fetch(`${gateway.publicUrl}${PATH}`, {
    method: 'POST',
    body: body ?? null,
    ...init,
    headers,
  });
  return { status: answer.status, text: await answer.text() };
}

const wide = '{"model":"m","max_tokens":9999,"messages":[]}';
const sent = () => fake.requests.map(({ body }) => JSON.parse(body.toString()) as object);

test.each([
  'audio/x',
  'image/png',
  'multipart/form-data',
  'multipart/form-data; boundary=b',
  'text/plain',
  'video/x',
  '',
])('S003-70: the rules of a service hold for a body of the type "%s" too', async (type) => {
  expect((await ask(wide, type)).status).toBe(200);
  expect(sent()).toMatchObject([{ max_tokens: 100, temperature: 0, options: { num_predict: 50 } }]);
});

test.each(['PUT', 'PATCH', 'DELETE'])(
  'S003-70: the rules of a service hold for %s too',
  async (method) => {
    await ask(wide, 'application/json', { method });
    expect((await ask('max_tokens=9999', 'text/plain', { method })).status).toBe(400);
    expect(sent()).toMatchObject([{ max_tokens: 100 }]);
  },
);

const form = () => {
  const made = new FormData();
  made.set('max_tokens', '9999');
  return made;
};

test('S003-70: what cannot be read as JSON does not get past the rules of a service', async () => {
  const bodies: RequestInit['body'][] = [
    `\u{feff}${wide}`,
    wide.replace('[]', '[],"x":NaN'),
    Buffer.from(wide, 'utf16le'),
    gzipSync(wide),
    `[${wide}]`,
    `${wide}\n${wide}`,
    `/* */${wide}`,
    'max_tokens=9999',
    '',
  ];
  for (const body of bodies) {
    for (const type of ['application/json', 'audio/x', 'application/x-www-form-urlencoded']) {
      const refused = await ask(body, type);
      expect(refused.status, String(body)).toBe(400);
      expect(refused.text).toContain('takes JSON only');
    }
  }
  const upload = await fetch(`${gateway.publicUrl}${PATH}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}` },
    body: form(),
  });
  expect(upload.status).toBe(400);
  expect(fake.requests).toEqual([]);
});

test('S003-70: a body that is too large to be read does not get past the rules of a service', async () => {
  const large = wide.replace('[]', `[],"pad":"${'x'.repeat(17 * 1024 * 1024)}"`);
  for (const type of ['application/json', 'audio/x'])
    expect((await ask(large, type)).status).toBe(413);
  expect(fake.requests).toEqual([]);
});

test.each([
  '{"Max_Tokens":9999,"max_tokens":5}',
  '{"MAX_TOKENS":9999}',
  '{"max_to\u{212a}ens":9999}',
  '{"max_token\u{17f}":9999}',
  '{"Options":{"num_predict":9999}}',
  '{"options":{"Num_Predict":9999}}',
  '{"tEMPERATURE":2}',
])('S003-70: another spelling of a ruled name is refused: %s', async (body) => {
  const refused = await ask(body);
  expect(refused.status).toBe(400);
  expect(refused.text).toContain('Spell the field');
  expect(fake.requests).toEqual([]);
});

test.each([
  '{"max_tokens":9999,"max_tokens":5,"temperature":0,"options":{"num_predict":5}}',
  '{"temperature":0,"max_tokens":5,"options":{"num_predict":9999},"options":{"num_predict":5}}',
])('S003-70: a name that stands there twice reaches the service once: %s', async (body) => {
  expect((await ask(body)).status).toBe(200);
  expect(fake.requests[0]?.body.toString()).not.toContain('9999');
});

test('S003-70: a form cannot hide in a body that is JSON as well', async () => {
  const body = '{"a":"&max_tokens=9999&b="}';
  expect((await ask(body, 'application/x-www-form-urlencoded')).status).toBe(400);
  // The usual type that curl says is no harm.
  expect((await ask(wide, 'application/x-www-form-urlencoded')).status).toBe(200);
});

test('a service that has only defaults takes what is no JSON as it is, and reading needs no body', async () => {
  const json = { set: {}, defaults: { temperature: 1 }, caps: {} };
  await gateway.api.services.update({ id, rules: { json } });
  expect((await ask('hello', 'text/plain')).status).toBe(200);
  expect(fake.requests[0]?.body.toString()).toBe('hello');
});

test('calls without a body are none of the rules', async () => {
  const headers = { authorization: `Bearer ${secret}` };
  for (const method of ['GET', 'HEAD', 'DELETE']) {
    const { status } = await fetch(`${gateway.publicUrl}/proxy/ai/v1/models`, { method, headers });
    expect(status, method).not.toBe(400);
  }
});

test('S003-70: older ways to ask for a picture follow the rules of the service', async () => {
  await gateway.api.services.create({
    name: 'pictures',
    kind: 'a1111',
    targets: [{ url: fake.url }],
    rules: { json: { set: {}, defaults: {}, caps: { steps: 20 } } },
    sameAddress: true,
  });
  await fetch(`${gateway.publicUrl}/image/api/generate`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: '{"prompt":"a cat","steps":150}',
  });
  expect(sent()).toMatchObject([{ steps: 20 }]);
});
