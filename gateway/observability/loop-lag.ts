import { monitorEventLoopDelay, type ELDHistogram } from 'node:perf_hooks';

const RESOLUTION_MS = 20;

/** How late the event loop was between two looks, in seconds; its timer runs only once somebody has looked. */
export function createLoopLag(): {
  read(): readonly (readonly [quantile: string, seconds: number])[];
  close(): void;
} {
  let histogram: ELDHistogram | undefined;
  return {
    read() {
      if (!histogram) {
        histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
        histogram.enable();
        return [];
      }
      // What it measures includes the time it meant to wait.
      const toSeconds = (ns: number) => Math.max(0, ns / 1e9 - RESOLUTION_MS / 1000);
      const found = [
        ['0.5', toSeconds(histogram.percentile(50))],
        ['0.99', toSeconds(histogram.percentile(99))],
        ['1', toSeconds(histogram.max)],
      ] as const;
      const isKnown = histogram.count > 0;
      histogram.reset();
      return isKnown ? found : [];
    },
    close: () => void histogram?.disable(),
  };
}
