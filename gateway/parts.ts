import type { Dispatch } from '#shared/contract/dispatch';
import { createAdminPlane } from './admin-plane';
import type { AdminListener } from './admin/admin-listener';
import type { Caller } from './admin/caller';
import { createDataPlane, type DataPlane } from './data-plane';
import { createAuditFeed, createEventHub, createThrottle, type EventHub } from './events';
import type { FairQueue } from './limits/fair-queue';
import type { ListenerSet } from './listeners/listener-set';
import type { LiveCalls } from './pipeline/live-calls';
import type { Forwarder } from './proxy/forward';
import { createGoOnWatch } from './pipeline/go-on-watch';
import { createQueueRule } from './pipeline/queue-rule';
import { createPauseEnd } from './limits/pause';
import { createRuntime } from './runtime';
import type { GatewayOptions } from './server';
import type { ConfigStore } from './storage/config-store';
import { openStores, type Stores } from './stores';

/** Everything a gateway is made of, open but not yet listening. */
export interface Parts {
  readonly listeners: ListenerSet;
  readonly admin: AdminListener;
  readonly forwarder: Forwarder;
  readonly live: LiveCalls;
  readonly events: EventHub;
  readonly dispatch: Dispatch<Caller>;
  /** Settles who the owner is; may make and show a new admin secret, so only once everything else has worked. */
  setUpSecret(): Promise<void>;
  closeStores(): Promise<void>;
  /** Turns away everybody who waits for a turn. */
  stopWaiting(): void;
  /** Takes over what earlier runs used of the allowances. */
  loadAllowances(): Promise<void>;
}

/** Opens the stores and puts every part together. Throws LatchkeyError; nothing stays open then. */
export async function openParts(options: GatewayOptions): Promise<Parts> {
  const stores = await openStores(options);
  try {
    const parts = assemble(options, stores);
    // Before the first call: an allowance that was spent before a restart stays spent.
    await parts.loadAllowances();
    return parts;
  } catch (error) {
    await stores.close();
    throw error;
  }
}

function assemble(options: GatewayOptions, stores: Stores): Parts {
  const events = createEventHub();
  // Its own ports may not become services; both sides are known only once they listen.
  const ports = (): number[] => {
    const urls = data.listeners.snapshot().flatMap(({ url, httpsUrl }) => [url, httpsUrl]);
    const bound = urls.flatMap((url) => (url === null ? [] : [Number(new URL(url).port)]));
    return [...bound, data.publicPort, admin.listener.port() ?? admin.wantedPort];
  };
  const data = createDataPlane({ options, stores, events, ports });
  const adminUrl = () => admin.listener.url();
  const runtime = createRuntime({ options, stores, ...data, adminUrl });
  const admin = createAdminPlane({ options, stores, events, data, runtime });
  watchConfig(stores, events);
  const goOnWatch = createGoOnWatch({ ...stores, ...data, wallMs: options.wallMs });
  const { wallMs } = options;
  const pauseEnd = createPauseEnd({ ...stores, wallMs, report: options.log.error });
  followQueue(stores.config, data.queue, wallMs);
  const stopEvents = pushEvents({ stores, data, events, state: () => runtime().state });
  return {
    ...data,
    events,
    admin: admin.listener,
    setUpSecret: admin.setUpSecret,
    dispatch: admin.dispatch,
    stopWaiting: () => data.queue.close(),
    loadAllowances: () => data.allowances.load(stores.ledger),
    async closeStores() {
      data.closeRecords();
      stopEvents();
      data.keys.close();
      data.allowances.close();
      data.quietWatch.close();
      goOnWatch.close();
      pauseEnd.close();
      data.services.close();
      await data.tracing.close();
      await stores.close();
    },
  };
}

/** Tells the windows what changed. */
function watchConfig({ config }: Stores, events: EventHub): void {
  config.onChange((next, before) => {
    // People stand beside their keys, prices beside the settings.
    const areKeysOld = next.keys !== before.keys || next.people !== before.people;
    if (areKeysOld) events.emit('changed', { group: 'keys' });
    if (next.services !== before.services) events.emit('changed', { group: 'services' });
    if (next.bans !== before.bans) events.emit('changed', { group: 'security' });
    const areSettingsOld = next.settings !== before.settings || next.prices !== before.prices;
    if (areSettingsOld) events.emit('changed', { group: 'settings' });
  });
}

/** Whoever may no longer go on leaves the queue at once, and more places at a service are used at once. */
function followQueue(config: ConfigStore, queue: FairQueue, wallMs = Date.now): void {
  config.onChange((next) => {
    queue.refuseWhere(createQueueRule(next, wallMs()));
    queue.retune(next.services);
  });
}

interface PushDeps {
  readonly stores: Stores;
  readonly data: DataPlane;
  readonly events: EventHub;
  readonly state: () => 'running' | 'paused' | 'trouble' | 'stopped';
}

/** Keeps the windows up to date, at most four times a second. Returns the way to stop. */
function pushEvents({ stores, data, events, state }: PushDeps): () => void {
  const { live, listeners, queue } = data;
  const feed = createAuditFeed(events);
  const liveFeed = createThrottle(
    () => events.emit('live', { state: state(), liveCalls: live.count, waiting: queue.waiting }),
    250,
  );
  // Sums are read from the disk, so they are asked for less often than the list is told.
  const usageFeed = createThrottle(() => events.emit('changed', { group: 'usage' }), 1000);
  live.onChange(liveFeed.poke);
  queue.onChange(liveFeed.poke);
  stores.audit.onAppend((entry) => {
    feed.add(entry);
    if (entry.event !== 'ADMIN') usageFeed.poke();
  });
  stores.threats.onThreat((threat) => events.emit('threat', { threat }));
  listeners.onChange(() => {
    events.emit('changed', { group: 'network' });
    liveFeed.poke();
  });
  return () => {
    feed.stop();
    liveFeed.stop();
    usageFeed.stop();
  };
}
