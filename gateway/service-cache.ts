import { ResponseCache } from './proxy/response-cache';
import type { ConfigStore } from './storage/config-store';

/** The kept answers of all services; a service that is changed or removed loses its own. */
export function createServiceCache(
  config: Pick<ConfigStore, 'onChange'>,
  monotonicMs: (() => number) | undefined,
): ResponseCache {
  const cache = new ResponseCache({ monotonicMs });
  config.onChange((next, before) => {
    if (next.services === before.services) return;
    const now = new Map(next.services.map((one) => [one.id, JSON.stringify(one)]));
    for (const one of before.services) {
      if (now.get(one.id) !== JSON.stringify(one)) cache.clear(one.id);
    }
  });
  return cache;
}
