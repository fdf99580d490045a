import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { createKeyStore } from '../../gateway/keys/key-store';
import { createServiceStore } from '../../gateway/services/service-store';
import { createMemoryConfigStore } from '../support/memory-config-store';

const setUp = () => {
  const config = createMemoryConfigStore();
  const own = { ports: () => [5540], addresses: () => [] };
  const targets = { own, resolve: () => Promise.resolve(['192.168.1.7']) };
  const flips: string[] = [];
  const services = createServiceStore({ config, targets, onHealthChange: (id) => flips.push(id) });
  const ollama = (name: string) =>
    services.create({
      name,
      kind: 'ollama',
      targets: [{ url: 'http://127.0.0.1:11434/' }],
      sameAddress: true,
    });
  return { config, services, ollama, flips };
};

test('S003-1: ids are small integers as text and the address is kept without a slash at the end', async () => {
  const { ollama } = setUp();
  const first = await ollama('Chat');
  expect(first).toMatchObject({ id: '1', targets: [{ url: 'http://127.0.0.1:11434' }] });
  expect((await ollama('Second')).id).toBe('2');
});

test('an id is never given twice, not even after its service is gone', async () => {
  const { services, ollama } = setUp();
  await ollama('Chat');
  await services.remove('1');
  expect((await ollama('Chat')).id).toBe('2');
});

test('P-25 P-27: a service is found by exact id, name or slug and by nothing near it', async () => {
  const { services, ollama } = setUp();
  const { id } = await ollama('Küche Chat');
  for (const ref of ['1', 'Küche Chat', 'kuche-chat']) {
    expect(services.byNameOrId(ref)?.id).toBe(id);
  }
  for (const ref of [
    'kuche',
    'kuche-chat2',
    'KUCHE-CHAT',
    'kuche-chat.',
    ' kuche-chat',
    '01',
    '__proto__',
  ]) {
    expect(services.byNameOrId(ref)).toBeUndefined();
  }
});

test('two services cannot have names that read alike, and a name is not a number', async () => {
  const { services, ollama } = setUp();
  await ollama('Chat');
  await expect(ollama('chat!')).rejects.toMatchObject({ code: 'NAME_TAKEN' });
  await expect(ollama('42')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  await expect(services.update('1', { name: 'Chat' })).resolves.toMatchObject({ name: 'Chat' });
});

test('a name without Latin letters still has a path', async () => {
  expect((await setUp().ollama('チャット')).slug).toBe('service-1');
});

test('the base path of a target is kept apart from its origin', async () => {
  const { services } = setUp();
  const targets = [{ url: 'http://llm.test:8000/v1/' }];
  const service = await services.create({ name: 'LLM', kind: 'openai', targets });
  const [target] = service.targets;
  expect(target?.origin.href).toBe('http://llm.test:8000/');
  expect(target?.basePath).toBe('/v1');
});

test('T-18: a forbidden address is refused when it is saved and when it is changed', async () => {
  const { services, ollama, config } = setUp();
  await ollama('Chat');
  const targets = [{ url: 'http://169.254.169.254/' }];
  const refused = { code: 'TARGET_NOT_ALLOWED' };
  await expect(services.update('1', { targets })).rejects.toMatchObject(refused);
  await expect(services.create({ name: 'X', kind: 'http', targets })).rejects.toMatchObject(
    refused,
  );
  expect(config.current.services).toHaveLength(1);
});

test('only one service is the default of a dialect', async () => {
  const { services, ollama } = setUp();
  await ollama('One');
  await ollama('Two');
  await services.update('1', { isDefault: true });
  await services.update('2', { isDefault: true });
  expect(services.list().map((service) => service.isDefault)).toEqual([false, true]);
  expect(services.defaultFor('ollama')?.id).toBe('2');
  expect(services.defaultFor('anthropic')?.id).toBe('2');
});

test('S003-6: a key that named a removed service loses it and gains nothing', async () => {
  const { config, services, ollama } = setUp();
  const keys = createKeyStore({ config });
  await ollama('Chat');
  const { key } = await keys.create({ name: 'Phone', services: ['1'] });
  await services.remove('1');
  expect(keys.list().find(({ id }) => id === key.id)?.services).toEqual([]);
});

test('changing one field leaves the others', async () => {
  const { services, ollama } = setUp();
  const before = await ollama('Chat');
  const after = await services.update('1', { timeouts: { idleMs: 5_000 }, paused: true });
  expect(after).toMatchObject({
    name: before.name,
    targets: before.targets,
    paused: true,
    timeouts: { ...before.timeouts, idleMs: 5_000 },
  });
});

test('health is what the last call showed, and only a change is told', async () => {
  const { services, ollama, flips } = setUp();
  const service = await ollama('Chat');
  const [target] = service.targets;
  expect(service.health).toBe('unknown');
  target?.state.markUp();
  target?.state.markUp();
  target?.state.markDown(service.resilience, 0);
  expect(service.health).toBe('down');
  expect(flips).toEqual(['1', '1']);
  const told = services.history('1').map(({ health }) => health);
  expect(told).toEqual(['unknown', 'up', 'down']);
  const targets = [{ url: 'http://127.0.0.1:11435' }];
  await services.update('1', { targets });
  expect(services.history('1').at(-1)?.health).toBe('unknown');
  expect(() => services.history('9')).toThrow('There is no such service.');
});

test.each([
  'http://127.0.0.1:11434',
  'http://LOCALHOST:11434/',
  'http://[::1]:11434',
  'http://127.1:11434',
  'http://192.168.1.5:11434',
  'http://[::ffff:192.168.1.5]:11434',
  'http://ip6-localhost:11434',
  'http://ollama.localhost:11434',
  `http://${hostname()}:11434`,
  `http://${hostname().split('.')[0]}.local:11434`,
  `http://${hostname().split('.')[0]?.toUpperCase()}.local.:11434`,
])(
  '%s is refused when a service has http://127.0.0.1:11434, and the refusal names it',
  async (url) => {
    const config = createMemoryConfigStore();
    const own = { ports: () => [5540], addresses: () => ['192.168.1.5'] };
    const resolve = () => Promise.resolve([]);
    const services = createServiceStore({ config, targets: { own, resolve } });
    await services.create({
      name: 'Chat',
      kind: 'ollama',
      targets: [{ url: 'http://127.0.0.1:11434' }],
    });
    const again = { name: 'Second', kind: 'http', targets: [{ url }] } as const;
    await expect(services.create(again)).rejects.toMatchObject({
      code: 'ADDRESS_TAKEN',
      message: 'The service "Chat" has the address http://127.0.0.1:11434 already.',
      details: { serviceId: '1', name: 'Chat', url: 'http://127.0.0.1:11434' },
    });
    expect(config.current.services).toHaveLength(1);
    const meant = await services.create({ ...again, sameAddress: true });
    expect(meant).toMatchObject({ name: 'Second' });
    expect(config.current.services[1]).not.toHaveProperty('sameAddress');
  },
);

const OTHERS = [
  'http://llm.test/',
  'https://llm.test/v1',
  'http://llm.test/V1',
  'http://llm.test.local/v1',
  'http://localhost.test/v1',
];

test('a default port and a slash make no other address, another path, port or computer does', async () => {
  const { services } = setUp();
  let count = 0;
  const at = (url: string) =>
    services.create({ name: `no ${++count}`, kind: 'http', targets: [{ url }] });
  await at('http://LLM.test/v1/');
  await expect(at('http://llm.test:80/v1')).rejects.toMatchObject({ code: 'ADDRESS_TAKEN' });
  await expect(at('http://llm.test./v1')).rejects.toMatchObject({ code: 'ADDRESS_TAKEN' });
  for (const url of OTHERS) {
    await expect(at(url)).resolves.toBeTruthy();
  }
});

test.each([
  ['http://127.0.0.1:11434', 'http://localhost:11434/v1/'],
  ['http://127.0.0.1:11434/v1', 'http://localhost:11434'],
])('where %s is, %s is the same program: the path of its API is implied', async (url, again) => {
  const { services } = setUp();
  await services.create({ name: 'Chat', kind: 'ollama', targets: [{ url }] });
  const second = { name: 'Second', kind: 'openai', targets: [{ url: again }] } as const;
  await expect(services.create(second)).rejects.toMatchObject({ code: 'ADDRESS_TAKEN' });
  const other = [{ url: 'http://localhost:11434/api' }];
  await expect(services.create({ ...second, targets: other })).resolves.toBeTruthy();
});

test('a change keeps an address that two services have, and takes no further one unasked', async () => {
  const { services, ollama } = setUp();
  await ollama('Chat');
  await ollama('Second');
  const other = { url: 'http://127.0.0.1:1234' };
  await services.create({ name: 'Third', kind: 'openai', targets: [other] });
  const shared = { url: 'http://localhost:11434' };
  await expect(services.update('2', { targets: [shared] })).resolves.toBeTruthy();
  await expect(services.update('2', { targets: [shared, other] })).rejects.toMatchObject({
    code: 'ADDRESS_TAKEN',
    details: { name: 'Third' },
  });
  await expect(services.update('2', { name: 'Two' })).resolves.toMatchObject({ name: 'Two' });
  await services.update('2', { targets: [shared, other], sameAddress: true });
});

test('of two that are added at the same moment one has the address', async () => {
  const { services } = setUp();
  const add = (name: string) =>
    services.create({ name, kind: 'http', targets: [{ url: 'http://127.0.0.1:7860' }] });
  const results = await Promise.allSettled([add('One'), add('Two')]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});
