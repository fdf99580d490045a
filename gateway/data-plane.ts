import type { LookupFunction } from 'node:net';
import { createFailureThrottle } from './edge/failure-throttle';
import { createCallFlow } from './call-flow';
import type { EventHub } from './events';
import { createKeyStore } from './keys/key-store';
import { createPersonStore } from './keys/person-store';
import { createAllowances } from './limits/allowances';
import { createListenerPlane, type ListenerPlane } from './listener-plane';
import { createForwarder } from './proxy/forward';
import { createPublicListeners } from './public-listeners';
import { createPairing } from './pairing-plane';
import type { GatewayOptions } from './server';
import { createCheckedLookup } from './services/address-rules';
import { createHealthChecks } from './services/health-checks';
import { createModelCatalogue } from './services/model-catalogue';
import { createServiceStore, type ServiceStore } from './services/service-store';
import { createOwnPlaces, portOf } from './services/target-rules';
import { createWaker } from './services/wake';
import type { Stores } from './stores';
import { createTellBudget } from './tell-budget';
import { createBanList } from './threats/ban-list';

interface DataPlaneDeps {
  readonly options: GatewayOptions;
  readonly stores: Stores;
  readonly events: EventHub;
  /** The gateway's own ports, which may not become services. */
  readonly ports: () => readonly number[];
}

/** What looks after the computers behind the services, besides calls. */
function createCare(
  services: ServiceStore,
  lookupFor: (target: URL) => LookupFunction,
  { options, stores }: DataPlaneDeps,
) {
  const { monotonicMs, sendMagicPacket: send } = options;
  const wasDown = (id: string) => stores.health.lastKnown(id) === 'down';
  const waker = createWaker({ lookupFor, send });
  const checks = createHealthChecks({ services: services.list, wasDown, lookupFor, monotonicMs });
  const close = () => {
    checks.close();
    waker.close();
  };
  return { waker, close };
}

/** Who may call, and how much. */
function createAccounts({ options, stores, events }: DataPlaneDeps) {
  const { config } = stores;
  const { wallMs, log } = options;
  const clock = wallMs && { now: () => new Date(wallMs()) };
  return {
    keys: createKeyStore({ config, ...clock }),
    people: createPersonStore({ config, ...clock }),
    allowances: createAllowances({
      ...stores,
      wallMs,
      report: log.error,
      onBudget: createTellBudget(stores, events),
    }),
  };
}

/** Everything between a device and a service. */
export function createDataPlane(deps: DataPlaneDeps) {
  const { options, stores, events, ports } = deps;
  const { config } = stores;
  const own = createOwnPlaces(ports);
  const failures = createFailureThrottle({ throttleLoopback: options.throttleLoopback ?? false });
  const ownAddresses = () => plane.listeners.ownAddresses();
  const bans = createBanList({ bans: () => config.current.bans, ownAddresses });
  const lookupFor = (target: URL) => createCheckedLookup(portOf(target), own);
  const forwarder = createForwarder({ lookupFor });
  const accounts = createAccounts(deps);
  const models = createModelCatalogue({ lookupFor, monotonicMs: options.monotonicMs });
  const flow = createCallFlow(config, options);
  const services = createServiceStore({
    config,
    targets: { own },
    history: stores.health,
    onHealthChange: () => events.emit('changed', { group: 'services' }),
  });
  const care = createCare(services, lookupFor, deps);
  const { pairing, forListeners } = createPairing({ ...deps, ...accounts, plane: () => plane });
  const publicListeners = createPublicListeners({
    ...stores,
    ...options,
    waker: care.waker,
    ...accounts,
    services,
    models,
    ...flow,
    failures,
    forwarder,
    lookupFor,
    bans,
    ownAddresses,
    tailnetName: () => plane.tailnetName(),
    caPem: () => plane.caPem(),
    ...forListeners,
  });
  const plane: ListenerPlane = createListenerPlane({ options, config, servers: publicListeners });
  plane.listeners.onChange(pairing.checkAddresses);
  const closeRecords = () => {
    care.close();
    pairing.close();
    plane.closeDiscovery();
    publicListeners.closeRecords();
  };
  return {
    own,
    failures,
    bans,
    ownAddresses,
    forwarder,
    ...accounts,
    ...flow,
    services,
    pairing,
    ...plane,
    lastUsedFrom: publicListeners.lastUsedFrom,
    closeRecords,
  };
}

export type DataPlane = ReturnType<typeof createDataPlane>;
