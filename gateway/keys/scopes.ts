import { LatchkeyError } from '#shared/contract/errors';
import type { Config, StoredKey } from '../storage/config-schema';

type Scope = StoredKey['services'];

/** Throws SERVICE_UNKNOWN when a scope names a service that does not exist, so a typing error cannot open a later service. */
export function assertScopeExists(config: Config, scope: Scope): void {
  if (scope === '*') return;
  const known = new Set(config.services.map((service) => service.id));
  const missing = scope.filter((id) => !known.has(id));
  if (missing.length > 0) throw new LatchkeyError('SERVICE_UNKNOWN', { details: { missing } });
}

/** The scope without one service; a key that named only that service may then use none, never all. */
export const withoutService = (scope: Scope, serviceId: string): Scope =>
  scope === '*' ? scope : scope.filter((id) => id !== serviceId);
