import { afterEach, expect, test } from 'vitest';
import { boundsOf } from '#shared/domain/time-zone';
import { createAllowanceRig, type AllowanceRig } from '../support/allowance-rig';
import type { Reservation } from '../../gateway/limits/reservation';

const DAY_MS = 86_400_000;
const FAST = { rate_limit_requests: 1_000_000, rate_limit_window_seconds: 1 };
let rig: AllowanceRig;
afterEach(() => rig.close());

/** The same figures for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const caps = { day: 1e9, week: 1e9, month: 1e9, total: 1e9 };
const PERIODS = ['day', 'week', 'month', 'total'] as const;

const addKey = async (fields: object = {}) =>
  (await rig.keys.create({ name: 'phone', services: '*', ...FAST, ...fields })).key;

const statesOf = (keyId: string) => {
  const key = rig.config.current.keys.find(({ id }) => id === keyId)!;
  const states = rig.allowances.statesOf(key);
  return (of: string, measure: string, period: string) =>
    states.find((one) => one.of === of && one.measure === measure && one.period === period)!;
};

const used = (tokens: number) => ({ billed: true, tokens, costNano: BigInt(tokens) * 7n });

interface Open {
  readonly place: Reservation;
  readonly startedMs: number;
  readonly held: number;
}

/** The start of each period in UTC. */
function startsOf(atMs: number): Record<(typeof PERIODS)[number], number> {
  const date = new Date(atMs);
  const day = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  const month = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  return { day, week: day - ((date.getUTCDay() + 6) % 7) * DAY_MS, month, total: 0 };
}

test.each([1, 2, 3, 4, 5])(
  'D-6: whatever happens in whatever order, what is used is the sum of what was settled, and what is held back that of open calls (%i)',
  async (seed) => {
    rig = await createAllowanceRig();
    const random = createRandom(seed);
    const allowance = { calls: caps, tokens: caps, concurrent: 5000 };
    const { id: person } = await rig.people.create({ name: 'Mia', allowance });
    const keys = [await addKey({ person, allowance }), await addKey({ person, allowance })];
    const open: (Open & { keyId: string })[] = [];
    const settled: { keyId: string; startedMs: number; tokens: number }[] = [];
    let latestMs = rig.clock.wallMs;
    for (let step = 0; step < 1500; step++) {
      const dice = random();
      const { id: keyId } = keys[random() < 0.5 ? 0 : 1]!;
      if (dice < 0.5) {
        const held = Math.floor(random() * 500);
        // Time only goes on for the periods, also when the clock of the computer does not.
        latestMs = Math.max(latestMs, rig.clock.wallMs);
        open.push({ place: rig.reserve(keyId, held), startedMs: latestMs, held, keyId });
      } else if (dice < 0.92 && open.length > 0) {
        const [one] = open.splice(Math.floor(random() * open.length), 1);
        const tokens = Math.floor(random() * 900);
        if (random() < 0.3) one!.place.release();
        else {
          one!.place.settle(used(tokens));
          settled.push({ keyId: one!.keyId, startedMs: one!.startedMs, tokens });
        }
        // Whoever tidies up twice changes nothing.
        one!.place.release();
        one!.place.settle(used(5000));
      } else rig.pass(Math.floor((random() * 5 - 1) * DAY_MS * 0.6));
      if (step % 50 > 0) continue;
      latestMs = Math.max(latestMs, rig.clock.wallMs);
      const starts = startsOf(latestMs);
      for (const { id } of keys) {
        const state = statesOf(id);
        for (const period of PERIODS) {
          const since = starts[period];
          const ofKey = settled.filter((one) => one.keyId === id && one.startedMs >= since);
          const heldOfKey = open.filter((one) => one.keyId === id && one.startedMs >= since);
          const ofAll = settled.filter((one) => one.startedMs >= since);
          expect(state('key', 'calls', period)).toMatchObject({
            used: String(ofKey.length),
            reserved: String(heldOfKey.length),
          });
          expect(state('key', 'tokens', period)).toMatchObject({
            used: String(ofKey.reduce((sum, one) => sum + one.tokens, 0)),
            reserved: String(heldOfKey.reduce((sum, one) => sum + one.held, 0)),
          });
          expect(state('person', 'calls', period).used).toBe(String(ofAll.length));
        }
        expect(state('person', 'concurrent', 'now').used).toBe(String(open.length));
      }
    }
    for (const { place } of open) place.release();
    for (const { id } of keys) {
      for (const { reserved } of PERIODS.map((period) => statesOf(id)('key', 'tokens', period))) {
        expect(reserved).toBe('0');
      }
    }
  },
);

test('F-09: a clock that is put back opens no period again, and one that jumps on closes none for ever', async () => {
  rig = await createAllowanceRig();
  const key = await addKey({ allowance: { calls: { day: 1 } } });
  const passes = () => {
    try {
      rig.reserve(key.id).settle(used(0));
      return true;
    } catch {
      return false;
    }
  };
  expect([passes(), passes()]).toEqual([true, false]);
  rig.clock.wallMs += DAY_MS;
  expect([passes(), passes()]).toEqual([true, false]);
  rig.clock.wallMs -= DAY_MS;
  expect(passes()).toBe(false);
  rig.clock.wallMs -= 30 * DAY_MS;
  expect(passes()).toBe(false);
  rig.clock.wallMs += 32 * DAY_MS;
  expect([passes(), passes()]).toEqual([true, false]);
  for (let hour = 0; hour < 23; hour++) rig.clock.wallMs += hour % 2 ? 1000 : -2000;
  expect(passes()).toBe(false);
});

test.each([
  ['2026-03-29T00:30:00+01:00', 22.5],
  ['2026-10-25T00:30:00+02:00', 24.5],
])(
  'F-09: a day on which the clocks change (%s) is as long as it is, and Retry-After with it',
  async (start, hours) => {
    rig = await createAllowanceRig(new Date(start).toISOString(), 'Europe/Berlin');
    const key = await addKey({ allowance: { calls: { day: 1 } } });
    rig.reserve(key.id).settle(used(0));
    const resetsAt = statesOf(key.id)('key', 'calls', 'day').resetsAt!;
    expect(Date.parse(resetsAt) - Date.parse(start)).toBe(hours * 3_600_000);
    rig.pass(hours * 3_600_000 - 1);
    expect(() => rig.reserve(key.id)).toThrow();
    rig.pass(1);
    rig.reserve(key.id).settle(used(0));
  },
);

test('a week begins on Monday and a month on its first day, in the time zone of the owner', async () => {
  rig = await createAllowanceRig('2026-11-22T22:59:00Z', 'Europe/Berlin');
  const key = await addKey({ allowance: { calls: { week: 1, month: 2 } } });
  rig.reserve(key.id).settle(used(0));
  expect(() => rig.reserve(key.id)).toThrow('The number of calls for this week is used up.');
  rig.pass(60_000);
  rig.reserve(key.id).settle(used(0));
  rig.pass(7 * DAY_MS);
  expect(() => rig.reserve(key.id)).toThrow('The number of calls for this month is used up.');
  rig.pass(DAY_MS);
  rig.reserve(key.id).settle(used(0));
});

test('a call belongs to the day on which it began, also when it ends on the next', async () => {
  rig = await createAllowanceRig('2026-11-18T23:59:00Z');
  const key = await addKey({ allowance: { tokens: { day: 100, total: 1000 } } });
  const late = rig.reserve(key.id, 80);
  rig.pass(120_000);
  rig.reserve(key.id, 90).settle(used(90));
  late.settle(used(70));
  const state = statesOf(key.id);
  expect(state('key', 'tokens', 'day')).toMatchObject({ used: '90', reserved: '0' });
  expect(state('key', 'tokens', 'total')).toMatchObject({ used: '160', reserved: '0' });
});

/** A record whose answers wait until they are let go; what is in them is what was written when it was asked. */
function createSlowRecord() {
  const rows: { keyId: string; atMs: number; tokens: number }[] = [];
  const waiting: (() => void)[] = [];
  const sum = (from: typeof rows) => ({
    calls: from.length,
    tokens: from.reduce((all, { tokens }) => all + tokens, 0),
    costNano: 0n,
  });
  return {
    rows,
    isSlow: false,
    letGo: () => waiting.splice(0).forEach((answer) => answer()),
    async lifetime() {
      const ids = new Set(rows.map(({ keyId }) => keyId));
      const byKey = [...ids].map(
        (id) => [id, sum(rows.filter((row) => row.keyId === id))] as const,
      );
      return { byKey: new Map(byKey), byPerson: new Map(), byService: new Map() };
    },
    async spent({ fromMs, toMs }: { fromMs: number; toMs: number }) {
      const found = rows.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
      const ids = [...new Set(found.map(({ keyId }) => keyId))];
      const answer = ids.map((keyId) => ({
        ...{ keyId, person: null, serviceId: '1' },
        ...sum(found.filter((row) => row.keyId === keyId)),
      }));
      if (this.isSlow) await new Promise<void>((go) => waiting.push(go));
      return answer;
    },
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('another time zone takes what was used since its own midnight from the record', async () => {
  rig = await createAllowanceRig('2026-11-18T10:00:00Z');
  const key = await addKey({ allowance: { calls: { day: 50 } } });
  const record = createSlowRecord();
  for (const at of [
    '2026-11-17T22:30Z',
    '2026-11-17T23:30Z',
    '2026-11-18T01:00Z',
    '2026-11-18T06:00Z',
  ])
    record.rows.push({ keyId: key.id, atMs: Date.parse(at), tokens: 1 });
  await rig.allowances.load(record);
  const day = () => statesOf(key.id)('key', 'calls', 'day').used;
  const moveTo = async (zone: string) => {
    await rig.config.update((draft) => void (draft.settings.timeZone = zone));
    await turn();
    return day();
  };
  expect(day()).toBe('2');
  expect(await moveTo('Europe/Berlin')).toBe('3');
  expect(await moveTo('America/New_York')).toBe('1');
  expect(await moveTo('UTC')).toBe('2');
});

test.each([1, 2, 3, 4, 5, 6])(
  'D-6: calls that end while the time zone is changed are counted once, however late the record answers (%i)',
  async (seed) => {
    rig = await createAllowanceRig('2026-11-18T10:00:00Z');
    const random = createRandom(seed);
    const key = await addKey({ allowance: { calls: caps, tokens: caps } });
    const record = createSlowRecord();
    for (let n = 0; n < 40; n++) {
      const atMs = rig.clock.wallMs - Math.floor(random() * 3 * DAY_MS);
      record.rows.push({ keyId: key.id, atMs, tokens: n });
    }
    await rig.allowances.load(record);
    record.isSlow = true;
    const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'UTC'];
    let zone = 'UTC';
    const unsettled: (() => void)[] = [];
    for (let step = 0; step < 300; step++) {
      const place = rig.reserve(key.id, 5);
      // On record first, in the sums a little later: as it is with a commit.
      record.rows.push({ keyId: key.id, atMs: rig.clock.wallMs, tokens: step });
      unsettled.push(() => place.settle(used(step)));
      if (random() < 0.4) unsettled.splice(0).forEach((settle) => settle());
      if (random() < 0.1) {
        zone = zones[Math.floor(random() * zones.length)]!;
        await rig.config.update((draft) => void (draft.settings.timeZone = zone));
      }
      if (random() < 0.2) record.letGo();
      await turn();
    }
    unsettled.forEach((settle) => settle());
    record.letGo();
    await turn();
    const state = statesOf(key.id);
    for (const period of ['day', 'week', 'month'] as const) {
      const since = boundsOf(period, rig.clock.wallMs, zone).startMs;
      const rows = record.rows.filter(({ atMs }) => atMs >= since);
      expect(state('key', 'calls', period).used).toBe(String(rows.length));
      const tokens = rows.reduce((sum, row) => sum + row.tokens, 0);
      expect(state('key', 'tokens', period).used).toBe(String(tokens));
    }
  },
);
