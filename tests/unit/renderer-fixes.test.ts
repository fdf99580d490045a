import { describe, expect, test } from 'vitest';
import { errorCatalogue } from '#shared/contract/errors';
import type { AuditEntry } from '#shared/contract/operations/records';
import { findRemedy } from '../../renderer/features/activity/fixes/fix-table';
import { useRefusedPhone } from '../support/refused-phone';

const home = useRefusedPhone();
const { offer, phone, refusalOf } = home;

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
    await home.api.keys.update({ id: home.keyId, models: ['small', 'big', 'new'] });
    await undo?.();
    expect((await phone())?.models).toEqual(['small', 'new']);
    await home.api.keys.update({ id: home.keyId, models: ['small'] });
  });
});

test('a key, a service and everything are switched on, and off again', async () => {
  const isOff = async () => ({
    key: (await phone())?.state === 'paused',
    service: (await home.api.services.list({})).services[0]?.paused,
    all: (await home.api.settings.get({})).settings.paused,
  });
  await home.api.keys.pause({ id: home.keyId });
  await home.api.services.update({ id: '1', paused: true });
  await home.api.settings.update({ paused: true });
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
  await home.api.keys.resume({ id: home.keyId });
  await home.api.services.update({ id: '1', paused: false });
  await home.api.settings.update({ paused: false });
});

test('what a caller asked for is allowed as one thing, never as a pattern or a network', async () => {
  for (const model of ['*', 'big*']) {
    expect(findRemedy(await refusalOf({ code: 'MODEL_NOT_ALLOWED', model }))).toMatchObject({
      kind: 'go',
    });
  }
  const dashboard = { code: 'PATH_NOT_ALLOWED', path: '/dashboard', serviceId: null };
  expect(findRemedy(await refusalOf(dashboard))).toMatchObject({ label: 'Make a key' });
  const until = new Date(home.world.clock.now.getTime() + 3_600_000).toISOString();
  const ban = { cidr: '203.0.0.0/16', reason: 'Mine', until, alsoValidKeys: false };
  const wide = await home.api.bans.add(ban);
  const done = await (await offer({ code: 'ADDRESS_BANNED', ip: '203.0.113.7' })).run();
  expect(done).toMatchObject({ tone: 'danger', words: '203.0.0.0/16 is banned as a whole' });
  expect((await home.api.bans.list({})).bans).toHaveLength(1);
  await home.api.bans.remove({ id: wide.id });
});

test('a ban is lifted, and comes back as it was', async () => {
  const until = new Date(home.world.clock.now.getTime() + 3_600_000).toISOString();
  const ban = { cidr: '203.0.113.7', reason: 'Tried keys', until, alsoValidKeys: true };
  await home.api.bans.add(ban);
  const remedy = await offer({ code: 'ADDRESS_BANNED', ip: '203.0.113.7' });
  expect(remedy.label).toBe('Let 203.0.113.7 in again');
  const { undo } = await remedy.run();
  expect((await home.api.bans.list({})).bans).toEqual([]);
  await undo?.();
  expect((await home.api.bans.list({})).bans).toMatchObject([ban]);
  const again = await offer({ code: 'ADDRESS_BANNED', ip: '198.51.100.1' });
  expect((await again.run()).words).toBe('Nothing turns 198.51.100.1 away any more');
});

test('an allowance that a person shares is raised for the person, until tonight or until it is taken back', async () => {
  const remedy = await offer({ code: 'ALLOWANCE_CALLS' });
  expect(remedy.label).toBe('Give Anna 5 more calls until midnight');
  const done = await remedy.run();
  expect(done.words).toBe('Anna has 5 more calls');
  const raises = async () => (await home.api.people.list({})).people[0]?.raises;
  expect(await raises()).toMatchObject([{ measure: 'calls', extra: '5' }]);
  await done.undo?.();
  expect(await raises()).toEqual([]);
});

test('a test says that the service answers again, or what is wrong with it', async () => {
  const asked = { code: 'UPSTREAM_DOWN', serviceId: '2' };
  expect((await (await offer(asked)).run()).words).toBe('Paint answers again');
  await home.api.services.update({ id: '2', targets: [{ url: 'http://127.0.0.1:9' }] });
  const done = await (await offer(asked)).run();
  expect(done.tone).toBe('danger');
  expect(done.help?.length).toBeGreaterThan(8);
});
