const WINDOW_MS = 60_000;
const AT_ONCE = 3;
const PAUSE_MS = 10_000;

/** How long to wait before showing a crashed page again: not at all at first, a while when it keeps crashing. */
export function createCrashBrake(nowMs: () => number = () => performance.now()): () => number {
  let crashesMs: number[] = [];
  return () => {
    const now = nowMs();
    crashesMs = [...crashesMs.filter((crashMs) => now - crashMs < WINDOW_MS), now];
    return crashesMs.length <= AT_ONCE ? 0 : PAUSE_MS;
  };
}
