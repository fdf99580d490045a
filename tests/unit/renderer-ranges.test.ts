import { expect, test } from 'vitest';
import { boundsOfDay, monthRange, toTimeRange } from '../../renderer/components/time-range';

const asked = (iso: string, timeZone: string, from = '', until = '') => ({
  ...{ nowMs: Date.parse(iso), timeZone, from, until },
});
const iso = (range: { fromMs: number; toMs: number } | undefined) =>
  range && [new Date(range.fromMs).toISOString(), new Date(range.toMs).toISOString()];

test('today and seven days are whole days of the owner, also across a change of the clocks', () => {
  // Clocks in Berlin went back in the night to 25 October 2026.
  const monday = asked('2026-10-26T20:00:00Z', 'Europe/Berlin');
  expect(iso(toTimeRange('today', monday))).toEqual([
    ...['2026-10-25T23:00:00.000Z', '2026-10-26T23:00:00.000Z'],
  ]);
  expect(iso(toTimeRange('week', monday))).toEqual([
    ...['2026-10-19T22:00:00.000Z', '2026-10-26T23:00:00.000Z'],
  ]);
  const longDay = toTimeRange('today', asked('2026-10-25T20:00:00Z', 'Europe/Berlin'));
  expect(longDay?.steps).toBe(25);
});

test('this month ends where the next begins, and each day is a bar', () => {
  const range = toTimeRange('month', asked('2026-02-10T00:00:00Z', 'UTC'));
  expect(iso(range)).toEqual(['2026-02-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z']);
  expect(range?.steps).toBe(28);
  expect(iso(monthRange(Date.parse('2026-12-31T23:30:00Z'), 'Europe/Berlin'))).toEqual([
    ...['2026-12-31T23:00:00.000Z', '2027-01-31T23:00:00.000Z'],
  ]);
});

test('a day is found in the zones that are farthest from UTC', () => {
  const startOf = (zone: string) => boundsOfDay('2026-11-21', zone)?.startMs ?? 0;
  expect(new Date(startOf('Pacific/Kiritimati')).toISOString()).toBe('2026-11-20T10:00:00.000Z');
  expect(new Date(startOf('Pacific/Pago_Pago')).toISOString()).toBe('2026-11-21T11:00:00.000Z');
});

test('a custom range includes both days, and is none when it ends before it begins', () => {
  const now = '2026-11-21T12:00:00Z';
  const range = toTimeRange('custom', asked(now, 'UTC', '2026-01-01', '2026-12-31'));
  expect(iso(range)).toEqual(['2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z']);
  expect(range?.steps).toBe(120);
  for (const [from, until] of [
    ['2026-01-02', '2026-01-01'],
    ['', '2026-01-01'],
    ['2026-02-31', '2026-03-01'],
    ['2026-01-01', 'soon'],
  ] as const) {
    expect(
      toTimeRange('custom', asked(now, 'UTC', from, until)),
      `${from} ${until}`,
    ).toBeUndefined();
  }
});
