import { expect } from 'vitest';
import { anyText, row, type Prepared, type Row } from './row';

const money = { currency: 'EUR', simulated: true };
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

/** One row for each operation on usage, the record, threats, bans and bills. */
export const watchingRows: Record<string, Row> = {
  'usage.summary': row({}, { totals: { calls: 0, costNano: '0' }, byKey: [] }),
  'usage.series': row({ steps: 4 }, { points: Array(4).fill({ succeeded: 0 }) as object[] }),
  'audit.search': row({ outcome: 'changes' }, { more: false, entries: expect.any(Array) as [] }),
  'usage.lastMinute': row({}, ({ phone: { id } }: Prepared) => ({
    keys: { [id]: { requests_last_minute: 0, rate_limit: 10, window_seconds: 60 } },
  })),
  'audit.verify': row({}, { intact: true, broken: null }),
  'audit.threats': row({}, { threats: [{ kind: 'failed_attempts', count: 10, state: 'open' }] }),
  'audit.export': row({ format: 'csv' }, { name: anyText, rows: 11 }),
  'threats.acknowledge': row(
    ({ threatId: id }: Prepared) => ({ id, verdict: 'mine' }),
    ({ threatId: id }: Prepared) => ({ id, state: 'confirmed_mine' }),
  ),
  'bans.list': row({}, { bans: [] }),
  'bans.add': row(() => ({ cidr: '203.0.113.0/24', reason: 'Guesses', until: inAnHour() }), {
    cidr: '203.0.113.0/24',
    source: 'owner',
    alsoValidKeys: false,
  }),
  'bans.remove': row({ id: 'automatic 203.0.113.9' }, {}),
  'bans.restore': row(async ({ world }: Prepared) => {
    for (let n = 0; n < 9; n++) world.failures.recordFailure('203.0.113.9');
    await world.http('bans.remove', { id: 'automatic 203.0.113.9' });
    return { cidr: '203.0.113.9' };
  }, {}),
  'billing.summary': row({}, { ...money, range: null, totals: { billed: 0, costNano: '0' } }),
  'billing.keys': row({}, ({ phone: { id } }: Prepared) => ({
    ...money,
    keys: [
      { keyId: id, name: 'Phone', pricePerRequestNano: '1000000', totalCostNano: '0' },
      { name: 'Old' },
    ],
  })),
  'billing.people': row(
    {},
    { ...money, people: [{ person: 'p1', name: 'Mum', everCostNano: '0' }] },
  ),
  'billing.prices': row({}, { prices: [], defaultPricePerRequestNano: '1000000', energy: null }),
  'billing.setPrice': row(
    { scope: { model: 'llama*' }, price: { perMillionOutNano: '500000000' } },
    {
      ...money,
      prices: [
        {
          scope: { model: 'llama*' },
          price: { perMillionOutNano: '500000000', perRequestNano: null },
        },
      ],
    },
  ),
  'billing.closeCycle': row({ note: 'Autumn' }, { closed: { id: 1, note: 'Autumn' } }),
  'billing.cycles': row({}, { ...money, cycles: [{ id: 1, closedAtMs: null, costNano: '0' }] }),
  'billing.export': row({ format: 'csv' }, { ...money, name: anyText, rows: 0 }),
  'billing.receipt': row(
    { person: 'p1', month: '2026-10', format: 'csv' },
    { ...money, name: expect.stringMatching(/2026-10.*csv$/) as string, totalNano: '0' },
  ),
  'billing.comparison': row({}, { cloudCurrency: 'USD', wouldHaveCostNano: '0', rows: [] }),
};
