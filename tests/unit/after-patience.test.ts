import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { afterPatience } from '../../gateway/audit/after-patience';

const holdUp = (ms: number) => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

test('patience ends when nothing comes', async () => {
  let hasGivenUp = false;
  afterPatience(20, () => (hasGivenUp = true));
  await expect.poll(() => hasGivenUp).toBe(true);
});

test('a program that was held up itself hears first of what ended meanwhile', async () => {
  let hasGivenUp = false;
  const stop = afterPatience(20, () => (hasGivenUp = true));
  holdUp(60);
  await setImmediate();
  expect(hasGivenUp).toBe(false);
  stop();
});

test('patience that was stopped does not end', async () => {
  let hasGivenUp = false;
  const stop = afterPatience(8, () => (hasGivenUp = true));
  stop();
  let isLater = false;
  afterPatience(24, () => (isLater = true));
  await expect.poll(() => isLater).toBe(true);
  expect(hasGivenUp).toBe(false);
});
