import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHealthChecks } from '../../gateway/services/health-checks';
import { createServiceStore, type ServiceStore } from '../../gateway/services/service-store';
import { json, startFakeService, type FakeService } from '../support/fake-services/fake-service';
import { createMemoryConfigStore } from '../support/memory-config-store';

const rules = { own: { ports: () => [], addresses: () => [] } };
let fake: FakeService;
let isWell: boolean;
let services: ServiceStore;
let changes: string[];
let told: () => void;
let look: () => void;
let nowMs: number;
let stop: () => void;
let before: string[];

beforeEach(async () => {
  isWell = true;
  nowMs = 0;
  changes = [];
  before = [];
  const list = { models: [{ name: 'llama3.2:3b' }] };
  const tags = (...asked: Parameters<ReturnType<typeof json>>) =>
    (isWell ? json(list) : json({ error: 'loading' }, 503))(...asked);
  fake = await startFakeService({ routes: { 'GET /api/tags': tags } });
  told = () => {};
  services = createServiceStore({
    config: createMemoryConfigStore(),
    targets: rules,
    onHealthChange(id) {
      changes.push(`${id} ${services.byId(id)?.health}`);
      told();
    },
  });
  start();
});
const start = () => {
  const checks = createHealthChecks({
    services: services.list,
    wasDown: (id) => before.includes(id),
    lookupFor: () => () => {},
    monotonicMs: () => nowMs,
    eachSecond(tick) {
      look = tick;
      return () => (look = () => {});
    },
  });
  stop = checks.close;
};
afterEach(async () => {
  stop();
  services.close();
  await fake.stop();
});

const add = (checkSeconds: number | null, wakeMac: string | null = null) =>
  services.create({
    name: 'home',
    kind: 'ollama',
    targets: [{ url: fake.url, weight: 1, wakeMac }],
    resilience: { checkSeconds, failures: 1, openSeconds: 60 },
  });
const nextChange = () => new Promise<void>((resolve) => (told = resolve));
const lookAt = async (ms: number) => {
  const change = nextChange();
  nowMs = ms;
  look();
  await change;
};

test('a service that goes away and comes back is seen without a call', async () => {
  await add(10);
  await lookAt(0);
  isWell = false;
  await lookAt(10_000);
  expect(services.byId('1')?.targets[0]?.state.closedForMs(10_000)).toBe(60_000);
  isWell = true;
  await lookAt(20_000);
  expect(changes).toEqual(['1 up', '1 down', '1 up']);
  expect(services.byId('1')?.targets[0]?.state.closedForMs(20_000)).toBe(0);
  expect(fake.asked.every(({ method, path }) => method === 'GET' && path === '/api/tags')).toBe(
    true,
  );
});

test('it is asked as often as its owner said, and not at all when it is paused or never asked for', async () => {
  await add(10);
  await lookAt(0);
  nowMs = 9_999;
  look();
  await services.update('1', { paused: true });
  nowMs = 60_000;
  look();
  await services.update('1', { paused: false, resilience: { checkSeconds: null } });
  look();
  await services.update('1', { resilience: { checkSeconds: 10 } });
  isWell = false;
  await lookAt(60_001);
  expect(fake.asked).toHaveLength(2);
});

test('a service that is down is asked whether it is back, also when nobody asked for checks', async () => {
  await add(null);
  look();
  services.byId('1')?.targets[0]?.state.markDown({ failures: 1, openSeconds: 60 }, 0);
  await lookAt(1);
  expect(changes).toEqual(['1 down', '1 up']);
  // It answers: from here on its calls say how it is.
  nowMs = 90_000;
  look();
  services.byId('1')?.targets[0]?.state.markDown({ failures: 1, openSeconds: 60 }, 90_000);
  await lookAt(90_001);
  expect(fake.asked).toHaveLength(2);
});

test('a computer that sleeps is not left alone: the next call may wake it', async () => {
  await add(10, '02:00:5e:10:00:ff');
  isWell = false;
  await lookAt(0);
  expect(changes).toEqual(['1 down']);
  expect(services.byId('1')?.targets[0]?.state.closedForMs(1)).toBe(0);
});

test('a service that was down before the start is asked at once, and no other', async () => {
  await add(null);
  await services.create({ name: 'up', kind: 'ollama', targets: [{ url: `${fake.url}/up` }] });
  const wakeable = [{ url: `${fake.url}/asleep`, weight: 1, wakeMac: '02:00:5e:10:00:ff' }];
  await services.create({ name: 'asleep', kind: 'ollama', targets: wakeable });
  stop();
  before = ['1', '3'];
  start();
  isWell = false;
  await lookAt(0);
  expect(changes).toEqual(['1 down']);
  isWell = true;
  await lookAt(30_000);
  nowMs = 90_000;
  look();
  expect(changes).toEqual(['1 down', '1 up']);
  expect(fake.asked).toHaveLength(2);
});
