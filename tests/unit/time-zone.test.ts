import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundsOf, boundsOfMonth, toLocalTime, type Period } from '#shared/domain/time-zone';

const iso = (ms: number) => new Date(ms).toISOString();
const boundsAt = (period: Period, at: string, timeZone: string) => {
  const { startMs, endMs } = boundsOf(period, Date.parse(at), timeZone);
  return [iso(startMs), iso(endMs)];
};

describe('days, weeks and months of the owner', () => {
  test.each([
    [
      'day',
      '2026-11-21T23:30:00Z',
      'Europe/Berlin',
      '2026-11-21T23:00:00Z',
      '2026-11-22T23:00:00Z',
    ],
    [
      'day',
      '2026-11-21T10:00:00Z',
      'Asia/Kathmandu',
      '2026-11-20T18:15:00Z',
      '2026-11-21T18:15:00Z',
    ],
    ['week', '2026-11-21T10:00:00Z', 'UTC', '2026-11-16T00:00:00Z', '2026-11-23T00:00:00Z'],
    [
      'month',
      '2026-12-31T23:30:00Z',
      'Europe/Berlin',
      '2026-12-31T23:00:00Z',
      '2027-01-31T23:00:00Z',
    ],
    [
      'month',
      '2026-11-01T03:00:00Z',
      'America/New_York',
      '2026-10-01T04:00:00Z',
      '2026-11-01T04:00:00Z',
    ],
  ] as const)('a %s at %s in %s', (period, at, timeZone, start, end) => {
    expect(boundsAt(period, at, timeZone).map((one) => one.replace('.000Z', 'Z'))).toEqual([
      start,
      end,
    ]);
  });

  test('the day on which clocks go forward has 23 hours, the one on which they go back 25', () => {
    const hours = (at: string) => {
      const { startMs, endMs } = boundsOf('day', Date.parse(at), 'Europe/Berlin');
      return (endMs - startMs) / 3_600_000;
    };
    expect([hours('2026-03-29T12:00:00Z'), hours('2026-10-25T12:00:00Z')]).toEqual([23, 25]);
  });

  test('where clocks skip midnight the day begins with its first instant', () => {
    const { startMs } = boundsOf('day', Date.parse('2018-11-04T12:00:00Z'), 'America/Sao_Paulo');
    expect(toLocalTime(startMs, 'America/Sao_Paulo')).toMatchObject({ day: 4, hour: 1, minute: 0 });
    expect(toLocalTime(startMs - 1, 'America/Sao_Paulo')).toMatchObject({ day: 3, hour: 23 });
  });

  test('a month by its name is the month of its middle', () => {
    const { startMs, endMs } = boundsOfMonth('2026-02', 'Asia/Tokyo');
    expect(boundsOf('month', (startMs + endMs) / 2, 'Asia/Tokyo')).toEqual({ startMs, endMs });
  });

  test('every instant lies in its period, and the next period begins where it ends', () => {
    const zones = [
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'UTC',
    ];
    fc.assert(
      fc.property(
        fc.integer({ min: 1_600_000_000_000, max: 2_200_000_000_000 }),
        fc.constantFrom(...zones),
        fc.constantFrom<Period>('day', 'week', 'month'),
        (atMs, timeZone, period) => {
          const { startMs, endMs } = boundsOf(period, atMs, timeZone);
          expect(startMs).toBeLessThanOrEqual(atMs);
          expect(endMs).toBeGreaterThan(atMs);
          expect(boundsOf(period, endMs, timeZone).startMs).toBe(endMs);
          expect(boundsOf(period, startMs, timeZone).startMs).toBe(startMs);
        },
      ),
      { numRuns: 300 },
    );
  });
});
