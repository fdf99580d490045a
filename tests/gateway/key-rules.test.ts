import { expect, test } from 'vitest';
import { chat, messages, outcome, useEveningHome } from '../support/evening-home';

const home = useEveningHome();
const { addKey, addService, ask } = home;

test('T-11: a key for one model may use it in every dialect, and no other, in the words of each', async () => {
  const { secret } = await addKey({ models: ['llama3.2:1b'] });
  const good = chat('llama3.2:1b', { max_tokens: 5 });
  const bad = chat('qwen3:0.6b', { max_tokens: 5 });
  for (const path of ['/v1/chat/completions', '/api/chat', '/chat/api/chat']) {
    expect(await outcome(ask(path, secret, good)), path).toBe(200);
    expect((await ask(path, secret, bad)).status, path).toBe(403);
  }
  const openai = await ask('/v1/chat/completions', secret, bad);
  expect(await openai.json()).toMatchObject({
    error: {
      type: 'permission_error',
      code: 'model_not_allowed',
      message: 'This API key may not use this model.',
    },
  });
  const ollama = await ask('/api/chat', secret, bad);
  expect(await ollama.json()).toMatchObject({ error: 'This API key may not use this model.' });
  const anthropic = await ask('/v1/messages', secret, bad);
  expect(await anthropic.json()).toMatchObject({
    type: 'error',
    error: { type: 'permission_error', message: 'This API key may not use this model.' },
  });
  expect(home.fake.requests.filter(({ body }) => body.includes('qwen3'))).toEqual([]);
});

test('a list of models may end in a star, and llama3 is llama3:latest', async () => {
  const { secret } = await addKey({ models: ['llama3', 'qwen3*'] });
  const call = (model: string) => outcome(ask('/api/chat', secret, chat(model)));
  expect(await call('llama3')).toBe(200);
  expect(await call('llama3:latest')).toBe(200);
  expect(await call('qwen3:0.6b')).toBe(200);
  expect(await call('llama3:70b')).toBe('403 MODEL_NOT_ALLOWED');
  expect(await call('my-qwen3')).toBe('403 MODEL_NOT_ALLOWED');
});

test('a list of models may name the other name of a model, or the model behind it', async () => {
  const alias = { name: 'fast', model: 'llama3.2:1b', serviceId: null };
  const other = { name: 'clever', model: 'qwen3:0.6b', serviceId: null };
  await home.gateway.api.settings.update({ aliases: [alias, other] });
  for (const models of [['fast'], ['llama3.2:1b']]) {
    const { secret } = await addKey({ models });
    expect(await outcome(ask('/api/chat', secret, chat('fast')))).toBe(200);
    expect(await outcome(ask('/api/chat', secret, chat('clever')))).toBe('403 MODEL_NOT_ALLOWED');
  }
});

test('T-11: no way of writing the body gets another model past the list', async () => {
  const { secret } = await addKey({ models: ['llama3.2:1b'] });
  const bodies = [
    '{"model":"llama3.2:1b","model":"qwen3:0.6b","messages":[]}',
    '{"model":"llama3.2:1b","MODEL":"qwen3:0.6b","messages":[]}',
    '{"\\u006dodel":"qwen3:0.6b","messages":[]}',
    '{"Model":"qwen3:0.6b","messages":[]}',
    '[{"model":"llama3.2:1b"}]',
    '{"model":["llama3.2:1b"],"messages":[]}',
    '{"messages":[]}',
    'model=llama3.2:1b',
    '\u{feff}{"model":"llama3.2:1b"}',
  ];
  for (const body of bodies) {
    for (const type of ['application/json', 'application/x-www-form-urlencoded', 'text/plain']) {
      const headers = { authorization: `Bearer ${secret}`, 'content-type': type };
      const { status } = await ask('/api/chat', secret, body, { headers });
      expect([400, 403], body).toContain(status);
    }
  }
  const form = new FormData();
  form.set('model', 'qwen3:0.6b');
  const upload = await ask('/v1/audio/transcriptions', secret, undefined, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}` },
    body: form,
  });
  expect(await upload.text()).toContain('may not use this model');
  expect(home.fake.requests).toEqual([]);
});

test('T-11: a call of a key for one model names it, by any path and at any kind of service', async () => {
  await addService('web', 'http');
  const url = home.fake.url;
  const paint = { name: 'paint', kind: 'a1111' as const, targets: [{ url }], sameAddress: true };
  await home.gateway.api.services.create(paint);
  const { secret } = await addKey({ models: ['llama3.2:1b'] });
  const good = 'llama3.2:1b';
  const refused: [string, unknown][] = [
    ['/v1/chat/completions', { MODEL: good, messages }],
    ['/v1/chat/completions', { model: good, models: ['qwen3:0.6b'], messages }],
    ['/proxy/ollama/V1/chat/completions', { messages, modell: 'qwen3:0.6b' }],
    ['/proxy/ollama/engines/qwen3/completions', { messages }],
    ['/proxy/ollama/engines/qwen3/completions', { model: good, messages }],
    ['/proxy/ollama/x', { prompt: 'hi' }],
    ['/proxy/paint/sdapi/v1/txt2img', { prompt: 'a cat' }],
    ['/proxy/paint/sdapi/v1/txt2img', { override_settings: { sd_model_checkpoint: 'big' } }],
    ['/proxy/web/any', { model: 'qwen3:0.6b' }],
    ['/proxy/web/any', { Models: [good] }],
  ];
  for (const [path, body] of refused) {
    expect(await outcome(ask(path, secret, body)), JSON.stringify([path, body])).toMatch(/^403/);
  }
  expect(home.fake.requests).toEqual([]);
  const painting = { override_settings: { sd_model_checkpoint: good } };
  for (const [path, body] of [
    ['/proxy/paint/sdapi/v1/txt2img', painting],
    ['/proxy/web/any', { page: 1 }],
    ['/proxy/web/any', { model: good }],
  ] as const) {
    await ask(path, secret, body).then((res) => res.text());
  }
  expect(home.fake.requests).toHaveLength(3);
});

test('T-11: an upload of a key for one model says first which one it is for', async () => {
  const { secret } = await addKey({ models: ['llama3.2:1b'] });
  const upload = (fields: [string, string | Blob][]) => {
    const form = new FormData();
    for (const [name, value] of fields) form.append(name, value);
    const headers = { authorization: `Bearer ${secret}` };
    const init = { method: 'POST', headers, body: form };
    return outcome(ask('/proxy/ollama/v1/audio/transcriptions', secret, undefined, init));
  };
  const sound: [string, Blob] = ['file', new Blob([Buffer.alloc(20_000)])];
  expect(await upload([['model', 'qwen3:0.6b'], sound])).toMatch(/^403/);
  expect(await upload([sound, ['model', 'llama3.2:1b']])).toMatch(/^403/);
  expect(await upload([sound])).toMatch(/^403/);
  const twice: [string, string] = ['MODEL', 'llama3.2:1b'];
  expect(await upload([['model', 'llama3.2:1b'], twice, sound])).toMatch(/^403/);
  expect(home.fake.requests).toEqual([]);
  await upload([['model', 'llama3.2:1b'], sound]);
  expect(home.fake.requests).toHaveLength(1);
  expect(home.fake.requests[0]?.body.length).toBeGreaterThan(20_000);
});

test('T-11: a body that is too large to be read whole is refused to a key for one model', async () => {
  const { secret } = await addKey({ models: ['llama3.2:1b'] });
  const body = JSON.stringify(chat('llama3.2:1b', { pad: 'x'.repeat(17 * 1024 * 1024) }));
  const refused = await ask('/api/chat', secret, body);
  expect(refused.status).toBe(403);
  expect(await refused.text()).toContain('cannot be read from it');
  expect(home.fake.requests).toEqual([]);
  const free = await addKey();
  expect(await outcome(ask('/api/chat', free.secret, body))).toBe(200);
  expect(home.fake.requests[0]?.body.equals(Buffer.from(body))).toBe(true);
});

test('a key for one model may still look which models there are', async () => {
  const { secret } = await addKey({ models: ['llama3.2:1b'] });
  for (const path of ['/v1/models', '/api/tags', '/proxy/ollama/api/tags']) {
    expect(await outcome(ask(path, secret)), path).toBe(200);
  }
});

test('a key may be held to methods and paths of a service', async () => {
  await addService('web', 'http');
  const { secret } = await addKey({ methods: ['POST'], paths: ['/api/*', '/v1/embeddings'] });
  expect(await outcome(ask('/proxy/web/api/chat', secret, chat('m')))).toBe(200);
  expect(await outcome(ask('/proxy/web/v1/embeddings', secret, { model: 'm' }))).toBe(200);
  expect(await outcome(ask('/proxy/web/api/tags', secret))).toBe('405 METHOD_NOT_ALLOWED');
  for (const path of ['/apix/chat', '/v1/embeddings/x', '/v1', '/', '/API/chat']) {
    expect((await ask(`/proxy/web${path}`, secret, {})).status, path).toBe(403);
  }
});

test('what is closed for everybody may be opened for one key', async () => {
  const [plain, trusted] = [await addKey(), await addKey({ openPaths: ['/api/pull'] })];
  expect(await outcome(ask('/api/pull', plain.secret, {}))).toBe('403 PATH_NOT_ALLOWED');
  await ask('/api/pull', trusted.secret, {});
  expect(home.fake.requests.map(({ path }) => path)).toEqual(['/api/pull']);
  expect(await outcome(ask('/api/delete', trusted.secret, {}))).toBe('403 PATH_NOT_ALLOWED');
});

test('S003-81, S001-26, T-11: a key may only be used from its networks, and whoever is refused is on record with it', async () => {
  const cases: [object, number][] = [
    [{ allow: ['127.0.0.0/8'], deny: [] }, 200],
    [{ allow: ['::ffff:127.0.0.0/104'], deny: [] }, 200],
    [{ allow: ['192.168.1.0/24', 'fd00::/8'], deny: [] }, 403],
    [{ allow: [], deny: ['127.0.0.1'] }, 403],
    [{ allow: ['127.0.0.0/8'], deny: ['127.0.0.1/32'] }, 403],
  ];
  for (const [addresses, status] of cases) {
    const { secret } = await addKey({ addresses });
    expect((await ask('/v1/models', secret)).status, JSON.stringify(addresses)).toBe(status);
    expect((await ask('/me', secret)).status).toBe(status);
  }
  const { entries } = await home.gateway.api.audit.search({ limit: 1 });
  expect(entries[0]).toMatchObject({
    event: 'UNAUTHORIZED',
    keyName: 'phone',
    code: 'ADDRESS_NOT_ALLOWED',
  });
});
