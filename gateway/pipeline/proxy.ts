import { LatchkeyError } from '#shared/contract/errors';
import type { Cors } from '../edge/cors';
import type { Forwarder } from '../proxy/forward';
import { toUpstreamHeaders } from '../proxy/request-headers';
import type { ServiceStore } from '../services/service-store';
import type { Call, Lease } from './call';
import type { LiveCalls } from './live-calls';
import type { Meter } from './meter';

interface ProxyDeps {
  readonly forwarder: Forwarder;
  readonly live: LiveCalls;
  readonly services: ServiceStore;
  readonly cors: Cors;
}

const toClientExtras = (call: Call, lease: Lease, cors: Cors): string[] => {
  const extras = ['x-request-id', call.requestId];
  for (const part of cors.headersFor(call.req, lease.grant.key.origins)) extras.push(part);
  for (const [name, value] of Object.entries(lease.reservation.limitHeaders))
    extras.push(name, value);
  return extras;
};

const toPlan = (call: Call, lease: Lease, cors: Cors) => {
  const { service, upstreamPath, asked } = lease.grant;
  return {
    service,
    target: service.origin,
    path: upstreamPath,
    headers: toUpstreamHeaders(call.req, {
      service,
      clientIp: call.clientIp,
      host: call.guarded.host,
      proto: 'encrypted' in call.req.socket ? 'https' : 'http',
      requestId: call.requestId,
      presented: call.guarded.presented?.text,
    }),
    responseHeaders: toClientExtras(call, lease, cors),
    timeouts: service.timeouts,
    maxBodyBytes: service.maxBodyBytes,
    body: asked.body,
  };
};

/** Passes the call on and the answer back. The record is on disk before the last byte leaves, and in every other case too. */
export const createProxy =
  (deps: ProxyDeps) =>
  async (lease: Lease, meter: Meter): Promise<void> => {
    const { call, key, service } = lease.grant;
    const cut = () => call.res.destroy();
    const leave = deps.live.add({ keyId: key.id, serviceId: service.id, cut });
    try {
      const settle = meter.settle.bind(meter);
      const plan = toPlan(call, lease, deps.cors);
      await settle(await deps.forwarder.forward(call.req, call.res, plan, meter.observer, settle));
      deps.services.setHealth(service.id, 'up');
    } catch (error) {
      const status = error instanceof LatchkeyError ? error.status : 500;
      if (status === 502 || status === 504) deps.services.setHealth(service.id, 'down');
      await meter.settleFailed(status);
      throw error;
    } finally {
      leave();
    }
  };
