import { hash } from 'node:crypto';
import { errors } from 'jose';
import type { JwtIssuer } from '#shared/contract/operations/service-rules';
import type { KeyStore } from '../keys/key-store';
import type { ServiceStore } from '../services/service-store';
import type { Config, StoredKey } from '../storage/config-schema';
import type { ConfigStore } from '../storage/config-store';
import { toClaimedKey } from './claimed-key';
import type { IdentityVerdict, Refused } from './identity-verdict';
import type { Jwks } from './jwks';
import { issuerOf, LEEWAY_SECONDS, verifyToken, type Verified } from './verify-token';

/**
 * Threat: somebody forges, replays elsewhere or keeps using a sign-in. Every one is checked against the issuer's public
 * keys before it counts; what it may do hangs on a key of the owner, so pausing that key ends all that came with it.
 */
interface JwtIdentityDeps {
  readonly config: Pick<ConfigStore, 'current'>;
  readonly keys: Pick<KeyStore, 'byId'>;
  readonly services: Pick<ServiceStore, 'byNameOrId'>;
  readonly jwks: Jwks;
  readonly wallMs?: (() => number) | undefined;
}

interface Seen {
  readonly verified: Verified;
  readonly untilMs: number;
  /** The last answer and what it was made from. */
  made?: { readonly config: Config; readonly key: StoredKey; readonly verdict: IdentityVerdict };
}

const MAX_SEEN = 1000;
/** An issuer that takes a key back is believed within the hour, whatever its sign-ins say. */
const MAX_SEEN_MS = 3_600_000;

const refused = (isGuess: boolean, message?: string): Refused => ({
  verdict: 'refused',
  code: 'SIGN_IN_REFUSED',
  isGuess,
  ...(message !== undefined && { message }),
});

/** A forged signature may be an attack; one that is over, early or for others is what honest apps send. */
function toRefusal(error: unknown): Refused {
  if (error instanceof errors.JWTExpired)
    return refused(false, 'This sign-in is over. Sign in again.');
  if (error instanceof errors.JWTClaimValidationFailed) {
    return refused(false, `This sign-in does not hold here: its "${error.claim}" does not fit.`);
  }
  if (error instanceof errors.JOSEError) return refused(true);
  return refused(false, 'The keys of the sign-in service cannot be read right now.');
}

const isSame = (one: JwtIssuer, other: JwtIssuer): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

class JwtIdentity {
  readonly #deps: JwtIdentityDeps;
  readonly #seen = new Map<string, Seen>();
  readonly #nowMs: () => number;

  constructor(deps: JwtIdentityDeps) {
    this.#deps = deps;
    this.#nowMs = deps.wallMs ?? Date.now;
  }

  /** False as long as no sign-in service is set up: such a text is then a key like any other. */
  get isOn(): boolean {
    return this.#issuers.length > 0;
  }

  get #issuers(): readonly JwtIssuer[] {
    return this.#deps.config.current.settings.identity.jwt;
  }

  /** What a sign-in may do; at once when it was seen before. */
  recognise(text: string): IdentityVerdict | Promise<IdentityVerdict> {
    const digest = hash('sha256', text, 'base64');
    const seen = this.#seen.get(digest);
    if (seen) {
      if (this.#nowMs() < seen.untilMs && this.#isStillTaken(seen)) return this.#judge(seen);
      this.#seen.delete(digest);
    }
    return this.#verify(text, digest);
  }

  #isStillTaken({ made, verified }: Seen): boolean {
    if (made?.config === this.#deps.config.current) return true;
    return this.#issuers.some((issuer) => isSame(issuer, verified.issuer));
  }

  async #verify(text: string, digest: string): Promise<IdentityVerdict> {
    const issuer = issuerOf(text, this.#issuers);
    if (!issuer) return refused(true);
    try {
      const now = new Date(this.#nowMs());
      const verified = await verifyToken(text, issuer, this.#deps.jwks, now);
      return this.#judge(this.#remember(digest, verified));
    } catch (error) {
      return toRefusal(error);
    }
  }

  #remember(digest: string, verified: Verified): Seen {
    const endsMs = (verified.payload.exp + LEEWAY_SECONDS) * 1000;
    const seen = { verified, untilMs: Math.min(endsMs, this.#nowMs() + MAX_SEEN_MS) };
    const [oldest] = this.#seen.keys();
    if (this.#seen.size >= MAX_SEEN && oldest !== undefined) this.#seen.delete(oldest);
    this.#seen.set(digest, seen);
    return seen;
  }

  #judge(seen: Seen): IdentityVerdict {
    const { issuer, payload } = seen.verified;
    const base = this.#deps.keys.byId(issuer.keyId);
    if (base.verdict !== 'valid') return 'key' in base ? base : refused(false);
    const config = this.#deps.config.current;
    const { made } = seen;
    if (made?.config === config && made.key === base.key) return made.verdict;
    const claimed = toClaimedKey(base.key, payload, issuer, { ...this.#deps, config });
    const verdict: IdentityVerdict =
      'key' in claimed ? { verdict: 'valid', key: claimed.key } : refused(false, claimed.refusal);
    seen.made = { config, key: base.key, verdict };
    return verdict;
  }
}

/** Sign-ins of the owner's sign-in services, each good for the rights of one key. */
export const createJwtIdentity = (deps: JwtIdentityDeps): Pick<JwtIdentity, 'isOn' | 'recognise'> =>
  new JwtIdentity(deps);
