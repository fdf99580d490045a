import { LatchkeyError, type ErrorCode } from '#shared/contract/errors';
import type { FailureThrottle } from '../edge/failure-throttle';
import type { IdentityVerdict } from '../identity/identity-verdict';
import type { KeyStore, KeyVerdict } from '../keys/key-store';
import { isDashboard } from '../routes/route-table';
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

type Asking = Pick<Call, 'guarded' | 'clientIp' | 'route'> & Partial<Pick<Call, 'req'>>;

export interface AuthenticateDeps {
  readonly keys: KeyStore;
  readonly failures: FailureThrottle;
  readonly bans: BanList;
  /** Knows callers by something else than the text of a key; undefined for those it has nothing to say about. */
  readonly recognise?: (call: Asking) => IdentityVerdict | Promise<IdentityVerdict> | undefined;
  /** False lets programs of this computer pass without a key. */
  readonly authEnabled?: boolean | undefined;
}

/** Counts a guess against its address; throws TOO_MANY_FAILURES when there were too many. */
function countGuess({ failures }: AuthenticateDeps, ip: string): void {
  failures.recordFailure(ip);
  const retryAfterMs = failures.retryAfterMs(ip);
  if (retryAfterMs > 0) throw new LatchkeyError('TOO_MANY_FAILURES', { retryAfterMs });
}

/** The key that may pass; throws for every other verdict. */
function admit(
  deps: AuthenticateDeps,
  call: Asking,
  verdict: IdentityVerdict,
  isBanned: boolean,
): StoredKey {
  if (verdict.verdict === 'valid') {
    const { key } = verdict;
    const isSigned = key.signing === 'off' || call.guarded.presented?.carrier === 'signature';
    if (!isSigned) throw new KeyRefusal('KEY_MUST_SIGN', key);
    // Where it leads counts, not what it is called: gRPC has services with methods of any name.
    if (key.role === 'dashboard' && !isDashboard(call.route))
      throw new KeyRefusal('KEY_READ_ONLY', key);
    return key;
  }
  if (isBanned) throw new LatchkeyError('ADDRESS_BANNED');
  // Whoever has the whole text of a key does not guess.
  if ('key' in verdict) throw new KeyRefusal(refusalOf[verdict.verdict], verdict.key);
  if (verdict.verdict === 'refused') {
    if (verdict.isGuess) countGuess(deps, call.clientIp);
    throw new LatchkeyError(verdict.code, verdict.message ? { message: verdict.message } : {});
  }
  countGuess(deps, call.clientIp);
  throw new LatchkeyError(refusalOf[verdict.verdict]);
}

/** Apps with an empty field for the key send the header all the same. */
const missing = ({ req }: Asking): 'KEY_EMPTY' | 'KEY_MISSING' =>
  /^\s*(?:bearer\s*)?$/i.test(req?.headers.authorization ?? '-') ? 'KEY_EMPTY' : 'KEY_MISSING';

/** Says who is calling: at once for a key, later for whoever has to be looked up. Throws, or rejects, for everybody else. */
export const createAuthenticate = (deps: AuthenticateDeps) => {
  const { bans, keys, recognise } = deps;
  const openKey = deps.authEnabled === false ? createOpenKey() : undefined;
  return (call: Asking): StoredKey | Promise<StoredKey> => {
    if (openKey && isOwnProgram(call)) return openKey;
    const ban = bans.isEmpty ? undefined : bans.find(call.clientIp);
    if (ban?.alsoValidKeys) throw new LatchkeyError('ADDRESS_BANNED');
    const isBanned = ban !== undefined;
    const { presented } = call.guarded;
    const known = recognise?.(call);
    if (known instanceof Promise) {
      return known.then((verdict) => admit(deps, call, verdict, isBanned));
    }
    if (known) return admit(deps, call, known, isBanned);
    // Not a guess: apps ask once without a key before they are given one.
    if (!presented) throw new LatchkeyError(isBanned ? 'ADDRESS_BANNED' : missing(call));
    return admit(deps, call, keys.verify(presented.text), isBanned);
  };
};
