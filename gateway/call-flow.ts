import { FairQueue } from './limits/fair-queue';
import { CallTally } from './observability/call-tally';
import { createLiveCalls } from './pipeline/live-calls';
import { createQuietWatch } from './pipeline/quiet-watch';
import { createTracing } from './observability/tracing';
import type { GatewayOptions } from './server';
import { createServiceCache } from './service-cache';
import type { ConfigStore } from './storage/config-store';

type FlowOptions = Pick<GatewayOptions, 'monotonicMs' | 'wallMs' | 'version' | 'log'>;

/** What all calls share besides the stores: those under way and in line, the answers that are kept, and what is counted. */
export function createCallFlow(config: ConfigStore, options: FlowOptions) {
  const { monotonicMs, wallMs, version, log } = options;
  const live = createLiveCalls();
  return {
    live,
    queue: new FairQueue({ monotonicMs }),
    tracing: createTracing({ config, version, report: log.error }),
    tally: new CallTally(),
    cache: createServiceCache(config, monotonicMs),
    quietWatch: createQuietWatch({ config, live, wallMs }),
  };
}
