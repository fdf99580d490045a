import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import { ServiceKind } from '#shared/contract/operations/services';
import { diagnose } from '../../gateway/services/diagnose';
import { discover } from '../../gateway/services/discover';
import { parseLsof, parseNetstat } from '../../gateway/listeners/listening-sockets';
import { a1111, a1111WithoutApi } from '../support/fake-services/a1111';
import { comfyUi } from '../support/fake-services/comfyui';
import {
  html,
  json,
  plain,
  startFakeService,
  type FakeAnswers,
  type FakeService,
} from '../support/fake-services/fake-service';
import { jan } from '../support/fake-services/jan';
import { koboldCpp } from '../support/fake-services/koboldcpp';
import { llamaCpp, lockedLlamaCpp } from '../support/fake-services/llama-cpp';
import { lmStudio } from '../support/fake-services/lm-studio';
import { localAi } from '../support/fake-services/localai';
import { ollama } from '../support/fake-services/ollama';
import { openWebUi } from '../support/fake-services/open-webui';
import { edgeTts, kokoro, openedai } from '../support/fake-services/speech';
import { textGenerationWebUi } from '../support/fake-services/text-generation-webui';
import { vllm } from '../support/fake-services/vllm';
import { speaches, whisperAsr, whisperCpp } from '../support/fake-services/whisper';

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()));
});

const start = async (answers: FakeAnswers): Promise<FakeService> => {
  const fake = await startFakeService(answers);
  open.push(fake);
  return fake;
};
const closing = (server: { close(done: () => void): unknown }) =>
  open.push({ stop: () => new Promise((resolve) => server.close(() => resolve())) });

const own = { ports: (): number[] => [], addresses: () => ['192.168.1.5'] };
const locked = json({ error: 'An API key is required.' }, 401);
const nothing = {
  services: () => [],
  targets: { own },
  readListening: async () => [],
  usualPorts: [],
  wyomingPorts: [],
  // The machine of a test run is busy.
  timeoutMs: 5000,
};
const find = (port: number) => discover({ ...nothing, usualPorts: [port] });

test.each([
  ['ollama', 'Ollama', ollama, { version: '0.12.3', models: ['llama3.2:3b'] }],
  ['lm-studio', 'LM Studio', lmStudio, { models: ['qwen3-8b'] }],
  ['llama-cpp', 'llama.cpp', llamaCpp, { version: 'b6500-abcdef', needsAuth: false }],
  ['llama-cpp', 'llama.cpp', lockedLlamaCpp, { needsAuth: true }],
  ['vllm', 'vLLM', vllm(), { version: '0.11.0', models: ['Qwen/Qwen3-8B'] }],
  ['vllm', 'vLLM', vllm({ isLocked: true }), { needsAuth: true, models: [] }],
  ['koboldcpp', 'KoboldCpp', koboldCpp, { version: '1.98', models: ['koboldcpp/mistral'] }],
  ['text-generation-webui', 'text-generation-webui', textGenerationWebUi, {}],
  ['localai', 'LocalAI', localAi, { models: ['phi-4'] }],
  ['openai', 'Jan', jan, { version: '0.7.2', models: ['jan-v1-4b'] }],
  ['a1111', 'Stable Diffusion web UI', a1111, { models: ['v1-5.safetensors [6ce0]'] }],
  ['comfyui', 'ComfyUI', comfyUi, { version: '0.3.60' }],
  ['whisper', 'speaches', speaches, { version: '0.8.3' }],
  ['whisper-cpp', 'whisper.cpp server', whisperCpp, {}],
  ['whisper-asr', 'Whisper ASR Webservice', whisperAsr, { version: '1.9.1' }],
  ['tts', 'Kokoro-FastAPI', kokoro, {}],
  ['tts', 'openai-edge-tts', edgeTts(), { needsAuth: false }],
  ['tts', 'openai-edge-tts', edgeTts({ isLocked: true }), { needsAuth: true }],
  ['tts', 'openedai-speech', openedai, {}],
] as const)('S002-6: %s (%s) is found by what it answers', async (kind, label, answers, more) => {
  const { port, url, asked } = await start(answers);
  const found = await find(port);
  expect(found).toMatchObject([{ kind, label, url, hint: null, alreadyAdded: null, ...more }]);
  expect(new Set(asked.map(({ method }) => method))).toEqual(new Set(['GET']));
});

test('S002-6: a Stable Diffusion that was started without its API says how to start it', async () => {
  const { port } = await start(a1111WithoutApi);
  expect(await find(port)).toMatchObject([{ kind: 'a1111', hint: { code: 'start_with_api' } }]);
});

test('Open WebUI is offered with a warning that it is itself a gateway', async () => {
  const { port, url } = await start(openWebUi);
  const expected = { kind: 'open-webui', url: `${url}/api`, hint: { code: 'is_gateway' } };
  expect(await find(port)).toMatchObject([{ ...expected, needsAuth: true }]);
});

test.each([
  ['a web page', { routes: {}, other: html('<h1>router</h1>') }],
  ['a page that asks everybody to sign in', { routes: {}, other: json({ error: 'no' }, 401) }],
  ['another gateway', { routes: { 'GET /': plain('Ollama is running') }, other: locked }],
  ['an API of something else', { routes: {}, other: json({ data: [1, 2] }) }],
] as const)('%s on a port of an AI program is not taken for one', async (_name, answers) => {
  expect(await find((await start(answers)).port)).toEqual([]);
});

test('a program on a port of its own is found when the system names it', async () => {
  const fake = await start(ollama);
  const readListening = async () => [{ address: '127.0.0.1', port: fake.port }];
  const found = await discover({ ...nothing, readListening });
  expect(found).toMatchObject([{ kind: 'ollama', exposed: false }]);
});

test('a program without a name of its own is marked, so that its label is not taken for one', async () => {
  const models = json({ object: 'list', data: [{ id: 'qwen3' }] });
  const fake = await start({ routes: { 'GET /v1/models': models }, other: json({}, 404) });
  expect(await find(fake.port)).toMatchObject([{ kind: 'openai', unnamed: true }]);
  expect(await find((await start(jan)).port)).not.toHaveProperty('0.unnamed');
});

test('I-09: a program that also listens beyond this computer is marked', async () => {
  const fake = await start(ollama);
  for (const address of ['0.0.0.0', '::', '192.168.1.5']) {
    const sockets = [
      { address: '127.0.0.1', port: fake.port },
      { address, port: fake.port },
    ];
    const found = await discover({ ...nothing, readListening: async () => sockets });
    expect(found, address).toMatchObject([{ exposed: true }]);
  }
});

test('a program that is a service already is named with the service', async () => {
  const fake = await start(ollama);
  for (const host of ['localhost', 'ip6-localhost', 'ai.localhost', hostname()]) {
    const targets = [{ url: `http://${host}:${fake.port}` }] as never;
    const services = () => [{ id: '7', targets }];
    const found = await discover({ ...nothing, services, usualPorts: [fake.port] });
    expect(found, host).toMatchObject([{ alreadyAdded: '7' }]);
  }
});

test('T-18: the own ports are not asked', async () => {
  const fake = await start(ollama);
  const targets = { own: { ...own, ports: () => [fake.port] } };
  const readListening = async () => [{ address: '0.0.0.0', port: fake.port }];
  expect(await discover({ ...nothing, targets, readListening, usualPorts: [fake.port] })).toEqual(
    [],
  );
  expect(fake.asked).toEqual([]);
});

test('a program that only listens on the IPv6 loopback address is found', async () => {
  const server = createServer((_req, res) => res.end('Ollama is running'));
  server.listen(0, '::1');
  await once(server, 'listening');
  closing(server);
  const { port } = server.address() as AddressInfo;
  expect(await find(port)).toMatchObject([{ kind: 'ollama', url: `http://[::1]:${port}` }]);
});

test('a voice program of Home Assistant is named, with a hint that it speaks no HTTP', async () => {
  const server = createTcpServer((socket) => {
    socket.on('data', (line) => {
      if (line.toString() === '{"type":"describe"}\n') {
        socket.write('{"type":"info","data":{"asr":[{"name":"faster-whisper"}]}}\n');
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing(server);
  const { port } = server.address() as AddressInfo;
  const found = await discover({ ...nothing, wyomingPorts: [port] });
  expect(found).toMatchObject([{ kind: null, label: 'Wyoming', hint: { code: 'not_http' } }]);
});

test('programs that never answer cost no more than the time for one question', async () => {
  const silent = createTcpServer(() => {});
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const sockets = new Set<{ destroy(): void }>();
  silent.on('connection', (socket) => sockets.add(socket));
  const { port } = silent.address() as AddressInfo;
  expect(await discover({ ...nothing, usualPorts: [port], timeoutMs: 50 })).toEqual([]);
  sockets.forEach((socket) => socket.destroy());
  silent.close();
});

describe('what the system says that it listens on', () => {
  test('lsof of a Mac is understood', () => {
    const text = 'p512\nf21\nn127.0.0.1:11434\nf22\nn[::1]:8080\np9\nf3\nn*:7860\n';
    expect(parseLsof(text)).toEqual([
      { address: '127.0.0.1', port: 11434 },
      { address: '::1', port: 8080 },
      { address: '0.0.0.0', port: 7860 },
    ]);
  });

  test('netstat of Windows is understood in every language', () => {
    const text = [
      'Aktive Verbindungen',
      '  Proto  Lokale Adresse         Remoteadresse          Status           PID',
      '  TCP    0.0.0.0:135            0.0.0.0:0              ABHÖREN          1100',
      '  TCP    127.0.0.1:50123        127.0.0.1:50124        HERGESTELLT      4321',
      '  TCP    [::]:11434             [::]:0                 ABHÖREN          999',
      '  UDP    0.0.0.0:123            *:*                                     7',
    ].join('\r\n');
    expect(parseNetstat(text)).toEqual([
      { address: '0.0.0.0', port: 135 },
      { address: '::', port: 11434 },
    ]);
  });
});

const FAKES: Partial<Record<ServiceKind, FakeAnswers>> = {
  ollama,
  'lm-studio': lmStudio,
  'llama-cpp': llamaCpp,
  vllm: vllm(),
  koboldcpp: koboldCpp,
  'text-generation-webui': textGenerationWebUi,
  localai: localAi,
  openai: jan,
  a1111,
  comfyui: comfyUi,
  whisper: speaches,
  'whisper-cpp': whisperCpp,
  'whisper-asr': whisperAsr,
  tts: kokoro,
};

test.each(Object.keys(FAKES) as ServiceKind[])(
  'S002-24: %s is known for what it is, and a stranger is not taken for it',
  async (kind) => {
    const real = await start(FAKES[kind] as FakeAnswers);
    const stranger = await start({ routes: {}, other: html('<h1>router</h1>') });
    const rules = { own };
    const look = ({ url }: FakeService) => diagnose({ kind, url, headers: [] }, rules);
    expect(await look(real)).toMatchObject({ ok: true, code: 'ok' });
    expect(await look(stranger)).toMatchObject({ ok: false, code: 'wrong_kind' });
  },
);

test.each([
  ['openedai-speech', openedai, 'ok'],
  ['openai-edge-tts', edgeTts(), 'ok'],
  ['openai-edge-tts with a key', edgeTts({ isLocked: true }), 'needs_auth'],
] as const)('S002-25: %s is a voice service too', async (_name, answers, code) => {
  const { url } = await start(answers);
  expect(await diagnose({ kind: 'tts', url, headers: [] }, { own })).toMatchObject({ code });
});
