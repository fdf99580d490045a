import type { Server } from 'node:http';
import type { ConnectionTable } from './edge/connection-table';
import type { EdgeCaps } from './edge/edge-caps';
import { createDashboardAnswer } from './dashboard/dashboard-answer';
import { createConnectionTable } from './edge/connection-table';
import { defaultEdgeCaps } from './edge/edge-caps';
import { createCors } from './edge/cors';
import { createPublicServer } from './edge/public-server';
import { createGateAddresses } from './edge/gate-addresses';
import { createKnownOrigins } from './keys/known-origins';
import { createPersonNames } from './keys/person-names';
import { createAllowedHosts } from './listeners/allowed-hosts';
import type { ServedCertificate } from './listeners/tls/certificate-keeper';
import { createSecureServer, type SecureServer } from './listeners/tls/secure-server';
import { createJoin, type JoinParts } from './pairing/create-join';
import { isPaused } from './limits/pause';
import { createPublicPlane, type PublicPlaneDeps } from './pipeline/public-plane';
import { createModelAnswers } from './routes/model-answers';
import { meAnswer, statusAnswer } from './routes/own-answers';
import { createPublicApp, type PublicAppDeps } from './routes/public-app';
import { createUsageAnswer, refuseToShow } from './routes/usage-answer';

interface PublicListenerDeps extends Omit<PublicPlaneDeps, 'cors'> {
  readonly version: string;
  readonly edge?: Partial<EdgeCaps> | undefined;
  readonly ownAddresses: () => readonly string[];
  readonly tailnetName: () => string | undefined;
  readonly caPem: () => string | undefined;
  readonly join: JoinParts;
  readonly monotonicMs?: (() => number) | undefined;
}

/** Behind TLS each connection was counted when it came in. */
const COUNTED: ConnectionTable = { admit: () => true, release: () => {}, size: 0 };

/** What the gateway answers itself for a good key, by the names of the route table. */
function createOwnAnswers(deps: PublicListenerDeps): PublicAppDeps['own'] {
  const { config, services, ledger, allowances } = deps;
  const { wallMs = Date.now } = deps;
  const isPausedNow = () => isPaused(config.current.settings, wallMs());
  const own = {
    services,
    ledger,
    allowances,
    isPaused: isPausedNow,
    nameOf: createPersonNames(config),
  };
  const dashboard = createDashboardAnswer({ ...deps, nowMs: deps.wallMs ?? Date.now });
  return {
    status: (key) => statusAnswer(own, key),
    me: (key) => meAnswer(own, key),
    dashboard: (key, _route, req) => dashboard(key, req),
    'me-api-key': refuseToShow,
    usage: createUsageAnswer({ services, ledger, keys: () => config.current.keys }),
  };
}

/** What is done with a request, the same on every address; `onAdmitted` hears of each that may go on. */
function createHandlers(deps: PublicListenerDeps, onAdmitted: (keyId: string, ip: string) => void) {
  const { config } = deps;
  const cors = createCors(createKnownOrigins(config));
  const plane = createPublicPlane({
    ...deps,
    cors,
    mayComeFrom: createGateAddresses(() => config.current.settings.addresses),
    onAdmitted,
  });
  const app = createPublicApp({
    plane,
    cors,
    models: createModelAnswers(deps),
    version: deps.version,
    caPem: deps.caPem,
    record: (draft) => deps.audit.append(draft),
    own: createOwnAnswers(deps),
    join: createJoin(deps.join, { ...deps, plane }),
  });
  return { app, cors, plane };
}

/** Everything that a public listener does with a request; each address gets a server of its own with the same handlers. */
export function createPublicListeners(deps: PublicListenerDeps): {
  createServer: () => Server;
  createSecureServer: (certificate: ServedCertificate) => SecureServer;
  lastUsedFrom: (keyId: string) => string | undefined;
  closeRecords: () => void;
} {
  const { config } = deps;
  const lastAddress = new Map<string, string>();
  const { app, cors, plane } = createHandlers(deps, (keyId, ip) => void lastAddress.set(keyId, ip));
  const isAllowedHost = createAllowedHosts({
    ownAddresses: deps.ownAddresses,
    extraHosts: () => config.current.settings.allowedHosts,
    tailnetName: deps.tailnetName,
  });
  const caps = { ...defaultEdgeCaps, ...deps.edge };
  const connections = createConnectionTable(caps);
  const server = {
    ...app,
    refuse: plane.refuseAtEdge,
    upgrade: plane.upgrade,
    cors,
    rules: { isAllowedHost, enforceHost: true },
    caps: deps.edge,
    connections,
  };
  return {
    createServer: () => createPublicServer(server),
    createSecureServer: (certificate) =>
      createSecureServer({
        createInner: () => createPublicServer({ ...server, connections: COUNTED }),
        connections,
        maxConnections: caps.maxConnections,
        certificate,
      }),
    lastUsedFrom: (keyId) => lastAddress.get(keyId),
    closeRecords: plane.close,
  };
}
