import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  QUARTER_MS,
  toSegments,
} from '../../gateway/ledger/range-segments';

const UNIT_MS = {
  usage_minute: MINUTE_MS,
  usage_quarter: QUARTER_MS,
  usage_hour: HOUR_MS,
  usage_day: DAY_MS,
};
const moment = fc.integer({ min: 0, max: 40 * DAY_MS });
const nothingGone = { minuteMs: 0, quarterMs: 0 };

const inOrder = (range: { fromMs: number; toMs: number }, kept = nothingGone) =>
  toSegments(range, kept).sort((a, b) => a.fromMs - b.fromMs);

test('D-5: the parts of a range cover each of its minutes exactly once, in whole units', () => {
  fc.assert(
    fc.property(moment, moment, (a, b) => {
      const [fromMs, toMs] = [Math.min(a, b), Math.max(a, b)];
      const segments = inOrder({ fromMs, toMs });
      const first = Math.floor(fromMs / MINUTE_MS) * MINUTE_MS;
      const last = Math.ceil(toMs / MINUTE_MS) * MINUTE_MS;
      let reached = first;
      for (const segment of segments) {
        expect(segment.fromMs).toBe(reached);
        expect(segment.fromMs % UNIT_MS[segment.table]).toBe(0);
        expect(segment.toMs % UNIT_MS[segment.table]).toBe(0);
        reached = segment.toMs;
      }
      expect(reached).toBe(Math.max(first, last));
      expect(segments.length).toBeLessThanOrEqual(7);
    }),
    { numRuns: 2000 },
  );
});

test('F-19: where minutes and quarters are gone, nothing asks for them', () => {
  fc.assert(
    fc.property(moment, moment, moment, moment, (a, b, c, d) => {
      const [fromMs, toMs] = [Math.min(a, b), Math.max(a, b)];
      const kept = {
        minuteMs: Math.floor(Math.max(c, d) / QUARTER_MS) * QUARTER_MS,
        quarterMs: Math.floor(Math.min(c, d) / HOUR_MS) * HOUR_MS,
      };
      const segments = inOrder({ fromMs, toMs }, kept);
      const gone = segments.filter(
        ({ table, fromMs: at }) =>
          (table === 'usage_minute' && at < kept.minuteMs) ||
          (table === 'usage_quarter' && at < kept.quarterMs),
      );
      expect(gone).toEqual([]);
      if (fromMs === toMs) return;
      expect(segments[0]?.fromMs).toBeLessThanOrEqual(fromMs);
      expect(segments.at(-1)?.toMs).toBeGreaterThanOrEqual(toMs);
    }),
    { numRuns: 2000 },
  );
});
