interface SharedReadingOptions {
  readonly forMs: number;
  /** A clock that nobody can set: one that is put back must not keep a reading for ever. */
  readonly monotonicMs: () => number;
}

/**
 * Reads at most once in `forMs`, however many ask: who asks meanwhile, or while it is still being read, gets the same. A
 * reading that failed is told to those who waited for it, and the next one reads anew.
 */
export function createSharedReading<T>(
  read: () => Promise<T>,
  { forMs, monotonicMs }: SharedReadingOptions,
): () => Promise<T> {
  let kept: { readonly atMs: number; readonly value: Promise<T> } | undefined;
  return () => {
    const nowMs = monotonicMs();
    if (kept && nowMs - kept.atMs < forMs) return kept.value;
    const value = read();
    const one = { atMs: nowMs, value };
    kept = one;
    value.catch(() => {
      if (kept === one) kept = undefined;
    });
    return value;
  };
}
