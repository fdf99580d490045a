import { afterEach, expect, test } from 'vitest';
import { boundsOf } from '#shared/domain/time-zone';
import { createAllowanceRig, used, type AllowanceRig } from '../support/allowance-rig';
import { createRandom } from '../support/seeded-random';

const DAY_MS = 86_400_000;
let rig: AllowanceRig;
afterEach(() => rig.close());

const caps = { day: 1e9, week: 1e9, month: 1e9 };

test.each([
  ['2026-03-29T00:30:00+01:00', 22.5],
  ['2026-10-25T00:30:00+02:00', 24.5],
])(
  'F-09: a day on which the clocks change (%s) is as long as it is, and Retry-After with it',
  async (start, hours) => {
    rig = await createAllowanceRig(new Date(start).toISOString(), 'Europe/Berlin');
    const key = await rig.addKey({ allowance: { calls: { day: 1 } } });
    rig.reserve(key.id).settle(used(0));
    const resetsAt = rig.stateOf(key.id, 'calls', 'day').resetsAt!;
    expect(Date.parse(resetsAt) - Date.parse(start)).toBe(hours * 3_600_000);
    rig.pass(hours * 3_600_000 - 1);
    expect(() => rig.reserve(key.id)).toThrow();
    rig.pass(1);
    rig.reserve(key.id).settle(used(0));
  },
);

test('a week begins on Monday and a month on its first day, in the time zone of the owner', async () => {
  rig = await createAllowanceRig('2026-11-22T22:59:00Z', 'Europe/Berlin');
  const key = await rig.addKey({ allowance: { calls: { week: 1, month: 2 } } });
  rig.reserve(key.id).settle(used(0));
  expect(() => rig.reserve(key.id)).toThrow('The number of calls for this week is used up.');
  rig.pass(60_000);
  rig.reserve(key.id).settle(used(0));
  rig.pass(7 * DAY_MS);
  expect(() => rig.reserve(key.id)).toThrow('The number of calls for this month is used up.');
  rig.pass(DAY_MS);
  rig.reserve(key.id).settle(used(0));
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
  const key = await rig.addKey({ allowance: { calls: { day: 50 } } });
  const record = createSlowRecord();
  for (const at of [
    '2026-11-17T22:30Z',
    '2026-11-17T23:30Z',
    '2026-11-18T01:00Z',
    '2026-11-18T06:00Z',
  ])
    record.rows.push({ keyId: key.id, atMs: Date.parse(at), tokens: 1 });
  await rig.allowances.load(record);
  const day = () => rig.stateOf(key.id, 'calls', 'day').used;
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
    const key = await rig.addKey({ allowance: { calls: caps, tokens: caps } });
    const record = createSlowRecord();
    for (let n = 0; n < 40; n++) {
      const atMs = rig.clock.wallMs - random(3 * DAY_MS);
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
      if (random(10) < 4) unsettled.splice(0).forEach((settle) => settle());
      if (random(10) < 1) {
        zone = zones[random(zones.length)]!;
        await rig.config.update((draft) => void (draft.settings.timeZone = zone));
      }
      if (random(10) < 2) record.letGo();
      await turn();
    }
    unsettled.forEach((settle) => settle());
    record.letGo();
    await turn();
    for (const period of ['day', 'week', 'month'] as const) {
      const since = boundsOf(period, rig.clock.wallMs, zone).startMs;
      const rows = record.rows.filter(({ atMs }) => atMs >= since);
      expect(rig.stateOf(key.id, 'calls', period).used).toBe(String(rows.length));
      const tokens = rows.reduce((sum, row) => sum + row.tokens, 0);
      expect(rig.stateOf(key.id, 'tokens', period).used).toBe(String(tokens));
    }
  },
);
