import { expect, test } from 'vitest';
import {
  createAdminApp,
  createAdminRoutes,
  type AdminAppDeps,
} from '../../gateway/admin/admin-app';
import { hostNameOf } from '../../gateway/admin/admin-guard';
import { createAdminAuth } from '../../gateway/admin/admin-auth';
import { createEventHub } from '../../gateway/events';
import { createMemoryConfigStore } from '../support/memory-config-store';

const deps: AdminAppDeps = {
  dispatch: async () => ({ ok: true, value: {} }),
  events: createEventHub(),
  auth: createAdminAuth({ config: createMemoryConfigStore() }),
  failures: { recordFailure: () => {}, retryAfterMs: () => 0 },
  ended: { see: () => 'first' },
  guessers: { record: () => {} },
  now: () => new Date(),
  version: '0',
  dataDir: '/nowhere',
  readMetrics: async () => ({ contentType: 'text/plain', text: '' }),
  panelDir: '/nowhere',
  docsDir: '/nowhere',
  report: () => {},
};

test('I-11: every route that can change anything needs the owner, but for signing in', () => {
  const open = createAdminRoutes(deps).filter((route) => route.access === 'open');
  expect(open.filter(({ method }) => method === 'POST').map((route) => route.path)).toEqual([
    '/admin/v1/session',
  ]);
});

test('I-11: in Express itself every route of an owner begins with the same guard', () => {
  const routes = createAdminRoutes(deps);
  const { stack } = createAdminApp(deps).router;
  const mounted = stack.flatMap(({ route }) => (route ? [route] : []));
  const guardOf = (path: string) => mounted.find((one) => one.path === path)?.stack[0]?.handle;
  const guard = guardOf('/admin/v1/keys.create');
  expect(mounted).toHaveLength(routes.length);
  for (const { path, access } of routes) {
    if (access === 'owner') expect(guardOf(path), path).toBe(guard);
    else expect(guardOf(path), path).not.toBe(guard);
  }
});

test('I-12 I-16: every route is literal', () => {
  for (const { path } of createAdminRoutes(deps)) expect(path).not.toMatch(/[:*{}()\\[\]]/);
});

test.each([
  ['localhost', 'localhost'],
  ['LOCALHOST:5540', 'localhost'],
  ['[::1]:5540', '::1'],
  ['a@b', undefined],
  ['[1:2', undefined],
  ['host:65536', undefined],
  ['', undefined],
  [undefined, undefined],
])('P-14: the name in Host %j is %j', (header, name) => {
  expect(hostNameOf(header)).toBe(name);
});
