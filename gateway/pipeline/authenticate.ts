import { LatchkeyError, type ErrorCode } from '#shared/contract/errors';
import type { FailureThrottle } from '../edge/failure-throttle';
import type { KeyStore, KeyVerdict } from '../keys/key-store';
import type { StoredKey } from '../storage/config-schema';
import type { BanList } from '../threats/ban-list';
import type { Call } from './call';
import { createOpenKey, isOwnProgram } from './open-to-own-programs';

/**
 * Who may pass. A stranger on the network gets nothing but a refusal, slower with every guess;
 * a valid key is always looked at first, so failures of others at the same address never lock its owner out.
 */
const refusalOf = {
  mistyped: 'KEY_MISTYPED',
  unknown: 'KEY_INVALID',
  paused: 'KEY_PAUSED',
  expired: 'KEY_EXPIRED',
  revoked: 'KEY_REVOKED',
} as const satisfies Record<Exclude<KeyVerdict['verdict'], 'valid'>, ErrorCode>;

/** A refusal of a key that is known but may not pass: the record names it. */
export class KeyRefusal extends LatchkeyError {
  readonly key: StoredKey;
  constructor(code: ErrorCode, key: StoredKey) {
    super(code);
    this.key = key;
  }
}

export interface AuthenticateDeps {
  readonly keys: KeyStore;
  readonly failures: FailureThrottle;
  readonly bans: BanList;
  /** False lets programs of this computer pass without a key. */
  readonly authEnabled?: boolean | undefined;
}

export const createAuthenticate = (deps: AuthenticateDeps) => {
  const openKey = deps.authEnabled === false ? createOpenKey() : undefined;
  return (call: Pick<Call, 'guarded' | 'clientIp'> & Partial<Pick<Call, 'req'>>): StoredKey => {
    if (openKey && isOwnProgram(call)) return openKey;
    const ban = deps.bans.isEmpty ? undefined : deps.bans.find(call.clientIp);
    if (ban?.alsoValidKeys) throw new LatchkeyError('ADDRESS_BANNED');
    const presented = call.guarded.presented;
    // Not a guess: apps ask once without a key before they are given one.
    if (!presented) throw new LatchkeyError(ban ? 'ADDRESS_BANNED' : 'KEY_MISSING');
    const verdict = deps.keys.verify(presented.text);
    if (verdict.verdict === 'valid') return verdict.key;
    if (ban) throw new LatchkeyError('ADDRESS_BANNED');
    // Whoever has the whole text of a key does not guess.
    if ('key' in verdict) throw new KeyRefusal(refusalOf[verdict.verdict], verdict.key);
    deps.failures.recordFailure(call.clientIp);
    const retryAfterMs = deps.failures.retryAfterMs(call.clientIp);
    if (retryAfterMs > 0) throw new LatchkeyError('TOO_MANY_FAILURES', { retryAfterMs });
    throw new LatchkeyError(refusalOf[verdict.verdict]);
  };
};
