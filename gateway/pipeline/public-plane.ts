import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import { LatchkeyError, type ErrorCode } from '#shared/contract/errors';
import type { AuditLog } from '../audit/audit-log';
import type { StrangerFilter } from '../audit/stranger-filter';
import type { Cors } from '../edge/cors';
import { createHeapWatch, type HeapWatch } from '../edge/heap-watch';
import { createPriceBook } from '../billing/price-book';
import type { FailureThrottle } from '../edge/failure-throttle';
import type { AskWhois } from '../identity/tailscale-whois';
import type { GuardedRequest } from '../edge/request-guard';
import type { KeyStore } from '../keys/key-store';
import type { Ledger } from '../ledger/ledger';
import type { Log } from '../log';
import type { CallTally } from '../observability/call-tally';
import type { Tracing } from '../observability/tracing';
import type { Forwarder } from '../proxy/forward';
import { isGrpc } from '../proxy/is-grpc';
import type { ResponseCache } from '../proxy/response-cache';
import { matchRoute, nowhere } from '../routes/route-table';
import type { ModelCatalogue } from '../services/model-catalogue';
import type { ServiceStore } from '../services/service-store';
import type { Waker } from '../services/wake';
import type { StoredKey } from '../storage/config-schema';
import type { ConfigStore } from '../storage/config-store';
import type { BanList } from '../threats/ban-list';
import { createAudit } from './audit';
import { createAuthenticate, KeyRefusal } from './authenticate';
import { createAuthorise } from './authorise';
import type { Call, Lease } from './call';
import { identify } from './identify';
import type { MayComeFrom } from '../keys/address-list';
import { createKeyAddresses } from '../keys/key-address';
import { createPersonNames } from '../keys/person-names';
import type { Allowances } from '../limits/allowances';
import type { FairQueue } from '../limits/fair-queue';
import { createLimit } from './limit';
import type { LiveCalls } from './live-calls';
import { createGrpcProxy } from './grpc-proxy';
import { createMayBeRuled } from './json-rule';
import { createMeter, type Meter } from './meter';
import { createObserve } from './observe';
import { createPipeline, type Stages } from './pipeline';
import { createNeedsBody } from './needs-body';
import { createCachingProxy } from './caching-proxy';
import { createProxy, toClientExtras } from './proxy';
import { createReadAhead } from './read-ahead';
import { createRecognise } from './recognise';
import { createUnderstand } from './understand';
import { createWaitTurn } from './wait-turn';
import { createRefuse } from './refuse';
import { assertOrigin, createTunnel, toUpgradeResponse } from './upgrade';

export interface PublicPlaneDeps {
  readonly config: ConfigStore;
  readonly keys: KeyStore;
  readonly services: ServiceStore;
  readonly allowances: Allowances;
  readonly queue: FairQueue;
  readonly ledger: Ledger;
  readonly audit: AuditLog;
  readonly failures: FailureThrottle;
  readonly bans: BanList;
  /** Takes the attempts of strangers: not all of a flood become lines. */
  readonly strangers: StrangerFilter;
  readonly forwarder: Forwarder;
  readonly cache: ResponseCache;
  readonly tally: CallTally;
  readonly tracing: Pick<Tracing, 'begin'>;
  readonly cors: Cors;
  readonly models: ModelCatalogue;
  readonly live: LiveCalls;
  readonly log: Log;
  /** Who is behind an address of the tailnet. */
  readonly whois?: AskWhois | undefined;
  /** True for the code of an invitation, which is a secret like a key. */
  readonly isCode?: ((text: string) => boolean) | undefined;
  /** The clock of quiet times. */
  readonly wallMs?: (() => number) | undefined;
  /** Looks a target's name up and refuses addresses that must not be connected to. */
  readonly lookupFor: (target: URL) => LookupFunction;
  /** Wakes the computers of targets that sleep. */
  readonly waker?: Pick<Waker, 'wake'> | undefined;
}

interface PlaneDeps extends PublicPlaneDeps {
  /** Whether any call may come from an address. */
  readonly mayComeFrom: MayComeFrom;
  /** Is told of each good key and where it came from. */
  readonly onAdmitted: (keyId: string, ip: string) => void;
}

const addressNotAllowed = () =>
  new LatchkeyError('ADDRESS_NOT_ALLOWED', {
    message: 'The owner does not allow calls from this address.',
  });

function createAdmission(deps: PlaneDeps) {
  const authenticate = createAuthenticate({ ...deps, recognise: createRecognise(deps) });
  const mayKeyComeFrom = createKeyAddresses();
  const admit = (call: Call, key: StoredKey) => {
    if (!mayKeyComeFrom(key, call.clientIp)) throw new KeyRefusal('ADDRESS_NOT_ALLOWED', key);
    deps.onAdmitted(key.id, call.clientIp);
    return key;
  };
  return (call: Call): StoredKey | Promise<StoredKey> => {
    if (!deps.mayComeFrom(call.clientIp)) throw addressNotAllowed();
    const known = authenticate(call);
    if (!(known instanceof Promise)) return admit(call, known);
    return known.then((key) => {
      // Whoever left while it was found out who it was sends no body any more.
      if (call.res.destroyed) throw new LatchkeyError('REQUEST_TIMEOUT');
      return admit(call, key);
    });
  };
}

const createRecording = (deps: PublicPlaneDeps) =>
  createObserve(deps.tally, createAudit({ ...deps, nameOf: createPersonNames(deps.config) }));

const createReading = (deps: PublicPlaneDeps, heap: HeapWatch) =>
  createReadAhead({
    isNeeded: createNeedsBody(deps),
    mayBeRuled: createMayBeRuled(deps),
    understand: createUnderstand(deps),
    assertRoomFor: heap.assertRoomFor,
  });

const createKeptOrAsked = (deps: PublicPlaneDeps) => {
  const extrasFor = (lease: Lease) => toClientExtras(lease, deps.cors);
  const plain = createCachingProxy({ cache: deps.cache, extrasFor }, createProxy(deps));
  const grpc = createGrpcProxy(deps);
  return (lease: Lease, meter: Meter) =>
    isGrpc(lease.grant.call.req) ? grpc(lease, meter) : plain(lease, meter);
};

/** A call as part of a trace, while traces are wanted. */
const withTrace = ({ tracing }: PublicPlaneDeps, call: Call): Call => {
  const trace = tracing.begin(call.req.headers, call.startedAtMs);
  return trace ? { ...call, trace } : call;
};

/** The same stages for a protocol upgrade. */
function createUpgrade(deps: PublicPlaneDeps, stages: Omit<Stages, 'proxy'>) {
  const isKey = isKeyOf(deps);
  const sockets = new WeakMap<Call, { socket: Duplex; head: Buffer }>();
  const run = createPipeline({
    ...stages,
    authorise: (call, key, asked) => {
      const grant = stages.authorise(call, key, asked);
      assertOrigin(call.req, call.guarded.host, key.origins);
      return grant;
    },
    proxy: createTunnel({ ...deps, socketOf: (call) => sockets.get(call)! }),
  });
  return (req: IncomingMessage, socket: Duplex, head: Buffer, guarded: GuardedRequest) => {
    const res = toUpgradeResponse(req, socket);
    const route = matchRoute(guarded.path, 'GET');
    // A socket that stays open is never a mere look around.
    const identified = identify(req, res, guarded, { ...(route ?? nowhere), free: false }, isKey);
    const call = withTrace(deps, { ...identified, isSocket: true });
    sockets.set(call, { socket, head });
    return run(call);
  };
}

/** True for the text of any key, also of one that may not be used any more, and for codes that are traded for one. */
const isKeyOf =
  ({ keys, isCode }: Pick<PublicPlaneDeps, 'keys' | 'isCode'>) =>
  (text: string): boolean =>
    'key' in keys.verify(text) || (isCode?.(text) ?? false);

/** The stages put together once, for plain calls and for upgrades, and what the gateway's own routes need of them. */
export function createPublicPlane(deps: PlaneDeps) {
  const authenticate = createAdmission(deps);
  const isKey = isKeyOf(deps);
  const authorise = createAuthorise(deps);
  const audit = createRecording(deps);
  const refuse = createRefuse({
    cors: deps.cors,
    report: (requestId, thrown) => deps.log.error(`request ${requestId} failed`, thrown),
  });
  const prices = createPriceBook(deps);
  const heap = createHeapWatch(deps);
  const common = {
    authenticate,
    readAhead: createReading(deps, heap),
    waitTurn: createWaitTurn(deps),
    limit: createLimit({ ...deps, prices, heap }),
    meter: createMeter({ ...deps, prices }),
    refuse,
    audit,
  };
  const runCall = createPipeline({ ...common, authorise, proxy: createKeptOrAsked(deps) });
  return {
    close: () => heap.close(),
    authenticate,
    refuse,
    audit,
    isKey,
    /** Why the owner turned this address away; then it is answered nothing, not even a ping. */
    turnedAway(ip: string): LatchkeyError | undefined {
      if (!deps.mayComeFrom(ip)) return addressNotAllowed();
      const isBanned = !deps.bans.isEmpty && deps.bans.find(ip) !== undefined;
      return isBanned ? new LatchkeyError('ADDRESS_BANNED') : undefined;
    },
    /** Runs a call to a service through every stage. */
    run: (call: Call) => runCall(withTrace(deps, call)),
    /** The same for a protocol upgrade. */
    upgrade: createUpgrade(deps, { ...common, authorise }),
    /** Answers and records what the edge would not let in. */
    refuseAtEdge(req: IncomingMessage, res: ServerResponse, code: ErrorCode, loggedPath: string) {
      const call = identify(req, res, distrusted(loggedPath), nowhere, isKey);
      const thrown = new LatchkeyError(code);
      refuse(call, thrown);
      audit(call, { key: undefined, service: undefined, reading: undefined, thrown });
    },
  };
}

export type PublicPlane = ReturnType<typeof createPublicPlane>;

/** Nothing of such a request is believed but the form of its path that may be written down. */
const distrusted = (loggedPath: string): GuardedRequest => ({
  path: loggedPath,
  query: '',
  loggedPath,
  host: '',
  presented: undefined,
});
