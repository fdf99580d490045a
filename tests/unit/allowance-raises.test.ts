import { afterEach, beforeEach, expect, test } from 'vitest';
import { LatchkeyError } from '#shared/contract/errors';
import type { Reservation } from '../../gateway/limits/reservation';
import { createAllowanceRig, type AllowanceRig } from '../support/allowance-rig';
import { outcome, refusal } from '../support/refusal-of';

let rig: AllowanceRig;
beforeEach(async () => {
  rig = await createAllowanceRig();
});
afterEach(() => rig.close());

const used = { billed: true, tokens: 0, costNano: 0n };

test('a raise adds to today and to this week but not for ever, and ends by itself', async () => {
  const caps = { day: 1, week: 1, total: 2 };
  const key = await rig.addKey({ allowance: { calls: caps } });
  rig.reserve(key.id).settle(used);
  expect(outcome(() => rig.reserve(key.id))).toBe('ALLOWANCE_CALLS');
  await rig.keys.raise(key.id, { measure: 'calls', extra: '5', until: '2026-11-18T12:00:00Z' });
  expect(rig.stateOf(key.id, 'calls', 'day')).toMatchObject({ limit: '6' });
  expect(rig.stateOf(key.id, 'calls', 'total')).toMatchObject({ limit: '2' });
  rig.reserve(key.id).settle(used);
  expect(outcome(() => rig.reserve(key.id))).toBe('ALLOWANCE_CALLS');
  rig.pass(2 * 3_600_000);
  expect(rig.stateOf(key.id, 'calls', 'day')).toMatchObject({ limit: '1', used: '2' });
});

test('the first payment into a key that was used before is there in full', async () => {
  const key = await rig.addKey();
  rig.reserve(key.id, 0, 5000n).settle({ ...used, costNano: 5000n });
  const pay = (amount: bigint) =>
    rig.keys.topUp(key.id, amount, () => rig.allowances.moneyUsedBy(key.id));
  await pay(3000n);
  expect(rig.stateOf(key.id, 'money', 'total')).toMatchObject({ limit: '8000', used: '5000' });
  expect(outcome(() => rig.reserve(key.id, 0, 3000n))).toBe('ok');
  await pay(100n);
  expect(rig.stateOf(key.id, 'money', 'total')).toMatchObject({ limit: '8100' });
  await expect(pay(10n ** 18n - 1n)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  expect(rig.stateOf(key.id, 'money', 'total')).toMatchObject({ limit: '8100' });
});

test('a raise of a person is shared by the keys, and one that is over already is refused', async () => {
  const { id: person } = await rig.people.create({
    name: 'Mia',
    allowance: { calls: { day: 1 } },
    rate: { requests: 4, windowSeconds: 3600 },
  });
  const [phone, tablet] = [await rig.addKey({ person }), await rig.addKey({ person })];
  rig.reserve(phone.id).settle(used);
  expect(outcome(() => rig.reserve(tablet.id))).toBe('ALLOWANCE_CALLS');
  const until = '2026-11-18T12:00:00Z';
  await rig.people.raise(person, { measure: 'calls', extra: '10', until });
  await rig.people.raise(person, { measure: 'rate', extra: '2', until });
  let count = 0;
  while (outcome(() => rig.reserve(count % 2 ? phone.id : tablet.id)) === 'ok') count++;
  expect(count).toBe(5);
  rig.pass(4 * 3_600_000);
  expect(outcome(() => rig.reserve(tablet.id))).toBe('ALLOWANCE_CALLS');
  const over = { measure: 'calls', extra: '1', until } as const;
  await expect(rig.people.raise(person, over)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  await expect(rig.keys.raise(phone.id, over)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
});

test('a raise of the rate puts places on top once, and what is left of them ends with it', async () => {
  const key = await rig.addKey({ rate_limit_requests: 2, rate_limit_window_seconds: 60 });
  const burst = () => {
    let count = 0;
    while (outcome(() => rig.reserve(key.id)) === 'ok') count++;
    return count;
  };
  await rig.keys.raise(key.id, { measure: 'rate', extra: '3', until: '2026-11-18T11:00:00Z' });
  expect(burst()).toBe(5);
  rig.pass(600_000);
  expect(burst()).toBe(2);
  await rig.keys.raise(key.id, { measure: 'rate', extra: '3', until: '2026-11-18T11:00:00Z' });
  rig.pass(3_600_000);
  expect(burst()).toBe(2);
});

test('a raise that is taken back counts no more, and of two equal ones one stays', async () => {
  const key = await rig.addKey({ allowance: { calls: { day: 1 } } });
  const more = { measure: 'calls', extra: '2', until: '2026-11-18T12:00:00Z' } as const;
  await rig.keys.raise(key.id, more);
  await rig.keys.raise(key.id, more);
  expect(rig.stateOf(key.id, 'calls', 'day')).toMatchObject({ limit: '5' });
  const other = { ...more, until: '2026-11-18T13:00:00Z' };
  await expect(rig.keys.unraise(key.id, other)).rejects.toMatchObject({ code: 'RAISE_UNKNOWN' });
  await rig.keys.unraise(key.id, more);
  expect(rig.stateOf(key.id, 'calls', 'day')).toMatchObject({ limit: '3' });
  await rig.keys.unraise(key.id, { measure: 'calls' });
  expect(rig.stateOf(key.id, 'calls', 'day')).toMatchObject({ limit: '1' });
  const none = rig.keys.unraise(key.id, { measure: 'calls' });
  await expect(none).rejects.toMatchObject({ code: 'RAISE_UNKNOWN' });
});

test('places on top go with the raise that is taken back, but not those of another one', async () => {
  const { id: person } = await rig.people.create({
    name: 'Mia',
    rate: { requests: 2, windowSeconds: 60 },
  });
  const key = await rig.addKey({ person });
  const until = '2026-11-18T12:00:00Z';
  await rig.people.raise(person, { measure: 'rate', extra: '3', until });
  await rig.people.raise(person, { measure: 'rate', extra: '4', until });
  await rig.people.unraise(person, { measure: 'rate', extra: '3' });
  let count = 0;
  while (outcome(() => rig.reserve(key.id)) === 'ok') count++;
  expect(count).toBe(6);
  await rig.people.raise(person, { measure: 'rate', extra: '9', until });
  await rig.people.unraise(person, { measure: 'rate', extra: '9' });
  await rig.people.unraise(person, { measure: 'rate' });
  expect(rig.stateOf(key.id, 'rate', 'window')).toBeDefined();
  rig.pass(600_000);
  for (count = 0; outcome(() => rig.reserve(key.id)) === 'ok';) count++;
  expect(count).toBe(2);
});

test('a raise that is taken back at once leaves the bucket as empty as it was', async () => {
  const key = await rig.addKey({ rate_limit_requests: 2, rate_limit_window_seconds: 600 });
  const burst = () => {
    let count = 0;
    while (outcome(() => rig.reserve(key.id)) === 'ok') count++;
    return count;
  };
  const more = { measure: 'rate', extra: '5', until: '2026-11-18T12:00:00Z' } as const;
  expect(burst()).toBe(2);
  for (let again = 0; again < 3; again++) {
    await rig.keys.raise(key.id, more);
    await rig.keys.unraise(key.id, more);
    expect(burst()).toBe(0);
  }
  await rig.keys.raise(key.id, more);
  rig.reserve(key.id).settle(used);
  await rig.keys.unraise(key.id, more);
  expect(burst()).toBe(0);
  rig.pass(600_000);
  expect(burst()).toBe(2);
});

test('limits in shadow mode refuse nothing, count everything and say what they would have done', async () => {
  const key = await rig.addKey({
    shadow: true,
    rate_limit_requests: 1,
    allowance: { calls: { day: 1 } },
  });
  expect(rig.reserve(key.id).shadowed).toEqual([]);
  const second = rig.reserve(key.id);
  expect(second.shadowed).toEqual(['ALLOWANCE_CALLS', 'LIMIT_REACHED']);
  expect(second.limitHeaders['x-latchkey-would-block']).toBe('ALLOWANCE_CALLS');
  second.settle(used);
  expect(rig.stateOf(key.id, 'calls', 'day')).toMatchObject({ used: '1', reserved: '1' });
});

test('a limit of the service holds for everybody, also for a key in shadow mode', async () => {
  const [service] = rig.services.list();
  await rig.services.update(service!.id, { allowance: { concurrent: 1 } });
  const [one, two] = [await rig.addKey({ shadow: true }), await rig.addKey()];
  const first = rig.reserve(one.id);
  expect(outcome(() => rig.reserve(two.id))).toBe('CONCURRENCY_REACHED');
  expect(outcome(() => rig.reserve(one.id))).toBe('CONCURRENCY_REACHED');
  first.release();
  expect(outcome(() => rig.reserve(two.id))).toBe('ok');
});

test('a call that never reached its service gives its place in the buckets back', async () => {
  const { id: person } = await rig.people.create({
    name: 'Mia',
    rate: { requests: 1, windowSeconds: 60 },
  });
  const key = await rig.addKey({ person, rate_limit_requests: 1, rate_limit_window_seconds: 60 });
  for (let n = 0; n < 5; n++) rig.reserve(key.id).giveBack();
  const billed = rig.reserve(key.id);
  billed.settle(used);
  billed.giveBack();
  expect(outcome(() => rig.reserve(key.id))).toBe('LIMIT_REACHED');
});

test('the headers tell the limit that is nearest to its end, and that of AI tokens beside it', async () => {
  const key = await rig.addKey({
    rate_limit_requests: 100,
    allowance: { calls: { day: 4, week: 100 }, tokens: { day: 1000 } },
  });
  const place = rig.reserve(key.id, 200);
  expect(place.limitHeaders).toMatchObject({
    'ratelimit-limit': '4',
    'ratelimit-remaining': '3',
    'ratelimit-reset': String(14 * 3600),
    'x-ratelimit-limit-tokens': '1000',
    'x-ratelimit-remaining-tokens': '800',
  });
});

test('one key that several people sign in with counts for each of them', async () => {
  const allowance = { calls: { day: 1 } };
  const [mia, tom] = [
    await rig.people.create({ name: 'Mia', allowance }),
    await rig.people.create({ name: 'Tom', allowance }),
  ];
  const key = await rig.addKey();
  const service = rig.services.list()[0]!;
  const reserve = (person: string) =>
    rig.allowances.reserve({
      key: { ...key, person },
      service,
      model: null,
      tokens: 0,
      costNano: 0n,
    });
  reserve(mia.id).settle(used);
  expect(outcome(() => reserve(mia.id))).toBe('ALLOWANCE_CALLS');
  expect(outcome(() => reserve(tom.id))).toBe('ok');
});

test('D-6: a call whose price nobody knows before holds back all that is left, and gives it back', async () => {
  const { id: person } = await rig.people.create({
    name: 'Mia',
    allowance: { money: { day: '5000' } },
  });
  const key = await rig.addKey({ person, allowance: { money: { total: '1000' } } });
  rig.reserve(key.id, 0, 100n).settle({ ...used, costNano: 100n });
  const service = rig.services.list()[0]!;
  const reserveUnknown = () =>
    rig.allowances.reserve({
      ...{ key: rig.config.current.keys.find(({ id }) => id === key.id)!, service, model: null },
      ...{ tokens: 0, costNano: 10n, isUnknown: true },
    });
  const outcomes = Array.from({ length: 100 }, () => {
    try {
      return reserveUnknown();
    } catch (error) {
      return error;
    }
  });
  expect(outcomes.slice(1).every((one) => one instanceof LatchkeyError)).toBe(true);
  const refused = refusal(reserveUnknown);
  expect([refused.code, refused.retryAfterMs]).toEqual(['BUDGET_SPENT', 1000]);
  expect(refused.message).toContain('held back for calls under way');
  expect(rig.stateOf(key.id, 'money', 'day', 'person')).toMatchObject({
    used: '100',
    reserved: '4900',
  });
  const [first] = outcomes as Reservation[];
  first!.settle({ ...used, costNano: 300n });
  expect(rig.stateOf(key.id, 'money', 'total')).toMatchObject({ used: '400', reserved: '0' });
  expect(outcome(reserveUnknown)).toBe('ok');
});
