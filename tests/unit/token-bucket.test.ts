import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fullBucket, takeOne, withLimit, type Bucket } from '../../gateway/limits/token-bucket';

const TEN_A_MINUTE = { requests: 10, windowSeconds: 60 };

const takeTimes = (bucket: Bucket, times: number, nowMs: number) => {
  let passed = 0;
  for (let at = 0; at < times; at++) {
    const next = takeOne(bucket, nowMs);
    bucket = next.bucket;
    if (next.taken.ok) passed++;
  }
  return { bucket, passed };
};

describe('the default limit', () => {
  test('S003-15 S003-18: ten calls pass, the eleventh is refused, after 6 s exactly one more passes', () => {
    const burst = takeTimes(fullBucket(TEN_A_MINUTE, 0), 11, 0);
    expect(burst.passed).toBe(10);
    expect(takeTimes(burst.bucket, 5, 5_999).passed).toBe(0);
    expect(takeTimes(burst.bucket, 5, 6_000).passed).toBe(1);
  });

  test('P-73: a refusal says truly how long to wait', () => {
    const { bucket } = takeTimes(fullBucket(TEN_A_MINUTE, 0), 10, 0);
    const { taken } = takeOne(bucket, 1_234);
    expect(taken).toMatchObject({ ok: false, remaining: 0, retryAfterMs: 4_766 });
    expect(takeOne(bucket, 1_234 + 4_765).taken.ok).toBe(false);
    expect(takeOne(bucket, 1_234 + 4_766).taken.ok).toBe(true);
  });

  test('F-09: a clock that goes back refills nothing and locks nobody up', () => {
    const { bucket } = takeTimes(fullBucket(TEN_A_MINUTE, 1_000_000), 10, 1_000_000);
    expect(takeOne(bucket, 0).taken.ok).toBe(false);
    expect(takeOne(bucket, 1_006_000).taken.ok).toBe(true);
  });

  test('after a month the bucket holds one burst and not more', () => {
    const { bucket } = takeTimes(fullBucket(TEN_A_MINUTE, 0), 10, 0);
    expect(takeTimes(bucket, 50, 2_592_000_000).passed).toBe(10);
  });
});

describe('arithmetic', () => {
  const limit = fc.record({
    requests: fc.integer({ min: 1, max: 1_000_000 }),
    windowSeconds: fc.integer({ min: 1, max: 2_592_000 }),
  });
  const steps = fc.array(fc.integer({ min: 0, max: 5_000_000_000 }), { maxLength: 60 });

  test('S003-15: every level equals a reference in unbounded integers, for any limit and any waits', () => {
    fc.assert(
      fc.property(limit, steps, (wanted, waits) => {
        let bucket = fullBucket(wanted, 0);
        const windowMs = BigInt(wanted.windowSeconds) * 1000n;
        const capacity = BigInt(wanted.requests) * windowMs;
        let level = capacity;
        let nowMs = 0;
        for (const wait of waits) {
          nowMs += wait;
          const filled = level + BigInt(wait) * BigInt(wanted.requests);
          level = filled > capacity ? capacity : filled;
          const ok = level >= windowMs;
          if (ok) level -= windowMs;
          const next = takeOne(bucket, nowMs);
          bucket = next.bucket;
          expect(next.taken.ok).toBe(ok);
          expect(BigInt(bucket.level)).toBe(level);
          expect(next.taken.remaining).toBe(Number(level / windowMs));
          expect(Number.isSafeInteger(bucket.level)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('raising a limit and lowering it again gives no call away', () => {
    fc.assert(
      fc.property(limit, limit, fc.integer({ min: 0, max: 40 }), (one, more, taken) => {
        const other = { ...more, requests: Math.max(more.requests, one.requests) };
        const { bucket } = takeTimes(fullBucket(one, 0), taken, 0);
        const back = withLimit(withLimit(bucket, other), one);
        expect(back.level).toBeLessThanOrEqual(bucket.level);
        expect(back.level).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('S003-17: a raised limit helps at once, a lowered one holds at once', () => {
    const { bucket } = takeTimes(fullBucket(TEN_A_MINUTE, 0), 10, 0);
    const raised = withLimit(bucket, { requests: 12, windowSeconds: 60 });
    expect(takeTimes(raised, 5, 0).passed).toBe(2);
    const lowered = withLimit(fullBucket(TEN_A_MINUTE, 0), { requests: 3, windowSeconds: 60 });
    expect(takeTimes(lowered, 10, 0).passed).toBe(3);
  });
});
