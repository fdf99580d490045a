import path from 'node:path';
import { createDispatcher } from '#shared/contract/dispatch';
import { operations } from '#shared/contract/operations/registry';
import { createAdminAuth, type AdminAuth } from './admin/admin-auth';
import { createAdminListener } from './admin/admin-listener';
import { setUpAdminSecret } from './admin/admin-secret-setup';
import { createAdminServer } from './admin/admin-server';
import { createAuditedDispatch } from './admin/audited-dispatch';
import { createChangeReader } from './admin/change-view';
import { createEndedSignIns } from './admin/ended-sign-ins';
import { createHandlers } from './admin/handlers';
import type { Runtime } from './admin/handlers/system';
import type { DataPlane } from './data-plane';
import type { EventHub } from './events';
import { createNetworkControl } from './listeners/network-control';
import { createReadMetrics } from './metrics-source';
import type { GatewayOptions } from './server';
import type { Stores } from './stores';

interface AdminPlaneDeps {
  readonly options: GatewayOptions;
  readonly stores: Stores;
  readonly events: EventHub;
  readonly data: DataPlane;
  readonly runtime: Runtime;
}

/** The built window stands beside the built gateway. */
const builtBeside = (folder: string) => path.resolve(import.meta.dirname, '..', folder);

function createDispatch({ options, stores, data, runtime }: AdminPlaneDeps, auth: AdminAuth) {
  const { config, audit } = stores;
  const handlers = createHandlers({
    ...stores,
    ...data,
    targets: { own: data.own },
    network: createNetworkControl({ config, listeners: data.listeners }),
    auth,
    runtime,
    dataDir: options.dataDir,
    now: () => new Date((options.wallMs ?? Date.now)()),
  });
  const report = (name: string, thrown: unknown) =>
    options.log.error(`operation ${name} failed`, thrown);
  const dispatch = createDispatcher(operations, handlers, report);
  const readChange = createChangeReader(config);
  return createAuditedDispatch({ registry: operations, dispatch, audit, readChange });
}

/** Everything between the owner and the gateway. */
export function createAdminPlane(deps: AdminPlaneDeps) {
  const { options, stores, events, data } = deps;
  const { config, guessers } = stores;
  const auth = createAdminAuth({ config, onNewSecret: options.keepSecret });
  const dispatch = createDispatch(deps, auth);
  const server = createAdminServer({
    auth,
    failures: data.failures,
    isBanned: (ip) => data.bans.find(ip) !== undefined,
    guessers,
    ended: createEndedSignIns(),
    now: () => new Date(),
    dispatch,
    events,
    version: options.version,
    dataDir: options.dataDir,
    readMetrics: createReadMetrics(stores, data),
    panelDir: builtBeside('renderer'),
    docsDir: builtBeside('docs'),
    report: (message, cause) => options.log.error(message, cause),
    guard: { allowedHosts: () => config.current.settings.allowedHosts },
  });
  const wantedPort = options.adminPort ?? config.current.settings.adminPort;
  const { host, keychain, adminSecret, adminHost: address = '127.0.0.1' } = options;
  const isNewAsked = options.newAdminSecret ?? false;
  return {
    dispatch,
    wantedPort,
    // The app's own window does not come through here.
    listener: createAdminListener(server, address, wantedPort, host === 'desktop'),
    setUpSecret: () => setUpAdminSecret({ auth, config, host, keychain, adminSecret, isNewAsked }),
  };
}
