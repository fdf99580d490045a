import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { clientAddress } from '../edge/client-address';
import { hideKey, hidePathKeys } from '../edge/hide-key';
import type { GuardedRequest } from '../edge/request-guard';
import type { Route } from '../routes/route-table';
import type { Call } from './call';

const bootId = randomBytes(5).toString('hex');
let callCount = 0;

/** A name for one request that no other request of this or an earlier run has; 18 characters at most, safe in a header. */
export const nextRequestId = (): string =>
  `${bootId}${(++callCount).toString(36).padStart(5, '0')}`;

const noKey = () => false;

/** The same with a path that holds no key; `isKey` knows those of any shape. */
function withSafePath(guarded: GuardedRequest, isKey: (text: string) => boolean): GuardedRequest {
  const loggedPath = hidePathKeys(guarded.loggedPath, guarded.presented?.text, isKey);
  return loggedPath === guarded.loggedPath ? guarded : { ...guarded, loggedPath };
}

/** Says what came in, before anything about it is believed. Never throws. */
export function identify(
  req: IncomingMessage,
  res: ServerResponse,
  guarded: GuardedRequest,
  route: Route,
  isKey: (text: string) => boolean = noKey,
): Call {
  return {
    requestId: nextRequestId(),
    startedAtMs: Date.now(),
    startedMs: performance.now(),
    req,
    res,
    guarded: withSafePath(guarded, isKey),
    route,
    dialect: route.dialect,
    method: req.method ?? 'GET',
    clientIp: clientAddress(req.socket).ip,
    userAgent: hideKey(req.headers['user-agent'] ?? '', guarded.presented?.text).slice(0, 200),
  };
}
