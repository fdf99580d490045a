/** How many calls may come at once, and how long an empty bucket takes to fill. */
export interface Limit {
  readonly requests: number;
  readonly windowSeconds: number;
}

/** Level and time of one bucket. One call costs `windowMs` units and `requests` units flow in per millisecond, so every figure is a whole number and stays below 2^53. */
export interface Bucket {
  readonly requests: number;
  readonly windowMs: number;
  readonly level: number;
  /** Whole milliseconds of a clock that never goes back. */
  readonly atMs: number;
}

/** What a try to take one call found. */
export interface Taken {
  readonly ok: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Until the bucket is full again. */
  readonly resetMs: number;
  /** Until one call would pass; 0 when this one did. */
  readonly retryAfterMs: number;
}

const capacityOf = (bucket: Bucket): number => bucket.requests * bucket.windowMs;

/** A bucket that has not been used. */
export const fullBucket = (limit: Limit, nowMs: number): Bucket => {
  const windowMs = limit.windowSeconds * 1000;
  return {
    requests: limit.requests,
    windowMs,
    level: limit.requests * windowMs,
    atMs: Math.floor(nowMs),
  };
};

/** The bucket as it stands now; a clock that went back refills nothing. */
export function refill(bucket: Bucket, nowMs: number): Bucket {
  const now = Math.floor(nowMs);
  const elapsed = now - bucket.atMs;
  if (elapsed <= 0) return bucket;
  // A whole window fills any bucket; the cap keeps the product below 2^53.
  const inflow = Math.min(elapsed, bucket.windowMs) * bucket.requests;
  return { ...bucket, level: raisedTo(bucket, bucket.level + inflow), atMs: now };
}

/** Nothing but `withExtra` lifts a level above the capacity, and nothing but calls and `withoutExtra` takes that away. */
const raisedTo = (bucket: Bucket, level: number): number =>
  Math.max(bucket.level, Math.min(capacityOf(bucket), level));

/** Neither spent from nor holding more than it should: such a bucket says nothing. */
export const isFull = (bucket: Bucket): boolean => bucket.level === capacityOf(bucket);

/** Something was put on top of it, and some of that is left. */
export const isOverfull = (bucket: Bucket): boolean => bucket.level > capacityOf(bucket);

/** The bucket with room for one call more, but not beyond its capacity. */
export const withOneBack = (bucket: Bucket): Bucket => ({
  ...bucket,
  level: raisedTo(bucket, bucket.level + bucket.windowMs),
});

/** The bucket with so many calls on top, once, or with so many taken out; never below empty, and exact as far as numbers are. */
export const withExtra = (bucket: Bucket, calls: number): Bucket => {
  const level = Math.max(0, bucket.level + calls * bucket.windowMs);
  return { ...bucket, level: Math.min(Number.MAX_SAFE_INTEGER / 2, level) };
};

/** The bucket with what is above its capacity, and above so many calls on top, taken away. */
export const withoutExtra = (bucket: Bucket, kept = 0): Bucket => ({
  ...bucket,
  level: Math.min(bucket.level, capacityOf(bucket) + kept * bucket.windowMs),
});

/** The same bucket under another limit: what was spent stays spent, as far as the new limit can hold it. A lowered limit never leaves a debt to wait for. */
export function withLimit(bucket: Bucket, limit: Limit): Bucket {
  const windowMs = limit.windowSeconds * 1000;
  if (limit.requests === bucket.requests && windowMs === bucket.windowMs) return bucket;
  // Beyond 2^53 on the way, hence bigint; rounded up, against the spender.
  const spent = BigInt(capacityOf(bucket) - bucket.level) * BigInt(windowMs);
  const divisor = BigInt(bucket.windowMs);
  const spentNow = Number((spent + divisor - 1n) / divisor);
  const level = Math.max(0, limit.requests * windowMs - spentNow);
  return { requests: limit.requests, windowMs, level, atMs: bucket.atMs };
}

const toTaken = ({ requests, windowMs, level }: Bucket, ok: boolean): Taken => ({
  ok,
  limit: requests,
  remaining: Math.floor(level / windowMs),
  resetMs: Math.max(0, Math.ceil((requests * windowMs - level) / requests)),
  retryAfterMs: ok ? 0 : Math.ceil((windowMs - level) / requests),
});

const hasPlace = ({ level, windowMs }: Bucket): boolean => level >= windowMs;

/** What a try would find now; `bucket` is filled up to now already. */
export const stateOf = (bucket: Bucket): Taken => toTaken(bucket, hasPlace(bucket));

/** Takes one call when there is one. Pure: the caller keeps the bucket that comes back. */
export function takeOne(before: Bucket, nowMs: number): { bucket: Bucket; taken: Taken } {
  const filled = refill(before, nowMs);
  const ok = hasPlace(filled);
  const bucket = ok ? { ...filled, level: filled.level - filled.windowMs } : filled;
  return { bucket, taken: toTaken(bucket, ok) };
}
