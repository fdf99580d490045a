import { expect, test } from 'vitest';
import { createSharedReading } from '../../gateway/dashboard/shared-reading';

function setUp() {
  let nowMs = 0;
  const reads: PromiseWithResolvers<number>[] = [];
  const ask = createSharedReading(
    () => {
      const read = Promise.withResolvers<number>();
      reads.push(read);
      return read.promise;
    },
    { forMs: 5000, monotonicMs: () => nowMs },
  );
  return { ask, reads, pass: (ms: number) => void (nowMs += ms) };
}

test('however many look at once and within five seconds, it is read once', async () => {
  const { ask, reads, pass } = setUp();
  const early = [ask(), ask(), ask()];
  reads[0]?.resolve(1);
  pass(4999);
  expect(await Promise.all([...early, ask()])).toEqual([1, 1, 1, 1]);
  expect(reads).toHaveLength(1);
  pass(1);
  const late = ask();
  reads[1]?.resolve(2);
  expect(await late).toBe(2);
});

test('a reading that failed is not kept, and a slow one that fails ends no newer one', async () => {
  const { ask, reads, pass } = setUp();
  const slow = ask();
  pass(5000);
  const next = ask();
  reads[0]?.reject(new Error('the ledger did not answer'));
  await expect(slow).rejects.toThrow('did not answer');
  reads[1]?.resolve(2);
  expect(await next).toBe(2);
  expect(await ask()).toBe(2);
  pass(5000);
  const failed = ask();
  reads[2]?.reject(new Error('the ledger did not answer'));
  await expect(failed).rejects.toThrow('did not answer');
  const again = ask();
  reads[3]?.resolve(4);
  expect(await again).toBe(4);
});
