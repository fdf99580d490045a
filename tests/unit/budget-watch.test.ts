import { afterEach, beforeEach, expect, test } from 'vitest';
import type { UseRecord } from '../../gateway/limits/known-use';
import { createAllowanceRig, type AllowanceRig } from '../support/allowance-rig';

const FAST = { rate_limit_requests: 1_000_000, rate_limit_window_seconds: 1 };
const DAY_MS = 86_400_000;
let rig: AllowanceRig;
beforeEach(async () => {
  rig = await createAllowanceRig();
});
afterEach(() => rig.close());

const addKey = async (allowance: object, fields: object = {}) => {
  const { key } = await rig.keys.create({
    name: 'phone',
    services: '*',
    ...FAST,
    allowance,
    ...fields,
  });
  return key.id;
};

const call = (keyId: string, tokens = 0, costNano = 0n) =>
  rig.reserve(keyId).settle({ billed: true, tokens, costNano });
const levels = () => rig.told.map(({ of, measure, period, level }) => [of, measure, period, level]);

test('four fifths are told once, and the end once, each in its period', async () => {
  const id = await addKey({ calls: { day: 10 } });
  for (let n = 0; n < 7; n++) call(id);
  expect(rig.told).toEqual([]);
  call(id);
  expect(rig.told).toEqual([
    {
      of: 'key',
      id,
      measure: 'calls',
      period: 'day',
      level: 'near',
      used: '8',
      limit: '10',
      resetsAt: '2026-11-19T00:00:00.000Z',
    },
  ]);
  call(id);
  expect(rig.told).toHaveLength(1);
  call(id);
  expect(rig.told[1]).toMatchObject({ level: 'spent', used: '10' });
  rig.pass(DAY_MS);
  for (let n = 0; n < 8; n++) call(id);
  expect(rig.told.map(({ level }) => level)).toEqual(['near', 'spent', 'near']);
});

test('one call that uses up everything is told once, as used up', async () => {
  const id = await addKey({ tokens: { month: 100 }, money: { total: '1000' } });
  call(id, 500, 2000n);
  expect(levels()).toEqual([
    ['key', 'tokens', 'month', 'spent'],
    ['key', 'money', 'total', 'spent'],
  ]);
  expect(rig.told[1]?.resetsAt).toBeNull();
});

test('the allowance of a person and of a service is told as theirs', async () => {
  const allowance = { calls: { week: 1 } };
  const { id: person } = await rig.people.create({ name: 'Mum', allowance });
  const [service] = rig.services.list();
  await rig.services.update(service?.id ?? '', { allowance });
  call(await addKey({}, { person }));
  expect(levels()).toEqual([
    ['person', 'calls', 'week', 'spent'],
    ['service', 'calls', 'week', 'spent'],
  ]);
});

test('a limit that only watches tells nobody', async () => {
  const id = await addKey({ calls: { day: 1 } }, { shadow: true });
  call(id);
  expect(rig.told).toEqual([]);
});

test('more of it makes its end news again', async () => {
  const id = await addKey({ calls: { day: 10 } });
  for (let n = 0; n < 8; n++) call(id);
  await rig.keys.update(id, { allowance: { calls: { day: 100 } } });
  for (let n = 0; n < 72; n++) call(id);
  expect(rig.told.map(({ used }) => used)).toEqual(['8', '80']);
});

test('a restart repeats nothing that was told in the same period', async () => {
  const near = await addKey({ calls: { day: 10 } });
  const few = { keyId: near, serviceId: 'x', person: null, calls: 9, tokens: 0, costNano: 0n };
  const all = { calls: 9, tokens: 0, costNano: 0n };
  const record = {
    spent: async () => [few],
    lifetime: async () => ({
      byKey: new Map([[near, all]]),
      byPerson: new Map(),
      byService: new Map(),
    }),
  } as unknown as UseRecord;
  await rig.allowances.load(record);
  expect(rig.told).toEqual([]);
  call(near);
  expect(rig.told.map(({ level }) => level)).toEqual(['spent']);
});
