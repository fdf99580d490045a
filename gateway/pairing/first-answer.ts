import type { AuditEntry } from '#shared/contract/operations/records';
import { matchRoute } from '../routes/route-table';

const HIDDEN_KEY = /^\/k\/•••/;

/** Lists of models and pings, which apps and our own page send before anybody asks anything. */
function isLook(path: string, method: string): boolean {
  const route = matchRoute(path, method);
  if (route?.kind === 'service-prefix') return matchRoute(route.rest, method)?.free ?? false;
  return route?.free ?? false;
}

/** True for a call that a service answered, and not a mere look around. */
export const isFirstAnswer = ({ event, code, status, serviceId, path, method }: AuditEntry) =>
  event === 'AUTHORIZED' &&
  code === null &&
  status < 400 &&
  serviceId !== null &&
  !isLook(path.replace(HIDDEN_KEY, ''), method);
