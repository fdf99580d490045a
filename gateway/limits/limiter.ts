import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { createSnapshotFile, type SnapshotFile } from './snapshot-file';
import {
  fullBucket,
  isFull,
  isOverfull,
  refill,
  stateOf,
  takeOne,
  withExtra,
  withLimit,
  withOneBack,
  withoutExtra,
  type Bucket,
  type Limit,
  type Taken,
} from './token-bucket';

export type { Limit, Taken } from './token-bucket';

/**
 * Threat: a leaked key, or an app gone wild, that takes the machine for itself, and restarts or clock changes to start afresh.
 * Levels follow a clock that nobody can set, and outlive a restart without gaining anything by it.
 */
export interface Limiter {
  /** Decides at once, without waiting for anything, so two calls can never pass on one token. */
  take(id: string, limit: Limit): Taken;
  /** What `take` would find; takes nothing. `remaining` and `resetMs` are those of now. */
  look(id: string, limit: Limit): Taken;
  /** Puts one place back that was taken for a call that came to nothing. */
  giveBack(id: string): void;
  /** Puts so many calls on top, beyond what the bucket holds, where it is not filled up to again; or takes them out. */
  add(id: string, limit: Limit, calls: number): void;
  /** Takes away what is above the capacity, but for so many calls. */
  clip(id: string, kept?: number): void;
  forget(id: string): void;
  close(): Promise<void>;
}

interface LimiterOptions {
  readonly dataDir: string;
  readonly monotonicMs?: () => number;
  /** Is told of a snapshot that could not be written; limits go on from memory. */
  readonly report?: (message: string, cause: unknown) => void;
}

const FILE = 'limits.json';
const REFRESH_MS = 5000;

const Whole = z.int().min(0);
const Saved = z.object({
  version: z.literal(1),
  buckets: z.array(
    z.object({
      id: z.string(),
      requests: Whole.min(1),
      windowMs: Whole.min(1),
      level: Whole,
      /** Put on top by the owner. */
      extra: Whole.default(0),
    }),
  ),
});

/** A file that is missing or damaged means that nothing is known to be spent. */
async function load(file: string, nowMs: number): Promise<Map<string, Bucket>> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const saved = Saved.safeParse(parseJson(text));
  if (!saved.success) return new Map();
  return new Map(
    saved.data.buckets.map(({ id, requests, windowMs, level, extra }) => [
      id,
      {
        requests,
        windowMs,
        level: Math.min(level, requests * windowMs) + extra,
        atMs: Math.floor(nowMs),
      },
    ]),
  );
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // damaged: the schema says no to undefined
  }
};

/** Full buckets say nothing and are let go, so the table holds only keys in use. */
function toSnapshot(buckets: Map<string, Bucket>, nowMs: number): string {
  for (const [id, bucket] of buckets) if (isFull(refill(bucket, nowMs))) buckets.delete(id);
  const saved = [...buckets].map(([id, bucket]) => {
    const { requests, windowMs, level } = refill(bucket, nowMs);
    const extra = Math.max(0, level - requests * windowMs);
    return { id, requests, windowMs, level: level - extra, ...(extra > 0 && { extra }) };
  });
  return JSON.stringify({ version: 1, buckets: saved });
}

/** While a bucket fills up the file follows, so that a crash does not throw a key back to what it had hours ago. */
const keepFresh = (buckets: Map<string, Bucket>, file: SnapshotFile): NodeJS.Timeout =>
  setInterval(() => {
    if (buckets.size > 0) file.changed();
  }, REFRESH_MS).unref();

/** Opens the limits with the levels of the last run; time spent switched off refills nothing. */
export async function openLimiter(options: LimiterOptions): Promise<Limiter> {
  const { dataDir, monotonicMs = () => performance.now(), report = () => {} } = options;
  const place = path.join(dataDir, FILE);
  const buckets = await load(place, monotonicMs());
  const file = createSnapshotFile(place, () => toSnapshot(buckets, monotonicMs()), report);
  const timer = keepFresh(buckets, file);
  const bucketOf = (id: string, limit: Limit, nowMs: number): Bucket => {
    const known = buckets.get(id);
    return known ? withLimit(refill(known, nowMs), limit) : fullBucket(limit, nowMs);
  };
  const change = (id: string, edit: (bucket: Bucket) => Bucket) => {
    const known = buckets.get(id);
    if (!known) return;
    buckets.set(id, edit(refill(known, monotonicMs())));
    file.changed();
  };
  return {
    take(id, limit) {
      const nowMs = monotonicMs();
      const { bucket, taken } = takeOne(bucketOf(id, limit, nowMs), nowMs);
      buckets.set(id, bucket);
      if (taken.ok) file.changed();
      return taken;
    },
    look: (id, limit) => stateOf(bucketOf(id, limit, monotonicMs())),
    giveBack: (id) => change(id, withOneBack),
    add(id, limit, calls) {
      buckets.set(id, withExtra(bucketOf(id, limit, monotonicMs()), calls));
      file.changed();
    },
    clip: (id, kept) => {
      const known = buckets.get(id);
      if (known && isOverfull(known)) change(id, (bucket) => withoutExtra(bucket, kept));
    },
    forget(id) {
      if (buckets.delete(id)) file.changed();
    },
    close() {
      clearInterval(timer);
      return file.close();
    },
  };
}
