import { request as requestHttp, ServerResponse, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Socket, type LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import { LatchkeyError } from '#shared/contract/errors';
import type { Cors } from '../edge/cors';
import { endSocket } from '../edge/raw-refusal';
import { CLIENT_CLOSED_REQUEST } from '../proxy/client-closed-request';
import { toUpstreamHeaders } from '../proxy/request-headers';
import { toClientHeaders } from '../proxy/response-headers';
import { UpstreamFailure } from '../proxy/upstream-error';
import type { Target } from '../services/targets';
import type { Call, Lease } from './call';
import { toUpstreamPath } from './choose-service';
import { chosenProtocol } from './chosen-protocol';
import { CLOSE, JoinedSockets, type JoinRules } from './join-sockets';
import { passOnAnswer, type PlainAnswer } from './plain-answer';
import { tryTargets, type TryDeps } from './try-targets';
import type { LiveCalls } from './live-calls';
import type { Meter } from './meter';

/**
 * WebSocket. The proxy library would hook the server's `upgrade` event and let anyone through on any path,
 * so the very same stages judge an upgrade here, and the service is not even connected to before they have agreed.
 */

/** An ordinary response on the socket of an upgrade, so that a refusal is written like any other. */
export function toUpgradeResponse(req: IncomingMessage, socket: Duplex): ServerResponse {
  const res = new ServerResponse(req);
  res.assignSocket(socket as Parameters<ServerResponse['assignSocket']>[0]);
  res.once('finish', () => endSocket(socket));
  return res;
}

/** A page may only open a socket to the gateway that served it, or with a key that knows its origin; programs send no Origin at all. */
export function assertOrigin(req: IncomingMessage, host: string, origins: readonly string[]): void {
  const { origin } = req.headers;
  if (origin === undefined) return;
  const isOwn = origin === `http://${host}` || origin === `https://${host}`;
  const isListed = origins.includes(origin) || origins.includes('*');
  if (!isOwn && !isListed) throw new LatchkeyError('ORIGIN_NOT_ALLOWED');
}

const toTunnelHeaders = (call: Call, lease: Lease, target: Target): string[] => [
  ...toUpstreamHeaders(call.req, {
    service: lease.grant.service,
    origin: target.origin,
    clientIp: call.clientIp,
    host: call.guarded.host,
    proto: 'encrypted' in call.req.socket ? 'https' : 'http',
    requestId: call.requestId,
    presented: call.guarded.presented?.text,
    trace: call.trace,
  }),
  'Connection',
  'Upgrade',
  'Upgrade',
  'websocket',
];

/** The look-up that refuses addresses that must not be connected to. */
type LookupFor = (target: URL) => LookupFunction;

interface Switched {
  readonly answer: IncomingMessage;
  readonly upstream: Duplex;
  readonly head: Buffer;
}

/** Nobody is there any more to open a socket for; no target is to blame. */
class CallerLeft extends Error {}

/** Asks the service to switch protocols; resolves with its socket, or with what it says instead. */
function askToSwitch(
  call: Call,
  lease: Lease,
  target: Target,
  lookupFor: LookupFor,
): Promise<Switched | PlainAnswer> {
  const { service, path } = lease.grant;
  const { origin } = target;
  const send = origin.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const asked = send(origin, {
      method: 'GET',
      path: toUpstreamPath(target, path, call.guarded.query),
      headers: toTunnelHeaders(call, lease, target),
      agent: false,
      lookup: lookupFor(origin),
      timeout: service.timeouts.connectMs,
    });
    let isConnected = false;
    const fail = (code: 'UPSTREAM_DOWN' | 'UPSTREAM_TIMEOUT') => {
      asked.destroy();
      reject(new UpstreamFailure(code, !isConnected));
    };
    asked.once('socket', (socket) => socket.once('connect', () => (isConnected = true)));
    asked.once('timeout', () => fail('UPSTREAM_TIMEOUT'));
    asked.once('error', () => fail('UPSTREAM_DOWN'));
    asked.once('response', (answer) => {
      asked.setTimeout(0);
      target.state.markUp();
      resolve({ answer, target });
    });
    asked.once('upgrade', (answer, upstream, head) => {
      target.state.markUp();
      resolve({ answer, upstream, head });
    });
    call.res.once('close', () => {
      reject(new CallerLeft());
      asked.destroy();
    });
    asked.end();
  });
}

const toHead = (answer: IncomingMessage, extras: readonly string[]): string => {
  const headers = ['Connection', 'Upgrade', 'Upgrade', 'websocket'];
  headers.push(...toClientHeaders(answer.rawHeaders, extras));
  let head = 'HTTP/1.1 101 Switching Protocols\r\n';
  for (let at = 0; at < headers.length; at += 2) head += `${headers[at]}: ${headers[at + 1]}\r\n`;
  return `${head}\r\n`;
};

const KEEP_ALIVE_MS = 30_000;

const keepAlive = (side: Duplex): void => {
  if (side instanceof Socket) side.setKeepAlive(true, KEEP_ALIVE_MS);
};

/** Of one message of the caller; a service may allow less. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024 - 1;
/** Nothing at all for so long is nobody there any more; a page that is left open comes back by itself. */
const IDLE_MS = 300_000;

const toRules = ({ grant }: Lease, { monotonicMs }: TunnelDeps): JoinRules => {
  const { service } = grant;
  return {
    maxMessageBytes: Math.min(service.maxBodyBytes, MAX_MESSAGE_BYTES),
    idleMs: Math.max(service.timeouts.idleMs, IDLE_MS),
    monotonicMs: monotonicMs ?? (() => performance.now()),
  };
};

interface TunnelDeps extends TryDeps {
  readonly live: LiveCalls;
  readonly lookupFor: LookupFor;
  readonly cors: Cors;
  readonly socketOf: (call: Call) => { readonly socket: Duplex; readonly head: Buffer };
}

/** The socket of the first target that answers, or what it says instead. */
async function openTunnel(lease: Lease, deps: TunnelDeps): Promise<Switched | PlainAnswer> {
  let answered: Switched | PlainAnswer | undefined;
  await tryTargets(lease.grant, deps, async (target) => {
    answered = await askToSwitch(lease.grant.call, lease, target, deps.lookupFor);
    return answered.answer.statusCode ?? 101;
  });
  if (!answered) throw new LatchkeyError('UPSTREAM_DOWN');
  return answered;
}

async function settleThrown(error: unknown, meter: Meter): Promise<void> {
  if (!(error instanceof CallerLeft)) {
    await meter.settleFailed(error);
    throw error;
  }
  const nothing = { bytesIn: 0, bytesOut: 0, firstByteMs: null };
  await meter.settle({ ...nothing, status: CLIENT_CLOSED_REQUEST, outcome: 'client_gone' });
}

/** The proxy stage of an upgrade: the same promise as for a plain call, kept when the tunnel closes. */
export const createTunnel =
  (deps: TunnelDeps) =>
  async (lease: Lease, meter: Meter): Promise<void> => {
    const { call, key, service } = lease.grant;
    const { socket, head } = deps.socketOf(call);
    let joined: JoinedSockets | undefined;
    const cut = () => (joined ? joined.close(CLOSE.policy) : socket.destroy());
    const leave = deps.live.add({ keyId: key.id, serviceId: service.id, grant: lease.grant, cut });
    try {
      const switched = await openTunnel(lease, deps);
      if (!('upstream' in switched)) return await passOnAnswer(lease, switched, meter, deps.cors);
      const firstByteMs = performance.now() - call.startedMs;
      call.res.statusCode = 101;
      // A phone that left the Wi-Fi says nothing any more: its tunnel must not stay for ever.
      for (const side of [socket, switched.upstream]) keepAlive(side);
      call.res.detachSocket(socket as Parameters<ServerResponse['detachSocket']>[0]);
      const extras = ['x-request-id', call.requestId];
      extras.push(...chosenProtocol(call.req, switched.answer));
      socket.write(toHead(switched.answer, extras));
      joined = new JoinedSockets(socket, switched.upstream, toRules(lease, deps));
      joined.start(head, switched.head);
      const moved = await joined.ended;
      await meter.settle({ ...moved, status: 101, firstByteMs, outcome: 'finished' });
    } catch (error) {
      await settleThrown(error, meter);
    } finally {
      leave();
    }
  };
