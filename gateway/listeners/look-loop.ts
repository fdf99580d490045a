import type { After } from './address-listener';

interface LookLoopOptions {
  readonly after: After;
  readonly pollMs: number;
}

/** Looks again and again, one look at a time: a switch thrown twice quickly must end in its last position. */
interface LookLoop {
  /** Resolves after the first look. */
  start(): Promise<void>;
  /** Looks now; resolves when that look is done. Does nothing while the loop is stopped. */
  look(): Promise<void>;
  /** No look begins any more; runs `finish` after the last one. */
  stop(finish: () => Promise<void>): Promise<void>;
}

/** A loop that is not running before `start`. */
export function createLookLoop(options: LookLoopOptions, lookOnce: () => Promise<void>): LookLoop {
  let tail: Promise<unknown> = Promise.resolve();
  let isRunning = false;
  let stopTimer = () => {};

  const enqueue = (run: () => Promise<void>): Promise<void> => {
    const next = tail.then(run);
    tail = next.catch(() => {});
    return next;
  };
  const look = () => enqueue(async () => (isRunning ? lookOnce() : undefined));
  const wait = () => {
    if (!isRunning) return;
    stopTimer = options.after(options.pollMs, () => void look().finally(wait));
  };
  return {
    async start() {
      isRunning = true;
      await look();
      wait();
    },
    look,
    stop(finish) {
      isRunning = false;
      stopTimer();
      return enqueue(finish);
    },
  };
}
