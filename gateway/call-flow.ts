import { FairQueue } from './limits/fair-queue';
import { createLiveCalls } from './pipeline/live-calls';
import { createQuietWatch } from './pipeline/quiet-watch';
import type { GatewayOptions } from './server';
import { createServiceCache } from './service-cache';
import type { ConfigStore } from './storage/config-store';

type FlowOptions = Pick<GatewayOptions, 'monotonicMs' | 'wallMs'>;

/** What all calls share besides the stores: those under way and in line, and the answers that are kept. */
export function createCallFlow(config: ConfigStore, { monotonicMs, wallMs }: FlowOptions) {
  const live = createLiveCalls();
  return {
    live,
    queue: new FairQueue({ monotonicMs }),
    cache: createServiceCache(config, monotonicMs),
    quietWatch: createQuietWatch({ config, live, wallMs }),
  };
}
