import type { Cors } from '../edge/cors';
import type { EditAnswer } from '../proxy/answer-edit';
import type { Forwarder, ForwardPlan } from '../proxy/forward';
import { toUpstreamHeaders } from '../proxy/request-headers';
import type { Target } from '../services/targets';
import type { Lease } from './call';
import { toUpstreamPath } from './choose-service';
import { createDialectMemory, inRightWords } from './right-words';
import type { ShapedCall } from './shape-call';
import { isGone, PassedOver, tryTargets, type TryDeps } from './try-targets';
import type { LiveCalls } from './live-calls';
import type { Meter } from './meter';

interface ProxyDeps extends TryDeps {
  readonly forwarder: Forwarder;
  readonly live: LiveCalls;
  readonly cors: Cors;
}

/** The gateway's own headers for the caller, flat. */
export const toClientExtras = (lease: Lease, cors: Cors): string[] => {
  const { call } = lease.grant;
  // Everything up to here is the gateway's own doing, but for what was waited for.
  const ownMs = performance.now() - call.startedMs - (lease.grant.turn?.waitedMs ?? 0);
  const extras = ['x-request-id', call.requestId];
  extras.push('server-timing', `latchkey;dur=${ownMs.toFixed(2)}`);
  if (lease.grant.turn) extras.push('x-latchkey-queue-position', String(lease.grant.turn.position));
  if (lease.keeping) extras.push('x-latchkey-cache', 'miss');
  for (const part of cors.headersFor(call.req, lease.grant.key.origins)) extras.push(part);
  for (const [name, value] of Object.entries(lease.reservation.limitHeaders)) {
    extras.push(name, value);
  }
  return extras;
};

const toldOfEdits =
  (edit: EditAnswer | undefined, keeping: NonNullable<Lease['keeping']>): EditAnswer =>
  (head) => {
    const edited = edit?.(head);
    if (edited) keeping.edited();
    return edited;
  };

/** Passes over an answer that another target may better. */
const unlessGone =
  (edit: EditAnswer | undefined): EditAnswer =>
  (head) => {
    if (isGone(head.status)) throw new PassedOver();
    return edit?.(head);
  };

const toPlan = (
  lease: Lease,
  shaped: ShapedCall,
  target: Target,
  extras: readonly string[],
): ForwardPlan => {
  const { call, service } = lease.grant;
  return {
    target,
    path: toUpstreamPath(target, shaped.path, shaped.query ?? call.guarded.query),
    headers: toUpstreamHeaders(call.req, {
      service,
      origin: target.origin,
      clientIp: call.clientIp,
      host: call.guarded.host,
      proto: 'encrypted' in call.req.socket ? 'https' : 'http',
      requestId: call.requestId,
      presented: call.guarded.presented?.text,
      trace: call.trace,
      contentType: shaped.contentType,
    }),
    responseHeaders: extras,
    headerRules: service.rules.responseHeaders,
    timeouts: service.timeouts,
    maxBodyBytes: service.maxBodyBytes,
    body: shaped.body,
    editAnswer: lease.keeping ? toldOfEdits(shaped.editAnswer, lease.keeping) : shaped.editAnswer,
  };
};

/** Passes the call on and the answer back. The record is on disk before the last byte leaves, and in every other case too. */
export const createProxy = (deps: ProxyDeps) => {
  const memory = createDialectMemory();
  return async (lease: Lease, meter: Meter): Promise<void> => {
    const { call, key, service, asked } = lease.grant;
    const cut = () => call.res.destroy();
    const { model, alias } = asked;
    const { grant } = lease;
    const leave = deps.live.add({
      keyId: key.id,
      serviceId: service.id,
      model,
      alias,
      grant,
      meter,
      cut,
    });
    const extras = toClientExtras(lease, deps.cors);
    const settle = meter.settle.bind(meter);
    try {
      await inRightWords(lease.grant, memory, (shaped) =>
        tryTargets(lease.grant, deps, async (target, mayPass) => {
          const all = toPlan(lease, shaped, target, extras);
          const plan = mayPass ? { ...all, editAnswer: unlessGone(all.editAnswer) } : all;
          const { forwarder } = deps;
          const result = await forwarder.forward(call.req, call.res, plan, meter.observer, settle);
          await settle(result);
          return result.status;
        }),
      );
    } catch (error) {
      await meter.settleFailed(error);
      throw error;
    } finally {
      leave();
    }
  };
};
