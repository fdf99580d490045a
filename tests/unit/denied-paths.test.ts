import { describe, expect, test } from 'vitest';
import { ServiceKind } from '#shared/contract/operations/services';
import { isDenied } from '../../gateway/services/denied-paths';
import { defaultTimeouts, presetOf } from '../../gateway/services/presets';

describe('Ollama', () => {
  test.each(['pull', 'push', 'create', 'copy', 'delete', 'blobs/sha256:abc', 'signout', 'me'])(
    'I-09 P-28: /api/%s is denied with every method',
    (verb) => {
      for (const method of ['GET', 'POST', 'DELETE', 'PUT', 'HEAD']) {
        expect(isDenied('ollama', method, `/api/${verb}`)).toBe(true);
      }
    },
  );

  test.each([
    '/api/pull/',
    '//api/pull',
    '/api//pull',
    '/API/Pull',
    '/api/%70ull',
    '/api/%2570ull',
    '/api%2fpull',
    '/api/./pull',
    '/api/x/../pull',
    '/api/pull;x',
    '/api/pull?stream=false',
    '/api\\pull',
    '/api/%zz',
    '/api/%ff',
  ])('I-09: %s does not get around it', (path) => {
    expect(isDenied('ollama', 'POST', path)).toBe(true);
  });

  test.each(['/api/chat', '/api/generate', '/api/tags', '/v1/models', '/', '/api/pullover'])(
    'S000-9 S000-10: %s stays open',
    (path) => {
      expect(isDenied('ollama', 'POST', path)).toBe(false);
    },
  );
});

describe('Stable Diffusion', () => {
  test('I-10: only five paths, only GET and POST', () => {
    for (const verb of ['txt2img', 'img2img', 'progress', 'sd-models', 'samplers']) {
      expect(isDenied('a1111', 'POST', `/sdapi/v1/${verb}`)).toBe(false);
      expect(isDenied('a1111', 'GET', `/sdapi/v1/${verb}`)).toBe(false);
      expect(isDenied('a1111', 'PUT', `/sdapi/v1/${verb}`)).toBe(true);
    }
  });

  test.each([
    '/sdapi/v1/options',
    '/sdapi/v1/cmd-flags',
    '/sdapi/v1/server-kill',
    '/',
    '/file=/etc/passwd',
    '/sdapi/v1/txt2img/../options',
    '/SDAPI/v1/options',
  ])('I-10 P-28: %s is denied', (path) => {
    expect(isDenied('a1111', 'GET', path)).toBe(true);
  });
});

test.each([
  ['/ollama', '/api/pull'],
  ['/ollama/api', '/pull'],
  ['/api', '/pull'],
  ['/api/', '/pull/'],
  ['/v1', '/api/pull'],
])('I-09: a service whose address has the prefix %s is no way around with %s', (base, path) => {
  expect(isDenied('ollama', 'POST', path, base)).toBe(true);
  expect(isDenied('ollama', 'POST', '/chat', base)).toBe(false);
});

test('I-10: Stable Diffusion behind a prefix keeps its five paths and gains none', () => {
  expect(isDenied('a1111', 'POST', '/sdapi/v1/txt2img', '/sd')).toBe(false);
  expect(isDenied('a1111', 'POST', '/v1/txt2img', '/sd/sdapi')).toBe(false);
  expect(isDenied('a1111', 'POST', '/sdapi/v1/options', '/sd')).toBe(true);
});

test('LM Studio and llama.cpp: loading models and changing settings is for the owner', () => {
  expect(isDenied('lm-studio', 'POST', '/api/v1/models/load')).toBe(true);
  expect(isDenied('llama-cpp', 'POST', '/props')).toBe(true);
  expect(isDenied('llama-cpp', 'GET', '/props')).toBe(false);
  expect(isDenied('llama-cpp', 'POST', '/slots/0')).toBe(true);
  expect(isDenied('llama-cpp', 'POST', '/v1/chat/completions')).toBe(false);
});

test('I-09: a model runner that was added as "OpenAI-compatible" is no way around', () => {
  expect(isDenied('openai', 'DELETE', '/api/delete')).toBe(true);
});

test('S003-54: an HTTP service of the owner keeps all its paths', () => {
  expect(isDenied('http', 'DELETE', '/api/delete')).toBe(false);
});

test('X8 S003-24: a plain service has 30 s in all and 10 s to connect, a model has time to load and no end', () => {
  expect(defaultTimeouts('http')).toMatchObject({ connectMs: 10_000, totalMs: 30_000 });
  const slow = { connectMs: 10_000, firstByteMs: 600_000, idleMs: 300_000, totalMs: null };
  expect(defaultTimeouts('ollama')).toEqual(slow);
});

test('S001-3: every kind of service has a preset', () => {
  for (const kind of ServiceKind.options) expect(URL.canParse(presetOf(kind).url)).toBe(true);
});

test.each([
  '/api/pull%20',
  '/api/pull%3fx',
  '/api/pull%23x',
  '/api/pull%253f',
  '/api/pu%EF%BD%8Cl',
])('P-28: %s is what it may become for the next reader', (place) =>
  expect(isDenied('ollama', 'POST', place)).toBe(true),
);

test.each([
  ['vllm', 'POST', '/v1/load_lora_adapter'],
  ['vllm', 'POST', '/collective_rpc'],
  ['koboldcpp', 'POST', '/api/admin/reload_config'],
  ['koboldcpp', 'POST', '/api/extra/data/save'],
  ['text-generation-webui', 'POST', '/v1/internal/model/load'],
  ['localai', 'POST', '/models/apply'],
  ['localai', 'POST', '/backend/shutdown'],
  ['whisper-cpp', 'POST', '/load'],
  ['whisper', 'POST', '/v1/models/Systran/faster-whisper-tiny'],
  ['tts', 'GET', '/debug/system'],
] as const)('P-28: %s keeps %s %s for its owner', (kind, method, path) => {
  expect(isDenied(kind, method, path)).toBe(true);
});

test.each([
  ['vllm', '/v1/chat/completions'],
  ['koboldcpp', '/api/extra/generate/stream'],
  ['text-generation-webui', '/v1/completions'],
  ['localai', '/v1/images/generations'],
  ['whisper-cpp', '/inference'],
  ['whisper-asr', '/asr'],
  ['tts', '/v1/audio/speech'],
] as const)('%s answers %s to everybody with a key', (kind, path) => {
  expect(isDenied(kind, 'POST', path)).toBe(false);
});

test('P-28: Open WebUI, asked with the key of its owner, answers chats and nothing else', () => {
  expect(isDenied('open-webui', 'POST', '/v1/chat/completions', '/api')).toBe(false);
  expect(isDenied('open-webui', 'GET', '/v1/models', '/api')).toBe(false);
  for (const path of [
    '/v1/functions/create',
    '/v1/users/all',
    '/v1/configs/export',
    '/v1/models/create',
  ]) {
    expect(isDenied('open-webui', 'POST', path, '/api'), path).toBe(true);
  }
  expect(isDenied('open-webui', 'POST', '/v1/auths/add')).toBe(true);
});
