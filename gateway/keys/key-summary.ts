import type { KeySummary } from '#shared/contract/operations/keys';
import type { StoredKey } from '../storage/config-schema';

/** What the ledger and the record know of a key's use. */
export interface KeyUse {
  readonly requests: number;
  readonly lastUsedAtMs: number;
  readonly lastUsedFrom?: string | undefined;
}

/** Whether a key may be used at this moment. */
export const stateOf = (key: StoredKey, now: Date): KeySummary['state'] => {
  if (key.revokedAt !== null) return 'revoked';
  if (key.expiresAt !== null && Date.parse(key.expiresAt) <= now.getTime()) return 'expired';
  return key.pausedAt === null ? 'active' : 'paused';
};

/** What may be shown of a key: built field by field, so a hash cannot slip in. */
export const toKeySummary = (
  key: StoredKey,
  use: KeyUse | undefined,
  personName: string | null,
  now: Date,
): KeySummary => ({
  id: key.id,
  name: key.name,
  // Nothing but the digest is kept of a key that was made elsewhere.
  role: key.role,
  hint: key.weak ? '(imported)' : `lk_${key.id}_…`,
  state: stateOf(key, now),
  services: key.services,
  description: key.description,
  person: key.person,
  personName,
  rate_limit_requests: key.rate_limit_requests,
  rate_limit_window_seconds: key.rate_limit_window_seconds,
  allowance: key.allowance,
  models: key.models,
  methods: key.methods,
  paths: key.paths,
  openPaths: key.openPaths,
  quietTimes: key.quietTimes,
  addresses: key.addresses,
  origins: key.origins,
  signing: key.signing,
  shadow: key.shadow,
  raises: key.raises.filter(({ until }) => Date.parse(until) > now.getTime()),
  weak: key.weak,
  importedFrom: key.importedFrom,
  createdAt: key.createdAt,
  expiresAt: key.expiresAt,
  lastUsedAt: use && use.lastUsedAtMs > 0 ? new Date(use.lastUsedAtMs).toISOString() : null,
  lastUsedFrom: use?.lastUsedFrom ?? null,
  requests: use?.requests ?? 0,
});
