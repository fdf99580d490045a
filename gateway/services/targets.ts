import type { StoredService } from '../storage/config-schema';
import { matchesPath } from './path-pattern';
import { TargetState } from './target-state';

/** One address of a service, with what is known of it. */
export interface Target {
  /** As the owner wrote it. */
  readonly url: string;
  /** Scheme, host and port. */
  readonly origin: URL;
  /** Path prefix: '' or such as '/v1', never with a slash at the end. */
  readonly basePath: string;
  readonly weight: number;
  readonly wakeMac: string | null;
  readonly state: TargetState;
}

/** What is known of targets outlives a change of the settings, for as long as the address stays the same. */
export function createTargetStates(onHealth: (serviceId: string) => void) {
  const states = new Map<string, TargetState>();
  return {
    of(serviceId: string, url: string): TargetState {
      const name = `${serviceId} ${url}`;
      let state = states.get(name);
      if (!state) states.set(name, (state = new TargetState(() => onHealth(serviceId))));
      return state;
    },
    forget(serviceId: string): void {
      for (const name of states.keys()) if (name.startsWith(`${serviceId} `)) states.delete(name);
    },
  };
}
export type TargetStates = ReturnType<typeof createTargetStates>;

/** The targets of a service, ready for use. */
export const toTargets = (service: StoredService, states: TargetStates): readonly Target[] =>
  service.targets.map((stored) => {
    const url = new URL(stored.url);
    return {
      ...stored,
      origin: new URL(url.origin),
      basePath: url.pathname.replace(/\/+$/, ''),
      state: states.of(service.id, stored.url),
    };
  });

/** Those targets that a path may go to: all of them, unless a route of the service names some. */
export function targetsFor(
  service: { readonly targets: readonly Target[]; readonly rules: StoredService['rules'] },
  path: string,
): readonly Target[] {
  const { routes } = service.rules;
  if (routes.length === 0) return service.targets;
  const route = routes.find((one) => matchesPath(one.path, path));
  if (!route) return service.targets;
  return route.targets.flatMap((at) => service.targets[at] ?? []);
}
