import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { maskKeys } from '#shared/domain/key-format';
import { clientAddress } from '../edge/client-address';
import type { GuardedRequest } from '../edge/request-guard';
import type { Route } from '../routes/route-table';
import type { Call } from './call';

const bootId = randomBytes(5).toString('hex');
let callCount = 0;

/** A name for one request that no other request of this or an earlier run has; 18 characters at most, safe in a header. */
export const nextRequestId = (): string =>
  `${bootId}${(++callCount).toString(36).padStart(5, '0')}`;

/** Says what came in, before anything about it is believed. Never throws. */
export function identify(
  req: IncomingMessage,
  res: ServerResponse,
  guarded: GuardedRequest,
  route: Route,
): Call {
  return {
    requestId: nextRequestId(),
    startedAtMs: Date.now(),
    startedMs: performance.now(),
    req,
    res,
    guarded,
    route,
    dialect: route.dialect,
    method: req.method ?? 'GET',
    clientIp: clientAddress(req.socket).ip,
    userAgent: maskKeys((req.headers['user-agent'] ?? '').slice(0, 200)),
  };
}
