import type { StoredKey } from '../storage/config-schema';
import type { AllowanceState } from '#shared/contract/operations/allowances';
import type { Ledger } from '../ledger/ledger';
import type { Allowances } from '../limits/allowances';
import type { ServiceStore } from '../services/service-store';
import { mayUse } from '../pipeline/choose-service';

interface OwnDeps {
  readonly services: ServiceStore;
  readonly ledger: Ledger;
  readonly allowances: Pick<Allowances, 'statesOf'>;
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

/** What whoever has the key may know of a limit: how much is left, and not how busy a service is with others. */
const toOwnLimit = ({ of, measure, period, limit, used, reserved, resetsAt }: AllowanceState) => {
  const left = BigInt(limit) - BigInt(used) - BigInt(reserved);
  return { of, measure, period, limit, used, left: String(left > 0n ? left : 0n), resetsAt };
};

const ownLimits = (deps: OwnDeps, key: StoredKey) =>
  deps.allowances
    .statesOf(key)
    .filter(({ of }) => of !== 'service')
    .map(toOwnLimit);

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
    limits: ownLimits(deps, key),
    requests: stats?.requests ?? 0,
  };
}
