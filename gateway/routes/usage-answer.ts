/**
 * Threat: whoever has a key asks who else uses a service, and how much. A caller is told of their own key and of the
 * others of the same person, and of a service only when the key may use it.
 */
import { LatchkeyError } from '#shared/contract/errors';
import { createServiceCounts } from '../billing/service-counts';
import type { Ledger } from '../ledger/ledger';
import { mayUse } from '../pipeline/choose-service';
import type { ServiceStore } from '../services/service-store';
import type { StoredKey } from '../storage/config-schema';
import type { Route } from './route-table';

interface UsageDeps {
  readonly services: Pick<ServiceStore, 'byNameOrId'>;
  readonly ledger: Pick<Ledger, 'cycles' | 'cycleSums'>;
  readonly keys: () => readonly StoredKey[];
}

const referenceOf = (route: Route): string => {
  const text = route.kind === 'own' ? (route.serviceId ?? '') : '';
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // no name has such an escape, so it is not found
  }
};

const isTheirs = (key: StoredKey, other: StoredKey): boolean =>
  other.id === key.id || (key.person !== null && other.person === key.person);

/** `GET /usage/<service>`: how often the caller's own keys used it, with success. */
export function createUsageAnswer({ services, ledger, keys }: UsageDeps) {
  const counts = createServiceCounts(ledger);
  return async (key: StoredKey, route: Route) => {
    const service = services.byNameOrId(referenceOf(route));
    if (!service) throw new LatchkeyError('SERVICE_UNKNOWN');
    if (!mayUse(key, service)) throw new LatchkeyError('SERVICE_NOT_ALLOWED');
    const found = await counts.of(service.id);
    const own = keys().filter((other) => isTheirs(key, other));
    const byKey = own.map(({ id }) => [id, found.get(id) ?? 0] as const);
    return {
      service_id: service.id,
      total: byKey.reduce((sum, [, count]) => sum + count, 0),
      by_key: Object.fromEntries(byKey),
    };
  };
}

/** `GET /me/api-key`: says in words why nobody can be shown a key a second time. */
export function refuseToShow(): never {
  throw new LatchkeyError('KEY_SHOWN_ONCE');
}
