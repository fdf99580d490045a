import type { ReadMetrics } from './admin/metrics-route';
import type { DataPlane } from './data-plane';
import { createLoopLag } from './observability/loop-lag';
import type { Stores } from './stores';

const toUp = (health: 'unknown' | 'up' | 'down') =>
  health === 'unknown' ? undefined : health === 'up';

/** Reads the figures of the running gateway; the library that writes them is loaded with the first look. */
export function createReadMetrics(
  { config, ledger, audit }: Stores,
  { tally, live, queue, services }: DataPlane,
): ReadMetrics {
  const lag = createLoopLag();
  config.onChange((next, before) => {
    if (next.keys === before.keys && next.services === before.services) return;
    const keys = new Set(['', ...next.keys.map(({ id }) => id)]);
    const known = new Set(['', ...next.services.map(({ id }) => id)]);
    tally.prune(({ keyId, serviceId }) => keys.has(keyId) && known.has(serviceId));
  });
  return async () => {
    const { metricsText } = await import('./observability/metrics-text');
    return metricsText({
      tally,
      currency: config.current.settings.currency,
      liveCalls: live.count,
      isRecording: ledger.healthy && audit.healthy,
      services: services.list().map(({ id, targets }) => ({
        id,
        waiting: queue.waitingOf(id),
        targetsUp: targets.map(({ state }) => toUp(state.health)),
      })),
      loopLag: lag.read(),
    });
  };
}
