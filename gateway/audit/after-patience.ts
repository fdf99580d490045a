const SLICES = 4;

/**
 * Gives up after `ms` milliseconds; returns the way to stop waiting. The time is counted in slices, so that a program
 * that was itself held up for long counts one slice for it, and hears first of what ended meanwhile.
 */
export function afterPatience(ms: number, giveUp: () => void): () => void {
  let left = SLICES;
  let timer: ReturnType<typeof setTimeout>;
  const wait = () => (timer = setTimeout(tick, ms / SLICES).unref());
  const tick = () => {
    left -= 1;
    if (left > 0) wait();
    else giveUp();
  };
  wait();
  return () => clearTimeout(timer);
}
