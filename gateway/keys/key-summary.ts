import type { KeySummary } from '#shared/contract/operations/keys';
import type { StoredKey } from '../storage/config-schema';

/** What the ledger and the record know of a key's use. */
export interface KeyUse {
  readonly requests: number;
  readonly lastUsedAtMs: number;
  readonly lastUsedFrom?: string | undefined;
}

const stateOf = (key: StoredKey, now: Date): KeySummary['state'] => {
  if (key.revokedAt !== null) return 'revoked';
  if (key.expiresAt !== null && Date.parse(key.expiresAt) <= now.getTime()) return 'expired';
  return key.pausedAt === null ? 'active' : 'paused';
};

/** What may be shown of a key: built field by field, so a hash cannot slip in. */
export const toKeySummary = (key: StoredKey, use: KeyUse | undefined, now: Date): KeySummary => ({
  id: key.id,
  name: key.name,
  hint: `lk_${key.id}_…`,
  state: stateOf(key, now),
  services: key.services,
  person: key.person,
  rate_limit_requests: key.rate_limit_requests,
  rate_limit_window_seconds: key.rate_limit_window_seconds,
  createdAt: key.createdAt,
  expiresAt: key.expiresAt,
  lastUsedAt: use && use.lastUsedAtMs > 0 ? new Date(use.lastUsedAtMs).toISOString() : null,
  lastUsedFrom: use?.lastUsedFrom ?? null,
  requests: use?.requests ?? 0,
});
