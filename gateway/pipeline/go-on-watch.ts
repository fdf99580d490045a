import { createGateAddresses } from '../edge/gate-addresses';
import { createKeyAddresses } from '../keys/key-address';
import type { ConfigStore } from '../storage/config-store';
import { createGoOnRule } from './go-on-rule';
import type { LiveCalls } from './live-calls';

const LOOK_EVERY_MS = 500;

interface GoOnWatchDeps {
  readonly config: Pick<ConfigStore, 'current' | 'onChange'>;
  readonly live: Pick<LiveCalls, 'count' | 'cutWhere'>;
  readonly wallMs?: (() => number) | undefined;
}

/**
 * Threat: a key that was taken away, while an answer without end still flows to whoever has it. Calls that would be
 * refused now are cut: at once when the config changes, within half a second when a key or an overlap of two ends.
 */
export function createGoOnWatch({ config, live, wallMs = Date.now }: GoOnWatchDeps) {
  const deps = {
    mayKeyComeFrom: createKeyAddresses(),
    mayComeFrom: createGateAddresses(() => config.current.settings.addresses),
  };
  let mayGoOn = createGoOnRule(config.current, deps);
  const look = () => {
    if (live.count === 0) return;
    const nowMs = wallMs();
    live.cutWhere((call) => !mayGoOn(call, nowMs));
  };
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  const stopListening = config.onChange((next) => {
    mayGoOn = createGoOnRule(next, deps);
    look();
  });
  return {
    close(): void {
      clearInterval(timer);
      stopListening();
    },
  };
}
