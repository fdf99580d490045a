import type { StoredKey } from '../storage/config-schema';
import type { Ledger } from '../ledger/ledger';
import type { ServiceStore } from '../services/service-store';
import { mayUse } from '../pipeline/choose-service';

interface OwnDeps {
  readonly services: ServiceStore;
  readonly ledger: Ledger;
  readonly isPaused: () => boolean;
  /** The name of a person by id. */
  readonly nameOf: (personId: string | null) => string | null;
}

const servicesOf = (deps: OwnDeps, key: StoredKey) =>
  deps.services
    .list()
    .filter((service) => mayUse(key, service))
    .map(({ id, name, kind, health, paused }) => ({ id, name, kind, health, paused }));

/** `GET /status`: is it running, who am I, and how are the services that I may use. */
export const statusAnswer = (deps: OwnDeps, key: StoredKey) => ({
  status: deps.isPaused() ? 'paused' : 'ok',
  user: deps.nameOf(key.person) ?? key.name,
  key: { id: key.id, name: key.name },
  services: servicesOf(deps, key),
});

/** `GET /me`: what this key is and how much of it is used up; never the key itself. */
export async function meAnswer(deps: OwnDeps, key: StoredKey) {
  const stats = (await deps.ledger.keyStats()).get(key.id);
  return {
    key: {
      id: key.id,
      name: key.name,
      person: deps.nameOf(key.person),
      expiresAt: key.expiresAt,
    },
    services: servicesOf(deps, key),
    limit: {
      rate_limit_requests: key.rate_limit_requests,
      rate_limit_window_seconds: key.rate_limit_window_seconds,
    },
    requests: stats?.requests ?? 0,
  };
}
