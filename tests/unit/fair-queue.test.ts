import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LatchkeyError } from '#shared/contract/errors';
import { FairQueue, type Asking, type Turn, type Wait } from '../../gateway/limits/fair-queue';

/** A queue whose clock stands still until it is moved. */
function createRig() {
  let nowMs = 0;
  const timers = new Set<{ atMs: number; action: () => void }>();
  const queue = new FairQueue({
    monotonicMs: () => nowMs,
    after(ms, action) {
      const timer = { atMs: nowMs + ms, action };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  });
  return {
    queue,
    timers,
    pass(ms: number) {
      nowMs += ms;
      for (const timer of timers) {
        if (timer.atMs > nowMs || !timers.delete(timer)) continue;
        timer.action();
      }
    },
  };
}

const asking = (person: string, fields: Partial<Asking> = {}): Asking => ({
  serviceId: '1',
  keyId: `${person}'s key`,
  person,
  most: 1,
  queueSeconds: 60,
  ...fields,
});

const codeOf = (error: unknown) => (error instanceof LatchkeyError ? error.code : error);
const outcome = ({ turn }: Wait) => turn.then(({ position }) => position, codeOf);
const refusalOf = (action: () => unknown) => {
  try {
    action();
    return 'none';
  } catch (error) {
    return codeOf(error);
  }
};

test('T-13: a free place is had at once, and the next call waits until it is given back', async () => {
  const { queue } = createRig();
  const first = queue.take(asking('ann'));
  expect(first).toMatchObject({ position: 0, waitedMs: 0 });
  expect(queue.take(asking('bob'))).toBeUndefined();
  const wait = queue.wait(asking('bob'));
  expect(queue.waiting).toBe(1);
  first?.end();
  first?.end(); // once only, or two would get in
  const second = await wait.turn;
  expect(second.position).toBe(1);
  expect(queue.waiting).toBe(0);
  expect(queue.take(asking('cid'))).toBeUndefined();
  second.end();
  expect(queue.take(asking('cid'))).toBeDefined();
});

test('T-13: persons take turns whatever each of them sent, and the calls of one come in their order', async () => {
  const persons = fc.constantFrom('ann', 'bob', 'cid', 'dee');
  await fc.assert(
    fc.asyncProperty(fc.array(persons, { minLength: 1, maxLength: 40 }), async (arrivals) => {
      const { queue } = createRig();
      let last: Turn | undefined = queue.take(asking('owner'));
      const order: number[] = [];
      for (const [at, person] of arrivals.entries()) {
        const keyId = `${person} ${at}`; // many keys: the bound of a single one is another matter
        void queue.wait(asking(person, { keyId })).turn.then((turn) => {
          order.push(at);
          last = turn;
        });
      }
      while (queue.waiting > 0) {
        last?.end();
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(order).toHaveLength(arrivals.length);
      const servedOf = (upTo: number, person: string) =>
        order.slice(0, upTo).filter((at) => arrivals[at] === person).length;
      const everybody = [...new Set(arrivals)];
      for (let upTo = 1; upTo <= order.length; upTo++) {
        const waiting = everybody.filter(
          (one) => servedOf(upTo, one) < arrivals.filter((name) => name === one).length,
        );
        const most = Math.max(...everybody.map((one) => servedOf(upTo, one)));
        // Nobody who still waits is more than one turn behind whoever had the most.
        for (const one of waiting) expect(most - servedOf(upTo, one)).toBeLessThanOrEqual(1);
      }
      for (const one of everybody) {
        const own = order.filter((at) => arrivals[at] === one);
        expect(own).toEqual([...own].sort((first, second) => first - second));
      }
    }),
    { numRuns: 50 },
  );
});

test('T-13: the place that is told on arrival is the one in which the turn comes', async () => {
  const { queue } = createRig();
  let last = queue.take(asking('owner'));
  const served: number[] = [];
  const enter = (person: string) => {
    void queue.wait(asking(person)).turn.then((turn) => {
      served.push(turn.position);
      last = turn;
    });
  };
  for (const person of ['ann', 'ann', 'ann', 'bob', 'bob', 'cid']) enter(person);
  for (let at = 0; at < 6; at++) {
    last?.end();
    await new Promise((resolve) => setImmediate(resolve));
  }
  // Each was told how it stood then: Bob, who came later, went before Ann's second call.
  expect(served).toEqual([1, 2, 3, 2, 4, 3]);
});

test('T-13: one key has at most ten calls waiting', () => {
  const { queue } = createRig();
  queue.take(asking('owner'));
  for (let at = 0; at < 10; at++) void outcome(queue.wait(asking('ann')));
  expect(refusalOf(() => queue.wait(asking('ann')))).toBe('QUEUE_FULL');
  expect(refusalOf(() => void outcome(queue.wait(asking('bob'))))).toBe('none');
});

test('T-13: in a full queue somebody new gets the last place of whoever has the most, and nobody else does', async () => {
  const { queue } = createRig();
  queue.take(asking('owner'));
  const waits = Array.from({ length: 100 }, (_, at) =>
    outcome(queue.wait(asking('ann', { keyId: `key ${at % 10}` }))),
  );
  expect(refusalOf(() => queue.wait(asking('ann', { keyId: 'key 11' })))).toBe('QUEUE_FULL');
  void outcome(queue.wait(asking('bob')));
  expect(await waits[99]).toBe('QUEUE_FULL');
  expect(queue.waiting).toBe(100);
});

test('T-13: whoever waited for too long is told how long it would still take', async () => {
  const { queue, pass, timers } = createRig();
  const first = queue.take(asking('ann'));
  pass(8000);
  first?.end(); // calls take eight seconds here
  const second = queue.take(asking('ann'));
  const ahead = queue.wait(asking('cid', { queueSeconds: 100 }));
  const wait = queue.wait(asking('bob', { queueSeconds: 5 }));
  pass(4999);
  expect(queue.waiting).toBe(2);
  pass(1);
  const error: unknown = await wait.turn.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'QUEUE_TIMEOUT', status: 503, retryAfterMs: 16_000 });
  second?.end();
  expect(await outcome(ahead)).toBe(1);
  expect(timers.size).toBe(0);
});

test('T-13: whoever leaves makes room at once, and its turn goes to the next', async () => {
  const { queue, timers } = createRig();
  const first = queue.take(asking('ann'));
  const left = queue.wait(asking('bob'));
  const next = queue.wait(asking('cid'));
  left.refuse(new LatchkeyError('REQUEST_TIMEOUT'));
  expect(await outcome(left)).toBe('REQUEST_TIMEOUT');
  expect([queue.waiting, timers.size]).toEqual([1, 1]);
  first?.end();
  expect(await outcome(next)).toBe(2);
  next.refuse(new LatchkeyError('KEY_REVOKED')); // has its turn: nothing to leave
  expect(queue.waitingOf('1')).toBe(0);
});

test('T-13: when the owner allows more calls at once, those who wait start at once', async () => {
  const { queue } = createRig();
  queue.take(asking('ann'));
  const waits = ['bob', 'cid', 'dee'].map((person) => outcome(queue.wait(asking(person))));
  const allowance = (concurrent: number | null) =>
    ({ concurrent }) as Parameters<FairQueue['retune']>[0][number]['allowance'];
  queue.retune([{ id: '1', shadow: false, allowance: allowance(2) }]);
  expect(queue.waiting).toBe(2);
  queue.retune([{ id: '1', shadow: false, allowance: allowance(null) }]);
  expect(await Promise.all(waits)).toEqual([1, 2, 3]);
});

test('T-13: when the gateway stops, nobody is left waiting', async () => {
  const { queue } = createRig();
  queue.take(asking('ann'));
  const wait = queue.wait(asking('bob'));
  queue.close();
  expect(await outcome(wait)).toBe('STOPPING');
  expect(refusalOf(() => queue.wait(asking('cid')))).toBe('STOPPING');
});

/** Sends calls at steady paces to a service with four places for a minute; what each person's calls took, sorted. */
async function simulate(perSecond: Readonly<Record<string, number>>) {
  const { queue, pass } = createRig();
  const took: Record<string, number[]> = {};
  const running: { turn: Turn; endMs: number; person: string; sinceMs: number }[] = [];
  const refused: Record<string, number> = {};
  let seed = 7;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  let nowMs = 0;
  const start = (turn: Turn, person: string, sinceMs: number) =>
    running.push({ turn, person, sinceMs, endMs: nowMs + 50 + random() * 100 });
  const send = (person: string) => {
    const sinceMs = nowMs;
    const turn = queue.take(asking(person, { most: 4 }));
    if (turn) return void start(turn, person, sinceMs);
    try {
      const wait = queue.wait(asking(person, { most: 4 }));
      void wait.turn.then((later) => start(later, person, sinceMs));
    } catch {
      refused[person] = (refused[person] ?? 0) + 1; // the queue is full for it
    }
  };
  for (; nowMs < 60_000; nowMs++, pass(1)) {
    for (const [person, rate] of Object.entries(perSecond)) {
      const count = Math.floor(((nowMs + 1) * rate) / 1000) - Math.floor((nowMs * rate) / 1000);
      for (let at = 0; at < count; at++) send(person);
    }
    for (const one of running.filter(({ endMs }) => endMs <= nowMs)) {
      running.splice(running.indexOf(one), 1);
      (took[one.person] ??= []).push(nowMs - one.sinceMs);
      one.turn.end();
    }
    await Promise.resolve();
  }
  for (const list of Object.values(took)) list.sort((one, other) => one - other);
  return { took, refused };
}

const p99 = (sorted: readonly number[] = []) => sorted[Math.floor(sorted.length * 0.99)] ?? NaN;

test('T-13: five calls a second take less than twice as long beside two thousand a second of somebody else', async () => {
  const quiet = await simulate({ victim: 5 });
  const busy = await simulate({ abuser: 2000, victim: 5 });
  expect(busy.took['victim']?.length).toBeGreaterThan(295);
  expect(busy.refused['victim']).toBeUndefined();
  expect(busy.refused['abuser']).toBeGreaterThan(100_000);
  expect(p99(busy.took['victim'])).toBeLessThan(2 * p99(quiet.took['victim']));
});
