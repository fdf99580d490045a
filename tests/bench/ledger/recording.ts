import type { Ledger } from '../../../gateway/ledger/ledger';
import { percentile } from '../statistics.ts';
import { call, ended } from './open-ledger.ts';

const AT_ONCE = 64;

/** How fast calls were recorded, and how long they waited for it. */
export interface Recorded {
  readonly perSecond: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly seconds: number;
}

/** Records calls, 64 at once, until `isOver`. */
async function record(ledger: Ledger, isOver: () => boolean): Promise<Recorded> {
  const waitsMs: number[] = [];
  const start = performance.now();
  let number = 0;
  const caller = async () => {
    while (!isOver()) {
      const row = ledger.open(call(++number));
      await new Promise((resolve) => setImmediate(resolve));
      const at = performance.now();
      await ledger.settle(row, ended(number));
      waitsMs.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, caller));
  const seconds = (performance.now() - start) / 1000;
  const perSecond = waitsMs.length / seconds;
  return { perSecond, p99Ms: percentile(waitsMs, 0.99), maxMs: percentile(waitsMs, 1), seconds };
}

/** Recording and nothing else. */
export const recordFor = (ledger: Ledger, seconds: number): Promise<Recorded> => {
  const end = performance.now() + seconds * 1000;
  return record(ledger, () => performance.now() > end);
};

/** Recording as long as something else goes on in the ledger. */
export async function recordDuring(ledger: Ledger, work: Promise<unknown>): Promise<Recorded> {
  let isOver = false;
  const done = work.finally(() => (isOver = true));
  const recorded = await record(ledger, () => isOver);
  await done;
  return recorded;
}
