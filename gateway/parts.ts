import path from 'node:path';
import { createDispatcher, type Dispatch } from '#shared/contract/dispatch';
import { operations } from '#shared/contract/operations/registry';
import { createAdminAuth } from './admin/admin-auth';
import { createAdminListener, type AdminListener } from './admin/admin-listener';
import { setUpAdminSecret } from './admin/admin-secret-setup';
import { createAdminServer } from './admin/admin-server';
import { createAuditedDispatch } from './admin/audited-dispatch';
import type { Caller } from './admin/caller';
import { createHandlers } from './admin/handlers';
import { createFailureThrottle } from './edge/failure-throttle';
import { createAuditFeed, createEventHub, createThrottle, type EventHub } from './events';
import { createKeyStore } from './keys/key-store';
import { parseListenSpec } from './listeners/listen-spec';
import { createListenerSet, type ListenerSet } from './listeners/listener-set';
import { createNetworkControl } from './listeners/network-control';
import { createLiveCalls, type LiveCalls } from './pipeline/live-calls';
import { createForwarder, type Forwarder } from './proxy/forward';
import { createPublicListeners } from './public-listeners';
import { createRuntime } from './runtime';
import type { GatewayOptions } from './server';
import { createServiceStore } from './services/service-store';
import { createOwnPlaces } from './services/target-rules';
import { openStores, type Stores } from './stores';

/** Everything a gateway is made of, open but not yet listening. */
export interface Parts {
  readonly listeners: ListenerSet;
  readonly admin: AdminListener;
  readonly forwarder: Forwarder;
  readonly live: LiveCalls;
  readonly events: EventHub;
  readonly dispatch: Dispatch<Caller>;
  closeStores(): Promise<void>;
}

/** The built window stands beside the built gateway. */
const builtBeside = (folder: string) => path.resolve(import.meta.dirname, '..', folder);

/** Tells the windows what changed, and cuts the calls that may no longer go on. */
function watchConfig({ config }: Stores, live: LiveCalls, events: EventHub): void {
  config.onChange((next, before) => {
    if (next.keys !== before.keys) events.emit('changed', { group: 'keys' });
    if (next.services !== before.services) events.emit('changed', { group: 'services' });
    if (next.settings !== before.settings) events.emit('changed', { group: 'settings' });
    const keys = new Set(
      next.keys.filter((key) => !key.revokedAt && !key.pausedAt).map((key) => key.id),
    );
    const services = new Set(next.services.filter((one) => !one.paused).map((one) => one.id));
    live.cutWhere(
      (call) => next.settings.paused || !keys.has(call.keyId) || !services.has(call.serviceId),
    );
  });
}

/** Opens the stores and puts every part together. Throws LatchkeyError; nothing stays open then. */
export async function openParts(options: GatewayOptions): Promise<Parts> {
  const stores = await openStores(options);
  try {
    return await assemble(options, stores);
  } catch (error) {
    await stores.close();
    throw error;
  }
}

async function assemble(options: GatewayOptions, stores: Stores): Promise<Parts> {
  const { config, audit } = stores;
  const { log } = options;
  const now = () => new Date();
  const events = createEventHub();
  const live = createLiveCalls();
  const failures = createFailureThrottle();
  const own = createOwnPlaces(() => ports());
  const services = createServiceStore({
    config,
    targets: { own },
    onHealthChange: () => events.emit('changed', { group: 'services' }),
  });
  const keys = createKeyStore({ config });
  const auth = createAdminAuth({ config, onNewSecret: options.keepSecret });
  const forwarder = createForwarder();
  const publicPort = options.publicPort ?? config.current.settings.publicPort;
  const adminPort = options.adminPort ?? config.current.settings.adminPort;
  const publicListeners = createPublicListeners({
    ...stores,
    keys,
    services,
    failures,
    forwarder,
    live,
    log,
    version: options.version,
    edge: options.edge,
    ownAddresses: () => listeners.ownAddresses(),
  });
  const listeners = createListenerSet({
    createServer: publicListeners.createServer,
    publicPort,
    enabledInterfaces: () => config.current.enabledInterfaces,
    listen: parseListenSpec(options.listen),
    pollMs: options.pollMs,
  });
  const runtime = createRuntime({ options, stores, listeners, live, adminUrl: () => admin.url() });
  const handlers = createHandlers({
    ...stores,
    keys,
    services,
    targets: { own },
    network: createNetworkControl({ config, listeners }),
    auth,
    runtime,
    lastUsedFrom: publicListeners.lastUsedFrom,
  });
  const dispatch = createAuditedDispatch({
    registry: operations,
    dispatch: createDispatcher(operations, handlers, (name, thrown) =>
      log.error(`operation ${name} failed`, thrown),
    ),
    audit,
  });
  const adminServer = createAdminServer({
    auth,
    failures,
    audit,
    now,
    dispatch,
    events,
    version: options.version,
    panelDir: builtBeside('renderer'),
    docsDir: builtBeside('docs'),
    report: (message, cause) => log.error(message, cause),
    guard: { allowedHosts: () => config.current.settings.allowedHosts },
  });
  const admin = createAdminListener(adminServer, options.adminHost ?? '127.0.0.1', adminPort);
  const ports = () => {
    const bound = listeners.urls().map((url) => Number(new URL(url).port));
    return [...bound, publicPort, admin.port() ?? adminPort];
  };
  await setUpAdminSecret({
    auth,
    config,
    host: options.host,
    keychain: options.keychain,
    adminSecret: options.adminSecret,
    isNewAsked: options.newAdminSecret ?? false,
  });
  watchConfig(stores, live, events);
  const stopEvents = pushEvents({ stores, listeners, live, events, state: () => runtime().state });
  return {
    listeners,
    admin,
    forwarder,
    live,
    events,
    dispatch,
    async closeStores() {
      stopEvents();
      keys.close();
      services.close();
      await stores.close();
    },
  };
}

interface PushDeps extends Pick<Parts, 'listeners' | 'live' | 'events'> {
  readonly stores: Stores;
  readonly state: () => 'running' | 'paused' | 'trouble' | 'stopped';
}

/** Keeps the windows up to date, at most four times a second. Returns the way to stop. */
function pushEvents({ stores, listeners, live, events, state }: PushDeps): () => void {
  const feed = createAuditFeed(events);
  const liveFeed = createThrottle(
    () => events.emit('live', { state: state(), liveCalls: live.count }),
    250,
  );
  live.onChange(liveFeed.poke);
  stores.audit.onAppend((entry) => feed.add(entry));
  listeners.onChange(() => {
    events.emit('changed', { group: 'network' });
    liveFeed.poke();
  });
  return () => {
    feed.stop();
    liveFeed.stop();
  };
}
