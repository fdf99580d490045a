import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Transport } from '#shared/contract/define';
import { createDispatcher } from '#shared/contract/dispatch';
import type { FromGateway } from '#shared/contract/gateway-link';
import { operations } from '#shared/contract/operations/registry';
import { createAdminAuth, type AdminAuth } from '../../gateway/admin/admin-auth';
import { createAdminServer } from '../../gateway/admin/admin-server';
import { createAuditedDispatch } from '../../gateway/admin/audited-dispatch';
import { createChangeReader } from '../../gateway/admin/change-view';
import { createEndedSignIns } from '../../gateway/admin/ended-sign-ins';
import { createHandlers } from '../../gateway/admin/handlers';
import type { AuditLog } from '../../gateway/audit/audit-log';
import { createStrangerFilter } from '../../gateway/audit/stranger-filter';
import { createFailureThrottle, type FailureThrottle } from '../../gateway/edge/failure-throttle';
import { createEventHub, type EventHub } from '../../gateway/events';
import { createAdminSecret } from '../../gateway/keys/api-key';
import { createKeyStore, type KeyStore } from '../../gateway/keys/key-store';
import type { PairingDesk } from '../../gateway/pairing/pairing-desk';
import { createPersonStore, type PersonStore } from '../../gateway/keys/person-store';
import { createAllowances } from '../../gateway/limits/allowances';
import { openLedger } from '../../gateway/ledger/ledger';
import { FairQueue } from '../../gateway/limits/fair-queue';
import { openLimiter } from '../../gateway/limits/limiter';
import { createLiveCalls } from '../../gateway/pipeline/live-calls';
import { ResponseCache } from '../../gateway/proxy/response-cache';
import { createServiceStore, type ServiceStore } from '../../gateway/services/service-store';
import { createOwnPlaces } from '../../gateway/services/target-rules';
import { openConfigStore, type ConfigStore } from '../../gateway/storage/config-store';
import { createLastMinute } from '../../gateway/threats/last-minute';
import { openThreatWatch, type ThreatWatch } from '../../gateway/threats/threat-watch';
import { createHttpTransport, createPortTransport } from './admin-transports';
import { createMemoryAudit } from './memory-records';
import { createToldNetwork, createToldPairing } from './told-network';

/** The admin side of a gateway, over both of its transports, with one Ollama behind it and a network that is only told of. */
export interface AdminWorld {
  readonly url: string;
  readonly port: number;
  readonly secret: string;
  readonly dataDir: string;
  readonly config: ConfigStore;
  readonly keys: KeyStore;
  readonly people: PersonStore;
  readonly pairing: PairingDesk;
  readonly services: ServiceStore;
  readonly audit: AuditLog;
  readonly threats: ThreatWatch;
  readonly failures: FailureThrottle;
  readonly auth: AdminAuth;
  readonly events: EventHub;
  readonly clock: { now: Date };
  readonly upstreamUrl: string;
  /** What was thrown inside and is not an error of the catalogue. */
  readonly unexpected: unknown[];
  readonly http: Transport;
  readonly messagePort: Transport;
  /** Everything the gateway said over the message port, and a way to say anything to it. */
  readonly said: FromGateway[];
  readonly post: (message: unknown) => void;
  close(): Promise<void>;
}

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

const fakeOllama = () =>
  createHttpServer((_req, res) => {
    res.writeHead(200, { 'content-type': 'application/json' });
    res.end(JSON.stringify({ models: [{ name: 'llama3.2:3b' }] }));
  });

async function openStores(dataDir: string, now: () => Date) {
  const config = await openConfigStore({ dataDir });
  const audit = createMemoryAudit();
  const ledger = await openLedger({ dataDir });
  const limiter = await openLimiter({ dataDir });
  const targets = { own: createOwnPlaces(() => [5540]) };
  const services = createServiceStore({ config, targets, now });
  const keys = createKeyStore({ config, now });
  const people = createPersonStore({ config, now });
  const allowances = createAllowances({ limiter, config });
  const closeStores = async () => {
    await limiter.close();
    await ledger.close();
    await audit.close();
    await config.close();
  };
  return {
    config,
    audit,
    ledger,
    limiter,
    targets,
    services,
    cache: new ResponseCache(),
    keys,
    people,
    allowances,
    closeStores,
  };
}

const toRuntime = (dataDir: string, now: Date) => () => ({
  version: '0.0.0-test',
  state: 'running' as const,
  startedAt: now.toISOString(),
  host: 'headless' as const,
  dataDir,
  adminUrl: null,
  publicUrls: ['http://127.0.0.1:5539'],
  liveCalls: 0,
  waiting: 0,
  problems: [],
});

/** Files that the two pages of the API documentation are made of, as the packages ship them. */
export const DOCS_FILES = [
  'swagger-ui-dist/swagger-ui.css',
  'swagger-ui-dist/swagger-ui-bundle.js',
  'redoc/bundles/redoc.standalone.js',
];

interface WorldOptions {
  readonly panelDir?: string;
  readonly docsDir?: string;
  readonly allowedHosts?: readonly string[];
}

/** Starts a world of its own: a folder, stores, a secret, both transports. */
export async function startAdminWorld(options: WorldOptions = {}): Promise<AdminWorld> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-admin-'));
  const clock = { now: new Date() };
  const now = () => clock.now;
  const { closeStores, ...stores } = await openStores(dataDir, now);
  const unexpected: unknown[] = [];
  const events = createEventHub();
  const auth = createAdminAuth({ config: stores.config, now });
  const secret = createAdminSecret().text;
  await auth.adopt(secret);
  const runtime = toRuntime(dataDir, clock.now);
  const network = createToldNetwork();
  const pairing = createToldPairing(stores, network, now);
  const failures = createFailureThrottle();
  const lastMinute = createLastMinute();
  const ownAddresses = () => ['192.168.1.20'];
  const { audit, config } = stores;
  const threats = await openThreatWatch({
    dataDir,
    settings: () => config.current.settings,
    isKey: () => true,
    report: (_message, cause) => unexpected.push(cause),
  });
  audit.onAppend(threats.see);
  const guessers = createStrangerFilter((draft) => audit.append(draft), threats.seeHeldBack);
  const records = { threats, lastMinute, failures, ownAddresses, dataDir };
  const handlers = createHandlers({
    ...stores,
    ...records,
    live: createLiveCalls(),
    queue: new FairQueue(),
    network,
    pairing,
    auth,
    runtime,
    now,
    readListening: async () => [],
  });
  const report = (_where: string, thrown: unknown) => unexpected.push(thrown);
  const dispatch = createAuditedDispatch({
    registry: operations,
    dispatch: createDispatcher(operations, handlers, report),
    audit: stores.audit,
    now,
    readChange: createChangeReader(stores.config),
  });
  const server = createAdminServer({
    dispatch,
    events,
    auth,
    guessers,
    ended: createEndedSignIns(),
    failures,
    now,
    version: '0.0.0-test',
    dataDir,
    readMetrics: async () => ({ contentType: 'text/plain', text: '' }),
    panelDir: options.panelDir ?? path.join(dataDir, 'no-panel'),
    docsDir: options.docsDir ?? path.join(dataDir, 'no-docs'),
    report,
    guard: { allowedHosts: () => options.allowedHosts ?? [] },
  });
  const port = await listen(server);
  const ollama = fakeOllama();
  const upstreamUrl = `http://127.0.0.1:${await listen(ollama)}`;
  const link = await createPortTransport(dispatch, events, dataDir);
  const url = `http://127.0.0.1:${port}`;
  return {
    ...stores,
    threats,
    failures,
    pairing,
    url,
    port,
    secret,
    dataDir,
    auth,
    events,
    clock,
    upstreamUrl,
    unexpected,
    http: createHttpTransport(url, secret),
    messagePort: link.send,
    said: link.said,
    post: link.post,
    async close() {
      link.close();
      server.closeAllConnections();
      server.close();
      ollama.closeAllConnections();
      ollama.close();
      pairing.close();
      guessers.close();
      await threats.close();
      await closeStores();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
