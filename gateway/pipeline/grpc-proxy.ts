import type { LookupFunction } from 'node:net';
import type { Cors } from '../edge/cors';
import { DeadlineWatch } from '../proxy/deadline-watch';
import { GrpcExchange } from '../proxy/grpc-exchange';
import type { GrpcPlan } from '../proxy/grpc-request';
import { openGrpcSession } from '../proxy/grpc-session';
import { toUpstreamHeaders } from '../proxy/request-headers';
import type { Target } from '../services/targets';
import type { Lease } from './call';
import { toUpstreamPath } from './choose-service';
import type { LiveCalls } from './live-calls';
import type { Meter } from './meter';
import { toClientExtras } from './proxy';
import { tryTargets, type TryDeps } from './try-targets';

interface GrpcProxyDeps extends TryDeps {
  readonly live: LiveCalls;
  readonly cors: Cors;
  readonly wallMs?: (() => number) | undefined;
  /** The look-up that refuses addresses that must not be connected to. */
  readonly lookupFor: (target: URL) => LookupFunction;
}

/** What the four bytes of a length can say; a service usually allows less. */
const MAX_MESSAGE_BYTES = 0xffff_ffff;

function toPlan(lease: Lease, target: Target, deps: GrpcProxyDeps): GrpcPlan {
  const { call, key, service, path, asked } = lease.grant;
  const { wallMs = Date.now } = deps;
  const endsMs = key.expiresAt === null ? Infinity : Date.parse(key.expiresAt);
  const presented = call.guarded.presented?.text;
  return {
    origin: target.origin,
    path: toUpstreamPath(target, path, call.guarded.query),
    headers: toUpstreamHeaders(call.req, {
      service,
      origin: target.origin,
      clientIp: call.clientIp,
      host: call.guarded.host,
      proto: 'https',
      requestId: call.requestId,
      presented,
    }),
    responseHeaders: toClientExtras(lease, deps.cors),
    timeouts: service.timeouts,
    maxMessageBytes: Math.min(service.maxBodyBytes, MAX_MESSAGE_BYTES),
    start: asked.body?.start,
    presented,
    onAnswer: () => target.state.markUp(),
    mayGoOn: () => wallMs() < endsMs,
  };
}

/** The proxy stage of a gRPC call: the same promise as for a plain one, and what it came to in its own words. */
export const createGrpcProxy = (deps: GrpcProxyDeps) => {
  const watch = new DeadlineWatch();
  return async (lease: Lease, meter: Meter): Promise<void> => {
    const { call, key, service } = lease.grant;
    const { req, res } = call;
    let exchange: GrpcExchange | undefined;
    const cut = () => (exchange ? exchange.cut() : res.destroy());
    const leave = deps.live.add({ keyId: key.id, serviceId: service.id, grant: lease.grant, cut });
    const beforeEnd = meter.settle.bind(meter);
    try {
      await tryTargets(lease.grant, deps, async (target) => {
        exchange = undefined;
        const lookup = deps.lookupFor(target.origin);
        const { connectMs } = service.timeouts;
        const session = await openGrpcSession(target.origin, lookup, connectMs);
        const plan = toPlan(lease, target, deps);
        const { observer } = meter;
        exchange = new GrpcExchange({ session, req, res, plan, observer, watch, beforeEnd });
        const { status } = await exchange.ended;
        // On the wire every gRPC answer is a 200; the record says what became of it.
        res.statusCode = status;
        return status;
      });
    } catch (error) {
      await meter.settleFailed(error);
      throw error;
    } finally {
      leave();
    }
  };
};
