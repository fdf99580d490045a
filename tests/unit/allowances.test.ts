import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAllowanceRig, type AllowanceRig } from '../support/allowance-rig';
import { outcome, refusal } from '../support/refusal-of';

const DAY_MS = 86_400_000;
let rig: AllowanceRig;
beforeEach(async () => {
  rig = await createAllowanceRig();
});
afterEach(() => rig.close());

const used = { billed: true, tokens: 0, costNano: 0n };

test('I-06: 200 calls at once on an allowance for 10 admit exactly 10', async () => {
  const key = await rig.addKey({ allowance: { calls: { day: 10 } } });
  const outcomes = Array.from({ length: 200 }, () => outcome(() => rig.reserve(key.id)));
  expect(outcomes.filter((one) => one === 'ok')).toHaveLength(10);
  expect(outcomes.filter((one) => one === 'ALLOWANCE_CALLS')).toHaveLength(190);
});

test('I-06, D-6: 200 calls of one unit each on a budget for 10 units admit exactly 10', async () => {
  const key = await rig.addKey({ allowance: { money: { month: '10000' } } });
  const outcomes = Array.from({ length: 200 }, () => outcome(() => rig.reserve(key.id, 0, 1000n)));
  expect(outcomes.filter((one) => one === 'ok')).toHaveLength(10);
  expect(new Set(outcomes)).toEqual(new Set(['ok', 'BUDGET_SPENT']));
});

test('a refused call takes nothing of the limits that would have let it pass', async () => {
  const { id: person } = await rig.people.create({
    name: 'Mia',
    rate: { requests: 5, windowSeconds: 60 },
  });
  const key = await rig.addKey({ person, allowance: { calls: { day: 1 } } });
  rig.reserve(key.id).settle(used);
  for (let n = 0; n < 20; n++) expect(outcome(() => rig.reserve(key.id))).toBe('ALLOWANCE_CALLS');
  const other = await rig.addKey({ person });
  const rest = Array.from({ length: 6 }, () => outcome(() => rig.reserve(other.id)));
  expect(rest).toEqual(['ok', 'ok', 'ok', 'ok', 'LIMIT_REACHED', 'LIMIT_REACHED']);
});

test('S004-25: refused calls do not count', async () => {
  const key = await rig.addKey({ allowance: { calls: { day: 3 } } });
  rig.reserve(key.id).settle({ ...used, billed: false });
  rig.reserve(key.id).release();
  expect(rig.stateOf(key.id, 'calls', 'day')).toMatchObject({
    used: '0',
    reserved: '0',
    limit: '3',
  });
  for (let n = 0; n < 3; n++) rig.reserve(key.id).settle(used);
  outcome(() => rig.reserve(key.id));
  expect(rig.stateOf(key.id, 'calls', 'day')).toMatchObject({ used: '3', reserved: '0' });
});

test('the two keys of a person share one allowance', async () => {
  const { id: person } = await rig.people.create({
    name: 'Mia',
    allowance: { tokens: { day: 100 }, calls: { week: 3 } },
  });
  const [phone, tablet] = [await rig.addKey({ person }), await rig.addKey({ person })];
  rig.reserve(phone.id).settle({ ...used, tokens: 60 });
  rig.reserve(tablet.id).settle({ ...used, tokens: 50 });
  expect(outcome(() => rig.reserve(phone.id))).toBe('ALLOWANCE_TOKENS');
  expect(outcome(() => rig.reserve(tablet.id))).toBe('ALLOWANCE_TOKENS');
  rig.pass(DAY_MS);
  rig.reserve(tablet.id).settle(used);
  expect(outcome(() => rig.reserve(phone.id))).toBe('ALLOWANCE_CALLS');
});

test('a key that is given to another person uses that allowance from its next call on', async () => {
  const full = await rig.people.create({ name: 'Mia', allowance: { calls: { day: 0 } } });
  const free = await rig.people.create({ name: 'Tom', allowance: { calls: { day: 1 } } });
  const key = await rig.addKey({ person: full.id });
  expect(outcome(() => rig.reserve(key.id))).toBe('ALLOWANCE_CALLS');
  await rig.keys.update(key.id, { person: free.id });
  rig.reserve(key.id).settle(used);
  expect(outcome(() => rig.reserve(key.id))).toBe('ALLOWANCE_CALLS');
  await rig.keys.update(key.id, { person: null });
  expect(outcome(() => rig.reserve(key.id))).toBe('ok');
});

test('a cap that is set or changed holds from the next call on, with what was used before', async () => {
  const key = await rig.addKey();
  for (let n = 0; n < 5; n++) rig.reserve(key.id).settle(used);
  await rig.keys.update(key.id, { allowance: { calls: { day: 6 } } });
  expect(outcome(() => rig.reserve(key.id))).toBe('ok');
  expect(outcome(() => rig.reserve(key.id))).toBe('ALLOWANCE_CALLS');
  await rig.keys.update(key.id, { allowance: { calls: { day: null } } });
  expect(outcome(() => rig.reserve(key.id))).toBe('ok');
});

test('T-13: a key has no more calls under way than it may, and an ended one makes room at once', async () => {
  const key = await rig.addKey({ allowance: { concurrent: 2 } });
  const [one, two] = [rig.reserve(key.id), rig.reserve(key.id)];
  const refused = refusal(() => rig.reserve(key.id));
  expect([refused.code, refused.status, refused.retryAfterMs]).toEqual([
    'CONCURRENCY_REACHED',
    429,
    1000,
  ]);
  one.settle(used);
  one.release();
  const three = rig.reserve(key.id);
  expect(outcome(() => rig.reserve(key.id))).toBe('CONCURRENCY_REACHED');
  two.release();
  three.release();
  expect(rig.stateOf(key.id, 'concurrent', 'now')).toMatchObject({ used: '0', limit: '2' });
});

test('X2: a refusal says the longest wait, and waiting that long is enough', async () => {
  const key = await rig.addKey({
    rate_limit_requests: 1,
    rate_limit_window_seconds: 60,
    allowance: { calls: { day: 1 } },
  });
  rig.reserve(key.id).settle(used);
  const refused = refusal(() => rig.reserve(key.id));
  expect(refused.code).toBe('ALLOWANCE_CALLS');
  expect(refused.retryAfterMs).toBe(14 * 3_600_000);
  expect(refused.details).toMatchObject({ of: 'key', period: 'day' });
  rig.pass(refused.retryAfterMs ?? 0);
  expect(outcome(() => rig.reserve(key.id))).toBe('ok');
});

test('a prepaid balance ends, is topped up, and does not come back by itself', async () => {
  const key = await rig.addKey({ allowance: { money: { total: '1000' } } });
  rig.reserve(key.id, 0, 600n).settle({ ...used, costNano: 600n });
  const refused = refusal(() => rig.reserve(key.id, 0, 600n));
  expect([refused.code, refused.retryAfterMs]).toEqual(['BUDGET_SPENT', undefined]);
  rig.pass(400 * DAY_MS);
  expect(outcome(() => rig.reserve(key.id, 0, 600n))).toBe('BUDGET_SPENT');
  await rig.keys.topUp(key.id, 1000n, () => 0n);
  expect(outcome(() => rig.reserve(key.id, 0, 600n))).toBe('ok');
});

test('a call that may need more than the whole budget passes when nothing is used, and the next is refused', async () => {
  const key = await rig.addKey({ allowance: { tokens: { day: 500 } } });
  const big = rig.reserve(key.id, 4000);
  expect(outcome(() => rig.reserve(key.id, 1))).toBe('ALLOWANCE_TOKENS');
  big.settle({ ...used, tokens: 700 });
  expect(rig.stateOf(key.id, 'tokens', 'day')).toMatchObject({ used: '700', reserved: '0' });
  expect(outcome(() => rig.reserve(key.id, 1))).toBe('ALLOWANCE_TOKENS');
});

test('a budget that is spent to the last unit also refuses a call that is reckoned to cost nothing', async () => {
  const allowance = { tokens: { day: 100 }, money: { week: '500' } };
  const key = await rig.addKey({ allowance });
  rig.reserve(key.id).settle({ ...used, tokens: 99, costNano: 499n });
  rig.reserve(key.id).settle({ ...used, tokens: 0, costNano: 1n });
  expect(outcome(() => rig.reserve(key.id))).toBe('BUDGET_SPENT');
  const other = await rig.addKey({ allowance });
  rig.reserve(other.id).settle({ ...used, tokens: 100 });
  expect(outcome(() => rig.reserve(other.id))).toBe('ALLOWANCE_TOKENS');
});

test('I-06: a service that reports nonsense neither refills a budget nor breaks it', async () => {
  const key = await rig.addKey({ allowance: { tokens: { day: 100 } } });
  for (const tokens of [-1e6, NaN, -Infinity]) rig.reserve(key.id).settle({ ...used, tokens });
  rig.reserve(key.id).settle({ ...used, costNano: -5n });
  expect(rig.stateOf(key.id, 'tokens', 'day')).toMatchObject({ used: '0' });
  rig.reserve(key.id).settle({ ...used, tokens: 1e308 });
  expect(rig.stateOf(key.id, 'tokens', 'day')).toMatchObject({ used: '100000000000' });
  expect(outcome(() => rig.reserve(key.id))).toBe('ALLOWANCE_TOKENS');
});
