import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openLimiter, type Limiter } from '../../gateway/limits/limiter';
import { rateLimitHeaders } from '../../gateway/limits/rate-limit-headers';

const TEN_A_MINUTE = { requests: 10, windowSeconds: 60 };
let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'latchkey-limiter-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const burst = (limiter: Limiter, times: number) =>
  Array.from({ length: times }, () => limiter.take('k', TEN_A_MINUTE)).filter(({ ok }) => ok)
    .length;

test('S003-16 S003-18: eleven calls in a row: the eleventh is refused', async () => {
  const limiter = await openLimiter({ dataDir, monotonicMs: () => 0 });
  expect(burst(limiter, 11)).toBe(10);
  await limiter.close();
});

test('S003-6: each key has its own bucket', async () => {
  const limiter = await openLimiter({ dataDir, monotonicMs: () => 0 });
  burst(limiter, 11);
  expect(limiter.take('another', TEN_A_MINUTE).ok).toBe(true);
  await limiter.close();
});

test('D-7 S003-57: 20 restarts in a minute give no more than one burst', async () => {
  let passed = 0;
  for (let restart = 0; restart < 20; restart++) {
    // A new process begins a new monotonic clock; no time passes while it runs.
    const limiter = await openLimiter({ dataDir, monotonicMs: () => restart * 3_000_000 });
    passed += burst(limiter, 15);
    await limiter.close();
  }
  expect(passed).toBe(10);
});

test('D-7: what was spent is on disk soon after, so that a kill does not refill it', async () => {
  const killed = await openLimiter({ dataDir });
  burst(killed, 10);
  const file = path.join(dataDir, 'limits.json');
  await vi.waitFor(async () => expect(await readFile(file, 'utf8')).toContain('"k"'), 5_000);
  const next = await openLimiter({ dataDir, monotonicMs: () => 0 });
  expect(burst(next, 10)).toBeLessThanOrEqual(1);
  await next.close();
  await killed.close();
});

test('F-09: a wall clock 30 days ahead refills nothing', async () => {
  const limiter = await openLimiter({ dataDir, monotonicMs: () => 1_000 });
  burst(limiter, 10);
  vi.useFakeTimers({ now: Date.now() + 30 * 86_400_000, toFake: ['Date'] });
  expect(burst(limiter, 5)).toBe(0);
  vi.useRealTimers();
  await limiter.close();
});

test('T-16: the file is readable by its owner only and holds no full bucket', async () => {
  let nowMs = 0;
  const limiter = await openLimiter({ dataDir, monotonicMs: () => nowMs });
  burst(limiter, 3);
  nowMs = 60_000;
  await limiter.close();
  const file = path.join(dataDir, 'limits.json');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ version: 1, buckets: [] });
});

test.each(['', '{', 'null', '{"version":1,"buckets":[{"id":"k","level":-1}]}', '\0\0\0'])(
  'a damaged file (%j) does not stop the gateway',
  async (text) => {
    await writeFile(path.join(dataDir, 'limits.json'), text);
    const limiter = await openLimiter({ dataDir });
    expect(limiter.take('k', TEN_A_MINUTE).ok).toBe(true);
    await limiter.close();
  },
);

test('a level above the limit in a file that was edited by hand counts as full and not more', async () => {
  const bucket = { id: 'k', requests: 10, windowMs: 60_000, level: 9e15 };
  const text = JSON.stringify({ version: 1, buckets: [bucket] });
  await writeFile(path.join(dataDir, 'limits.json'), text);
  const limiter = await openLimiter({ dataDir, monotonicMs: () => 0 });
  expect(burst(limiter, 20)).toBe(10);
  await limiter.close();
});

test('P-73: the headers tell limit, rest and reset in both dialects, and Retry-After in whole seconds', async () => {
  const limiter = await openLimiter({ dataDir, monotonicMs: () => 0 });
  const first = rateLimitHeaders(limiter.take('k', TEN_A_MINUTE));
  expect(first).toEqual({
    'ratelimit-limit': '10',
    'ratelimit-remaining': '9',
    'ratelimit-reset': '6',
    'x-ratelimit-limit-requests': '10',
    'x-ratelimit-remaining-requests': '9',
    'x-ratelimit-reset-requests': '6s',
  });
  burst(limiter, 9);
  const refused = rateLimitHeaders(limiter.take('k', TEN_A_MINUTE));
  expect(refused).toMatchObject({ 'retry-after': '6', 'ratelimit-remaining': '0' });
  await limiter.close();
});

test('D-7: places that were put on top outlive a restart, and are not filled up again', async () => {
  const first = await openLimiter({ dataDir, monotonicMs: () => 0 });
  first.add('k', TEN_A_MINUTE, 5);
  expect(burst(first, 2)).toBe(2);
  await first.close();
  let nowMs = 0;
  const second = await openLimiter({ dataDir, monotonicMs: () => nowMs });
  expect(second.look('k', TEN_A_MINUTE)).toMatchObject({ ok: true, remaining: 13, resetMs: 0 });
  expect(burst(second, 20)).toBe(13);
  nowMs = 3_600_000;
  expect(burst(second, 20)).toBe(10);
  await second.close();
});

test('a place that is given back can be taken again, and never fills a bucket above its limit', async () => {
  const limiter = await openLimiter({ dataDir, monotonicMs: () => 0 });
  limiter.giveBack('k');
  expect(burst(limiter, 20)).toBe(10);
  limiter.giveBack('k');
  expect(burst(limiter, 5)).toBe(1);
  for (let n = 0; n < 50; n++) limiter.giveBack('k');
  expect(burst(limiter, 20)).toBe(10);
  await limiter.close();
});
