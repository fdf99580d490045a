import type { LookupFunction } from 'node:net';
import { createFailureThrottle } from './edge/failure-throttle';
import { createCallFlow } from './call-flow';
import type { EventHub } from './events';
import { createKeyStore, type KeyStore } from './keys/key-store';
import { createPersonStore } from './keys/person-store';
import { createAllowances } from './limits/allowances';
import { createListenerPlane, type ListenerPlane } from './listener-plane';
import { createForwarder } from './proxy/forward';
import { createPublicListeners } from './public-listeners';
import { createPairingDesk, type PairingDesk } from './pairing/pairing-desk';
import { probeUrl } from './listeners/probe-listener';
import type { GatewayOptions } from './server';
import { createCheckedLookup } from './services/address-rules';
import { createHealthChecks } from './services/health-checks';
import { createModelCatalogue } from './services/model-catalogue';
import { createServiceStore, type ServiceStore } from './services/service-store';
import { createOwnPlaces, portOf } from './services/target-rules';
import { createWaker } from './services/wake';
import type { Stores } from './stores';
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
  { monotonicMs, sendMagicPacket: send }: GatewayOptions,
) {
  const waker = createWaker({ lookupFor, send });
  const checks = createHealthChecks({ services: services.list, lookupFor, monotonicMs });
  const close = () => {
    checks.close();
    waker.close();
  };
  return { waker, close };
}

/** Invitations over the listeners, which are there once `plane` is asked. */
function createPairing(
  { options, stores, events }: DataPlaneDeps,
  keys: KeyStore,
  plane: () => ListenerPlane,
): PairingDesk {
  return createPairingDesk({
    ...options,
    config: stores.config,
    keys,
    interfaces: () => plane().listeners.snapshot(),
    certificate: () => plane().listeners.certificate(),
    tailnetName: () => plane().tailnetName(),
    probe: probeUrl,
    onChange: () => events.emit('changed', { group: 'pairing' }),
  });
}

/** Everything between a device and a service. */
export function createDataPlane({ options, stores, events, ports }: DataPlaneDeps) {
  const { config } = stores;
  const own = createOwnPlaces(ports);
  const failures = createFailureThrottle({ throttleLoopback: options.throttleLoopback ?? false });
  const ownAddresses = () => plane.listeners.ownAddresses();
  const bans = createBanList({ bans: () => config.current.bans, ownAddresses });
  const lookupFor = (target: URL) => createCheckedLookup(portOf(target), own);
  const forwarder = createForwarder({ lookupFor });
  const { wallMs } = options;
  const keys = createKeyStore({ config, ...(wallMs && { now: () => new Date(wallMs()) }) });
  const models = createModelCatalogue({ lookupFor, monotonicMs: options.monotonicMs });
  const people = createPersonStore({ config, ...(wallMs && { now: () => new Date(wallMs()) }) });
  const allowances = createAllowances({ ...stores, wallMs, report: options.log.error });
  const flow = createCallFlow(config, options);
  const services = createServiceStore({
    config,
    targets: { own },
    onHealthChange: () => events.emit('changed', { group: 'services' }),
  });
  const care = createCare(services, lookupFor, options);
  const publicListeners = createPublicListeners({
    ...stores,
    ...options,
    waker: care.waker,
    keys,
    services,
    models,
    allowances,
    ...flow,
    failures,
    forwarder,
    lookupFor,
    bans,
    ownAddresses,
    tailnetName: () => plane.tailnetName(),
    caPem: () => plane.caPem(),
  });
  const pairing = createPairing({ options, stores, events, ports }, keys, () => plane);
  const plane: ListenerPlane = createListenerPlane({ options, config, servers: publicListeners });
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
    keys,
    people,
    allowances,
    ...flow,
    services,
    pairing,
    ...plane,
    lastUsedFrom: publicListeners.lastUsedFrom,
    closeRecords,
  };
}

export type DataPlane = ReturnType<typeof createDataPlane>;
