import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openLedger, type BudgetSums, type Ledger } from '../../gateway/ledger/ledger';
import { ALL_TIME_MS, openCall, settlement } from '../support/ledger-calls';

const CHARGES = 1_000_000;
const AT_ONCE = 20_000;
const MOST_NANO = 10 ** 15;
const FROM_MS = Date.UTC(2026, 10, 20, 23, 50);
const MINUTES = 40;
const NANO = 1_000_000_000n;
const all = { fromMs: 0, toMs: ALL_TIME_MS };

/** The same charges in every run with the same seed (mulberry32), each 0 to below `most`. */
function createDraw(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * most);
  };
}

interface Charge {
  readonly keyId: string;
  readonly startedAtMs: number;
  readonly costNano: bigint;
}

const drawCharge = (draw: (most: number) => number): Charge => ({
  keyId: `key-${draw(3)}`,
  startedAtMs: FROM_MS + draw(MINUTES) * 60_000,
  costNano: BigInt(draw(MOST_NANO / 1000)) * 1000n + BigInt(draw(1000)),
});

async function record(ledger: Ledger, charges: readonly Charge[]): Promise<void> {
  await Promise.all(
    charges.map(({ costNano, ...call }) =>
      ledger.settle(ledger.open(openCall(call)), settlement({ costNano })),
    ),
  );
}

/** The rows added up without the ledger. */
function sumOfRows(file: string): bigint {
  const db = new DatabaseSync(file, { readOnly: true });
  const sums = db.prepare(
    `SELECT SUM(cost_nano / ${NANO}) AS units, SUM(cost_nano % ${NANO}) AS nano FROM calls`,
  );
  sums.setReadBigInts(true);
  const { units, nano } = sums.get() ?? {};
  db.close();
  return (units as bigint) * NANO + (nano as bigint);
}

const costsOf = (sums: Iterable<Pick<BudgetSums, 'costNano'>>): bigint =>
  [...sums].reduce((total, { costNano }) => total + costNano, 0n);

test('D-5: a million random charges add up to the same in rows, roll-ups, lifetime, cycles and a replay', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-drift-'));
  const seed = Math.floor(Math.random() * 2 ** 31);
  let ledger = await openLedger({ dataDir });
  const draw = createDraw(seed);
  for (let done = 0; done < CHARGES; done += AT_ONCE) {
    if (done === CHARGES / 2) await ledger.closeCycle('half of it', FROM_MS);
    await record(
      ledger,
      Array.from({ length: AT_ONCE }, () => drawCharge(draw)),
    );
  }
  await ledger.close();

  const replay = createDraw(seed);
  let expected = 0n;
  const ofKey = new Map<string, bigint>();
  for (let done = 0; done < CHARGES; done++) {
    const { keyId, costNano } = drawCharge(replay);
    expected += costNano;
    ofKey.set(keyId, (ofKey.get(keyId) ?? 0n) + costNano);
  }
  ledger = await openLedger({ dataDir });
  const { totals, byKey } = await ledger.summary(all);
  const minutes = await Promise.all(
    Array.from({ length: MINUTES }, (_, i) => {
      const fromMs = FROM_MS + i * 60_000;
      return ledger.summary({ fromMs, toMs: fromMs + 60_000 });
    }),
  );
  const { byKey: lifetime, byPerson, byService } = await ledger.lifetime();
  const drift = {
    rows: sumOfRows(path.join(dataDir, 'ledger.db')) - expected,
    rollups: BigInt(totals.costNano) - expected,
    minutes: minutes.reduce((sum, part) => sum + BigInt(part.totals.costNano), 0n) - expected,
    spent: costsOf(await ledger.spent(all)) - expected,
    keys: costsOf(lifetime.values()) - expected,
    people: costsOf(byPerson.values()) - expected,
    services: costsOf(byService.values()) - expected,
    cycles: costsOf(await ledger.cycles()) - expected,
  };
  await ledger.close();
  await rm(dataDir, { recursive: true, force: true });
  const none = Object.fromEntries(Object.keys(drift).map((name) => [name, 0n]));
  expect(drift, `seed ${seed}`).toEqual(none);
  expect(totals).toMatchObject({ calls: CHARGES, billed: CHARGES });
  expect(new Map(byKey.map(({ keyId, costNano }) => [keyId, BigInt(costNano)]))).toEqual(ofKey);
  // More than a column of the database holds.
  expect(expected).toBeGreaterThan(2n ** 63n);
}, 90_000);
