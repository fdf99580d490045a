import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '#shared/contract/client';
import { errorCatalogue } from '#shared/contract/errors';
import type { AuditEntry } from '#shared/contract/operations/records';
import { operations } from '#shared/contract/operations/registry';
import type { Api } from '../../renderer/api/api';
import { findRemedy } from '../../renderer/features/activity/fixes/fix-table';
import type { Refusal, Remedy } from '../../renderer/features/activity/fixes/remedy';
import { startAdminWorld, type AdminWorld } from '../support/admin-world';
import { auditEntry } from '../support/audit-entry';

let world: AdminWorld;
let api: Api;
let keyId: string;

beforeAll(async () => {
  world = await startAdminWorld();
  api = createClient(operations, world.messagePort);
  for (const name of ['Chat', 'Paint']) {
    await api.services.create({
      name,
      kind: 'ollama',
      targets: [{ url: world.upstreamUrl }],
      sameAddress: true,
    });
  }
  const { person } = await api.people.create({ name: 'Anna', allowance: { calls: { day: 10 } } });
  const { key } = await api.keys.create({
    name: 'Phone',
    services: ['1'],
    person: person.id,
    models: ['small'],
    methods: ['GET'],
    rate_limit_requests: 2,
    allowance: { concurrent: 2 },
    addresses: { allow: ['192.168.1.0/24'], deny: [] },
  });
  keyId = key.id;
});
afterAll(() => world.close());

/** A refusal of that key, with what the page knows of the house now. */
async function refusalOf(change: Partial<AuditEntry>): Promise<Refusal> {
  const [{ settings }, { keys }, { services }] = await Promise.all([
    api.settings.get({}),
    api.keys.list({}),
    api.services.list({}),
  ]);
  const refused = { event: 'UNAUTHORIZED', status: 403, keyId } as const;
  return {
    entry: auditEntry({ ...refused, ...change }),
    known: { currency: settings.currency, settings, keys, services },
    api,
  };
}

const phone = async () => (await api.keys.list({})).keys.find(({ id }) => id === keyId);

function pressOf(remedy: Remedy | undefined) {
  if (remedy?.kind !== 'press') throw new Error(`no button, but ${remedy?.kind}`);
  return remedy;
}
const offer = async (change: Partial<AuditEntry>) => pressOf(findRemedy(await refusalOf(change)));

test('every code has something to press, somewhere to go, or a sentence that says why not', async () => {
  for (const code of Object.keys(errorCatalogue)) {
    const remedy = findRemedy(await refusalOf({ code }));
    const words = remedy?.kind === 'none' ? remedy.text : remedy?.label;
    expect(words?.length, code).toBeGreaterThan(5);
    expect(words, code).not.toMatch(/undefined|null|\[object/);
  }
  expect(findRemedy(await refusalOf({ code: null }))).toBeUndefined();
  expect(findRemedy(await refusalOf({ code: 'FROM_A_NEWER_GATEWAY' }))).toBeUndefined();
});

test('what a refusal was about may be gone, and that is said', async () => {
  const remedy = findRemedy(await refusalOf({ code: 'KEY_PAUSED', keyId: 'gone' }));
  expect(remedy).toMatchObject({
    kind: 'none',
    text: 'What this was about is not there any more.',
  });
});

describe('one press mends it, and the way back leaves the key as it was', () => {
  const cases: [Partial<AuditEntry>, string, object][] = [
    [
      { code: 'SERVICE_NOT_ALLOWED', serviceId: '2' },
      'Allow Paint for Phone',
      { services: ['1', '2'] },
    ],
    [
      { code: 'MODEL_NOT_ALLOWED', model: 'big' },
      'Allow big for Phone',
      { models: ['small', 'big'] },
    ],
    [
      { code: 'LIMIT_REACHED' },
      'Give Phone 60 calls a minute',
      { rate_limit_requests: 60, rate_limit_window_seconds: 60 },
    ],
    [
      { code: 'ADDRESS_NOT_ALLOWED', ip: '10.0.0.9' },
      'Allow 10.0.0.9 for Phone',
      { addresses: { allow: ['192.168.1.0/24', '10.0.0.9'], deny: [] } },
    ],
    [
      { code: 'PATH_NOT_ALLOWED', path: '/proxy/1/api/pull' },
      'Open /api/pull for Phone',
      { openPaths: ['/api/pull'] },
    ],
    [{ code: 'METHOD_NOT_ALLOWED' }, 'Allow POST for Phone', { methods: ['GET', 'POST'] }],
    [
      { code: 'CONCURRENCY_REACHED' },
      'Let Phone make 4 calls at once',
      { allowance: { concurrent: 4 } },
    ],
    [{ code: 'KEY_EXPIRED' }, 'Extend Phone by 30 days', { state: 'active' }],
  ];
  test.each(cases)('%o', async (change, label, there) => {
    const before = await phone();
    const remedy = await offer(change);
    expect(remedy.label).toBe(label);
    const { undo } = await remedy.run();
    expect(await phone()).toMatchObject(there);
    await undo?.();
    expect(await phone()).toEqual(before);
  });

  test('what somebody else changed meanwhile stays', async () => {
    const { undo } = await (await offer({ code: 'MODEL_NOT_ALLOWED', model: 'big' })).run();
    await api.keys.update({ id: keyId, models: ['small', 'big', 'new'] });
    await undo?.();
    expect((await phone())?.models).toEqual(['small', 'new']);
    await api.keys.update({ id: keyId, models: ['small'] });
  });
});

test('a key, a service and everything are switched on, and off again', async () => {
  const isOff = async () => ({
    key: (await phone())?.state === 'paused',
    service: (await api.services.list({})).services[0]?.paused,
    all: (await api.settings.get({})).settings.paused,
  });
  await api.keys.pause({ id: keyId });
  await api.services.update({ id: '1', paused: true });
  await api.settings.update({ paused: true });
  const off = await isOff();
  for (const [code, label, on] of [
    ['KEY_PAUSED', 'Switch Phone on again', { key: false }],
    ['SERVICE_PAUSED', 'Switch Chat on again', { service: false }],
    ['GATEWAY_PAUSED', 'Switch everything on again', { all: false }],
  ] as const) {
    const remedy = await offer({ code, serviceId: '1' });
    expect(remedy.label).toBe(label);
    const { undo } = await remedy.run();
    expect(await isOff()).toEqual({ ...off, ...on });
    await undo?.();
    expect(await isOff()).toEqual(off);
  }
  await api.keys.resume({ id: keyId });
  await api.services.update({ id: '1', paused: false });
  await api.settings.update({ paused: false });
});

test('what a caller asked for is allowed as one thing, never as a pattern or a network', async () => {
  for (const model of ['*', 'big*']) {
    expect(findRemedy(await refusalOf({ code: 'MODEL_NOT_ALLOWED', model }))).toMatchObject({
      kind: 'go',
    });
  }
  const dashboard = { code: 'PATH_NOT_ALLOWED', path: '/dashboard', serviceId: null };
  expect(findRemedy(await refusalOf(dashboard))).toMatchObject({ label: 'Make a key' });
  const until = new Date(world.clock.now.getTime() + 3_600_000).toISOString();
  const ban = { cidr: '203.0.0.0/16', reason: 'Mine', until, alsoValidKeys: false };
  const wide = await api.bans.add(ban);
  const done = await (await offer({ code: 'ADDRESS_BANNED', ip: '203.0.113.7' })).run();
  expect(done).toMatchObject({ tone: 'danger', words: '203.0.0.0/16 is banned as a whole' });
  expect((await api.bans.list({})).bans).toHaveLength(1);
  await api.bans.remove({ id: wide.id });
});

test('a ban is lifted, and comes back as it was', async () => {
  const until = new Date(world.clock.now.getTime() + 3_600_000).toISOString();
  const ban = { cidr: '203.0.113.7', reason: 'Tried keys', until, alsoValidKeys: true };
  await api.bans.add(ban);
  const remedy = await offer({ code: 'ADDRESS_BANNED', ip: '203.0.113.7' });
  expect(remedy.label).toBe('Let 203.0.113.7 in again');
  const { undo } = await remedy.run();
  expect((await api.bans.list({})).bans).toEqual([]);
  await undo?.();
  expect((await api.bans.list({})).bans).toMatchObject([ban]);
  const again = await offer({ code: 'ADDRESS_BANNED', ip: '198.51.100.1' });
  expect((await again.run()).words).toBe('Nothing turns 198.51.100.1 away any more');
});

test('an allowance that a person shares is raised for the person, until tonight or until it is taken back', async () => {
  const done = await (await offer({ code: 'ALLOWANCE_CALLS' })).run();
  expect(done.words).toBe('Anna has 5 calls more');
  const raises = async () => (await api.people.list({})).people[0]?.raises;
  expect(await raises()).toMatchObject([{ measure: 'calls', extra: '5' }]);
  await done.undo?.();
  expect(await raises()).toEqual([]);
});

test('an address that must wait for its failures is let in, and waits again when that is taken back', async () => {
  for (let n = 0; n < 12; n++) world.failures.recordFailure('203.0.113.9');
  const waits = async () =>
    (await api.bans.list({})).bans.flatMap(({ source, cidr }) =>
      source === 'automatic' ? cidr : [],
    );
  expect(await waits()).toEqual(['203.0.113.9']);
  const done = await (await offer({ code: 'TOO_MANY_FAILURES', ip: '203.0.113.9' })).run();
  expect(await waits()).toEqual([]);
  await done.undo?.();
  expect(await waits()).toEqual(['203.0.113.9']);
  world.failures.forget('203.0.113.9');
});

test('a test says that the service answers again, or what is wrong with it', async () => {
  const asked = { code: 'UPSTREAM_DOWN', serviceId: '2' };
  expect((await (await offer(asked)).run()).words).toBe('Paint answers again');
  await api.services.update({ id: '2', targets: [{ url: 'http://127.0.0.1:9' }] });
  const done = await (await offer(asked)).run();
  expect(done.tone).toBe('danger');
  expect(done.help?.length).toBeGreaterThan(8);
});

describe('a wrong admin secret', () => {
  const guess = { code: 'ADMIN_REQUIRED', keyId: null, status: 401 } as const;

  test('has its address turned away for a day by one press, and let in again by the way back', async () => {
    const { label, run } = await offer({ ...guess, ip: '192.168.1.7' });
    expect(label).toBe('Turn 192.168.1.7 away for a day');
    const { words, undo } = await run();
    expect(words).toBe('192.168.1.7 is turned away for a day');
    const ours = async () =>
      (await api.bans.list({})).bans.filter(({ cidr }) => cidr === '192.168.1.7');
    const bans = await ours();
    expect(bans).toMatchObject([{ reason: 'Wrong admin secret' }]);
    const days = (Date.parse(bans[0]?.until ?? '') - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(1, 2);
    await undo?.();
    expect(await ours()).toEqual([]);
  });

  test.each(['127.0.0.1', '::1'])(
    'from %s is explained, since that is this computer',
    async (ip) => {
      const remedy = findRemedy(await refusalOf({ ...guess, ip }));
      expect(remedy).toMatchObject({
        kind: 'none',
        text: expect.stringContaining('this computer') as string,
      });
    },
  );
});
