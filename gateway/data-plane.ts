import { createFailureThrottle } from './edge/failure-throttle';
import type { EventHub } from './events';
import { createKeyStore } from './keys/key-store';
import { createPersonStore } from './keys/person-store';
import { createAllowances } from './limits/allowances';
import { parseListenSpec } from './listeners/listen-spec';
import { createListenerSet, type ListenerSet } from './listeners/listener-set';
import { createTls } from './listeners/tls/create-tls';
import { createLiveCalls } from './pipeline/live-calls';
import { createQuietWatch } from './pipeline/quiet-watch';
import { createForwarder } from './proxy/forward';
import { createPublicListeners } from './public-listeners';
import type { GatewayOptions } from './server';
import { createCheckedLookup } from './services/address-rules';
import { createModelCatalogue } from './services/model-catalogue';
import { createServiceStore } from './services/service-store';
import { createOwnPlaces, portOf } from './services/target-rules';
import type { Stores } from './stores';
import { createBanList } from './threats/ban-list';

interface DataPlaneDeps {
  readonly options: GatewayOptions;
  readonly stores: Stores;
  readonly events: EventHub;
  /** The gateway's own ports, which may not become services. */
  readonly ports: () => readonly number[];
}

/** Everything between a device and a service. */
export function createDataPlane({ options, stores, events, ports }: DataPlaneDeps) {
  const { config } = stores;
  const own = createOwnPlaces(ports);
  const live = createLiveCalls();
  const failures = createFailureThrottle({
    throttleLoopback: options.throttleLoopback ?? false,
  });
  const ownAddresses = () => listeners.ownAddresses();
  const bans = createBanList({ bans: () => config.current.bans, ownAddresses });
  const lookupFor = (target: URL) => createCheckedLookup(portOf(target), own);
  const forwarder = createForwarder({ lookupFor });
  const { wallMs } = options;
  const keys = createKeyStore({ config, ...(wallMs && { now: () => new Date(wallMs()) }) });
  const models = createModelCatalogue({ lookupFor, monotonicMs: options.monotonicMs });
  const people = createPersonStore({ config });
  const allowances = createAllowances({
    ...stores,
    wallMs,
    report: options.log.error,
  });
  const quietWatch = createQuietWatch({ config, live, wallMs });
  const services = createServiceStore({
    config,
    targets: { own },
    onHealthChange: () => events.emit('changed', { group: 'services' }),
  });
  const publicListeners = createPublicListeners({
    ...stores,
    ...options,
    keys,
    services,
    models,
    allowances,
    failures,
    forwarder,
    live,
    lookupFor,
    bans,
    ownAddresses,
    tailnetName: () => tls.tailnetName(),
    caPem: () => tls.caPem(),
  });
  const tls = createTls({
    dataDir: options.dataDir,
    settings: () => config.current.settings,
    tlsPort: options.tlsPort,
    createServer: publicListeners.createSecureServer,
    nowMs: options.wallMs,
  });
  const publicPort = options.publicPort ?? config.current.settings.publicPort;
  const listeners: ListenerSet = createListenerSet({
    createServer: publicListeners.createServer,
    publicPort,
    enabledInterfaces: () => config.current.enabledInterfaces,
    listen: parseListenSpec(options.listen),
    pollMs: options.pollMs,
    secure: tls.secure,
    // The window must open to say which program has the port; a script wants to know at once.
    startsWithoutLoopback: options.host === 'desktop',
  });
  config.onChange((next, before) => {
    const [now, was] = [next.settings, before.settings];
    if (now.httpsEnabled !== was.httpsEnabled || now.tlsPort !== was.tlsPort) {
      void listeners.refresh();
    }
  });
  const { lastUsedFrom, closeRecords } = publicListeners;
  return {
    own,
    live,
    failures,
    bans,
    ownAddresses,
    forwarder,
    keys,
    people,
    allowances,
    quietWatch,
    services,
    listeners,
    publicPort,
    lastUsedFrom,
    closeRecords,
  };
}

export type DataPlane = ReturnType<typeof createDataPlane>;
