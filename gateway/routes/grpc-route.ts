import { matchRoute, type Route } from './route-table';

/** The header by which a gRPC call names its service. */
export const SERVICE_HEADER = 'x-latchkey-service';

const plain = { dialect: 'plain', shape: 'plain', free: false } as const;

/**
 * Where a gRPC call goes: `/proxy/<service>/package.Service/Method` as any other call. Clients that can have no path
 * in front of the method name the service in a header; it means the same, and all rights are judged after it. What
 * names no service fits no route: undefined.
 */
export function matchGrpc(path: string, named: string | string[] | undefined): Route | undefined {
  const route = matchRoute(path, 'POST');
  if (route?.kind === 'service-prefix') return { ...route, ...plain };
  if (typeof named !== 'string' || named === '') return undefined;
  return { kind: 'service-prefix', prefix: '/proxy', serviceRef: named, rest: path, ...plain };
}
