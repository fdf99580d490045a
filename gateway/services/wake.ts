import { connect, type LookupFunction } from 'node:net';
import { sendMagicPacket } from './magic-packet';
import { hostOf, portOf } from './target-rules';
import type { Target } from './targets';

type Waiters = Set<(isUp: boolean) => void>;
type Sleeper = Pick<Target, 'url' | 'origin' | 'wakeMac'>;

/** Wakes computers that sleep, and waits until they listen. */
export interface Waker {
  /**
   * True as soon as the target takes connections; false when that is not so within `maxMs`, or the signal came. Calls
   * that wait for the same target share one packet and one row of attempts.
   */
  wake(target: Sleeper, maxMs: number, signal: AbortSignal): Promise<boolean>;
  close(): void;
}

interface WakerDeps {
  readonly lookupFor: (target: URL) => LookupFunction;
  readonly send?: ((mac: string) => Promise<void>) | undefined;
  /** Calls back after so many milliseconds; returns the way to stop it. */
  readonly after?: ((milliseconds: number, then: () => void) => () => void) | undefined;
}

const ATTEMPT_MS = 1000;
/** A packet has no receipt. */
const ATTEMPTS_PER_PACKET = 15;

function afterAll(milliseconds: number, then: () => void): () => void {
  const timer = setTimeout(then, milliseconds).unref();
  return () => clearTimeout(timer);
}

/** True when something takes connections there. */
function takesConnections(origin: URL, lookup: LookupFunction): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: hostOf(origin), port: portOf(origin), lookup });
    const done = (isUp: boolean) => {
      socket.destroy();
      resolve(isUp);
    };
    socket.setTimeout(ATTEMPT_MS, () => done(false));
    socket.once('connect', () => done(true)).once('error', () => done(false));
  });
}

/** A waker that sends packets into the networks of this computer. */
export function createWaker({
  lookupFor,
  send = sendMagicPacket,
  after = afterAll,
}: WakerDeps): Waker {
  /** Who waits for which target. */
  const waiting = new Map<string, Waiters>();
  let isClosed = false;

  async function watch({ origin, wakeMac }: Sleeper, waiters: Waiters): Promise<boolean> {
    for (let attempt = 0; waiters.size > 0 && !isClosed; attempt++) {
      // When no packet can be sent the computer may still wake for another reason.
      if (attempt % ATTEMPTS_PER_PACKET === 0) await send(wakeMac ?? '').catch(() => {});
      if (await takesConnections(origin, lookupFor(origin))) return true;
      await new Promise<void>((resolve) => after(ATTEMPT_MS, resolve));
    }
    return false;
  }

  function start(target: Sleeper, waiters: Waiters): void {
    waiting.set(target.url, waiters);
    void watch(target, waiters).then((isUp) => {
      waiting.delete(target.url);
      for (const tell of [...waiters]) tell(isUp);
    });
  }

  return {
    wake: (target, maxMs, signal) =>
      new Promise((resolve) => {
        if (target.wakeMac === null || signal.aborted) return resolve(false);
        const waiters: Waiters = waiting.get(target.url) ?? new Set();
        const tell = (isUp: boolean) => {
          waiters.delete(tell);
          stopTimer();
          signal.removeEventListener('abort', leave);
          resolve(isUp);
        };
        const leave = () => tell(false);
        const stopTimer = after(maxMs, leave);
        signal.addEventListener('abort', leave);
        waiters.add(tell);
        if (!waiting.has(target.url)) start(target, waiters);
      }),
    close() {
      isClosed = true;
      for (const waiters of waiting.values()) for (const tell of [...waiters]) tell(false);
    },
  };
}
