import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createKeyStore } from '../../gateway/keys/key-store';
import { openLimiter } from '../../gateway/limits/limiter';
import { createMemoryConfigStore } from '../support/memory-config-store';

const TEN_A_MINUTE = { requests: 10, windowSeconds: 60 };
const HOUR = 3_600_000;
const START = Date.parse('2026-03-29T00:30:00Z');
let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-clock-'));
  vi.useFakeTimers({ toFake: ['Date'], now: START });
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(dataDir, { recursive: true, force: true });
});

describe.each([
  ['30 days ahead', START + 30 * 24 * HOUR],
  ['2 hours back', START - 2 * HOUR],
  ['over the change to summer time', START + HOUR],
  ['to the year 2038', Date.parse('2038-01-19T03:14:08Z')],
  ['to 1970', 0],
])('F-09: the wall clock jumps %s', (_, then) => {
  test('no bucket fills up by it, and none locks up', async () => {
    let monotonicMs = 1_000_000;
    const limiter = await openLimiter({ dataDir, monotonicMs: () => monotonicMs });
    const passed = () =>
      Array.from({ length: 12 }, () => limiter.take('k', TEN_A_MINUTE)).filter(({ ok }) => ok)
        .length;
    expect(passed()).toBe(10);
    vi.setSystemTime(then);
    expect(passed()).toBe(0);
    monotonicMs += 6000;
    expect(passed()).toBe(1);
    const { resetMs, retryAfterMs } = limiter.take('k', TEN_A_MINUTE);
    expect([resetMs, retryAfterMs].every((ms) => ms > 0 && ms <= 60_000)).toBe(true);
    await limiter.close();
  });

  test('a key ends by the wall clock, at once', async () => {
    const keys = createKeyStore({ config: createMemoryConfigStore() });
    const expiresAt = new Date(START + HOUR / 2).toISOString();
    const { secret } = await keys.create({ name: 'Guest', services: '*', expiresAt });
    expect(keys.verify(secret).verdict).toBe('valid');
    vi.setSystemTime(then);
    expect(keys.verify(secret).verdict).toBe(then > START ? 'expired' : 'valid');
  });
});

test('F-28: a computer that slept for eight hours gives one burst, not eight hours of them', async () => {
  let monotonicMs = 1_000_000;
  const limiter = await openLimiter({ dataDir, monotonicMs: () => monotonicMs });
  const passed = () =>
    Array.from({ length: 50 }, () => limiter.take('k', TEN_A_MINUTE)).filter(({ ok }) => ok).length;
  expect(passed()).toBe(10);
  monotonicMs += 8 * HOUR;
  expect(passed()).toBe(10);
  expect(passed()).toBe(0);
  // Some clocks step back by a little when they wake up.
  monotonicMs -= 500;
  const { resetMs, retryAfterMs } = limiter.take('k', TEN_A_MINUTE);
  expect([resetMs, retryAfterMs].every((ms) => ms > 0 && ms <= 60_000)).toBe(true);
  await limiter.close();
});
