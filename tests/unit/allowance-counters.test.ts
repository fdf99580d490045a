import { afterEach, expect, test } from 'vitest';
import { createAllowanceRig, used, type AllowanceRig } from '../support/allowance-rig';
import { createRandom } from '../support/seeded-random';
import type { Reservation } from '../../gateway/limits/reservation';

const DAY_MS = 86_400_000;
let rig: AllowanceRig;
afterEach(() => rig.close());

const caps = { day: 1e9, week: 1e9, month: 1e9, total: 1e9 };
const PERIODS = ['day', 'week', 'month', 'total'] as const;

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
    const keys = [await rig.addKey({ person, allowance }), await rig.addKey({ person, allowance })];
    const open: (Open & { keyId: string })[] = [];
    const settled: { keyId: string; startedMs: number; tokens: number }[] = [];
    let latestMs = rig.clock.wallMs;
    for (let step = 0; step < 1500; step++) {
      const dice = random(100);
      const { id: keyId } = keys[random(2) === 0 ? 0 : 1]!;
      if (dice < 50) {
        const held = random(500);
        // Time only goes on for the periods, also when the clock of the computer does not.
        latestMs = Math.max(latestMs, rig.clock.wallMs);
        open.push({ place: rig.reserve(keyId, held), startedMs: latestMs, held, keyId });
      } else if (dice < 92 && open.length > 0) {
        const [one] = open.splice(random(open.length), 1);
        const tokens = random(900);
        if (random(10) < 3) one!.place.release();
        else {
          one!.place.settle(used(tokens));
          settled.push({ keyId: one!.keyId, startedMs: one!.startedMs, tokens });
        }
        // Whoever tidies up twice changes nothing.
        one!.place.release();
        one!.place.settle(used(5000));
      } else rig.pass(random(3 * DAY_MS) - 0.6 * DAY_MS);
      if (step % 50 > 0) continue;
      latestMs = Math.max(latestMs, rig.clock.wallMs);
      const starts = startsOf(latestMs);
      for (const { id } of keys) {
        for (const period of PERIODS) {
          const since = starts[period];
          const ofKey = settled.filter((one) => one.keyId === id && one.startedMs >= since);
          const heldOfKey = open.filter((one) => one.keyId === id && one.startedMs >= since);
          const ofAll = settled.filter((one) => one.startedMs >= since);
          expect(rig.stateOf(id, 'calls', period)).toMatchObject({
            used: String(ofKey.length),
            reserved: String(heldOfKey.length),
          });
          expect(rig.stateOf(id, 'tokens', period)).toMatchObject({
            used: String(ofKey.reduce((sum, one) => sum + one.tokens, 0)),
            reserved: String(heldOfKey.reduce((sum, one) => sum + one.held, 0)),
          });
          expect(rig.stateOf(id, 'calls', period, 'person').used).toBe(String(ofAll.length));
        }
        expect(rig.stateOf(id, 'concurrent', 'now', 'person').used).toBe(String(open.length));
      }
    }
    for (const { place } of open) place.release();
    for (const { id } of keys) {
      for (const { reserved } of PERIODS.map((period) => rig.stateOf(id, 'tokens', period))) {
        expect(reserved).toBe('0');
      }
    }
  },
);

test('F-09: a clock that is put back opens no period again, and one that jumps on closes none for ever', async () => {
  rig = await createAllowanceRig();
  const key = await rig.addKey({ allowance: { calls: { day: 1 } } });
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

test('a call belongs to the day on which it began, also when it ends on the next', async () => {
  rig = await createAllowanceRig('2026-11-18T23:59:00Z');
  const key = await rig.addKey({ allowance: { tokens: { day: 100, total: 1000 } } });
  const late = rig.reserve(key.id, 80);
  rig.pass(120_000);
  rig.reserve(key.id, 90).settle(used(90));
  late.settle(used(70));
  expect(rig.stateOf(key.id, 'tokens', 'day')).toMatchObject({ used: '90', reserved: '0' });
  expect(rig.stateOf(key.id, 'tokens', 'total')).toMatchObject({ used: '160', reserved: '0' });
});
