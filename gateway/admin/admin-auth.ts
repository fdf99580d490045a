import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { LatchkeyError } from '#shared/contract/errors';
import { randomBase62 } from '#shared/domain/key-format';
import { createAdminSecret, hashKey, type RandomBytes } from '../keys/api-key';
import type { ConfigStore } from '../storage/config-store';

/**
 * Threat: whoever is taken for the owner can mint keys and read every bill. The secret is known only by its digest,
 * a browser gets a token that ends by itself, and a new secret ends every token that the old one may have given out.
 */
export interface AdminAuth {
  /** Says what a presented bearer is; undefined for anything else, API keys included. */
  check(bearer: string): 'secret' | 'token' | undefined;
  /** False until a first secret was adopted: then nobody can be the owner. */
  readonly isSet: boolean;
  createSession(): AdminSession;
  /** Ends a token at once; anything else is left as it is. */
  endSession(token: string): void;
  createCode(): { readonly code: string; readonly expiresAt: string };
  /** True once for a good code. */
  redeemCode(code: string): boolean;
  /** Makes a new secret, saves its digest and ends the old one and every session. */
  rotate(): Promise<string>;
  /** Makes a secret that was given from outside the only one. */
  adopt(secret: string): Promise<void>;
}

export interface AdminSession {
  readonly token: string;
  readonly expiresAt: string;
}

interface AdminAuthDeps {
  readonly config: ConfigStore;
  readonly now?: () => Date;
  readonly random?: RandomBytes;
  /** Is given each new secret, to keep it in the keychain. */
  readonly onNewSecret?: (secret: string) => void;
}

const SESSION_MS = 15 * 60_000;
const CODE_MS = 3 * 60_000;
const MAX_SESSIONS = 100;
const MAX_CODES = 5;
const MAX_WRONG_CODES = 10;
const MAX_BEARER_LENGTH = 512;
const MIN_SECRET_LENGTH = 16;

const digestOf = (text: string) => createHash('sha256').update(text).digest();

/** Digests of short-lived texts, each until its own time; the oldest goes when there are too many. */
class ShortLived {
  readonly #untilMs = new Map<string, number>();
  readonly #max: number;
  constructor(max: number) {
    this.#max = max;
  }
  add(text: string, untilMs: number): void {
    const [oldest] = this.#untilMs.keys();
    if (this.#untilMs.size >= this.#max && oldest !== undefined) this.#untilMs.delete(oldest);
    this.#untilMs.set(hashKey(text), untilMs);
  }
  has(text: string, nowMs: number): boolean {
    const untilMs = this.#untilMs.get(hashKey(text));
    return untilMs !== undefined && nowMs < untilMs;
  }
  take(text: string, nowMs: number): boolean {
    const had = this.has(text, nowMs);
    this.#untilMs.delete(hashKey(text));
    return had;
  }
  clear(): void {
    this.#untilMs.clear();
  }
}

/** The code as a person types it: no look-alikes, case does not matter, dashes and spaces neither. */
const CODE_LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const toPlainCode = (typed: string) => typed.toUpperCase().replace(/[^A-Z0-9]/g, '');
const newCode = (random: RandomBytes): string => {
  let code = '';
  while (code.length < 8) {
    // 248 = 8 x 31: no letter is likelier than another.
    for (const byte of random(8)) if (byte < 248) code += CODE_LETTERS[byte % 31];
  }
  return code.slice(0, 8);
};

const isSecret = (config: ConfigStore, bearer: string): boolean => {
  const { adminHash } = config.current;
  const known = adminHash === null ? Buffer.alloc(32) : Buffer.from(adminHash, 'hex');
  return timingSafeEqual(digestOf(bearer), known) && adminHash !== null;
};

/** Who is the owner, over the digest in the config. Sessions and codes live in memory and end with the process. */
export function createAdminAuth(deps: AdminAuthDeps): AdminAuth {
  const { config, now = () => new Date(), random = randomBytes, onNewSecret = () => {} } = deps;
  const sessions = new ShortLived(MAX_SESSIONS);
  const codes = new ShortLived(MAX_CODES);
  let wrongCodes = 0;
  const after = (ms: number) => new Date(now().getTime() + ms);
  const keepHash = async (hash: string) => {
    await config.update((draft) => void (draft.adminHash = hash));
    sessions.clear();
    codes.clear();
  };
  return {
    get isSet() {
      return config.current.adminHash !== null;
    },
    check(bearer) {
      if (bearer.length > MAX_BEARER_LENGTH) return undefined;
      if (isSecret(config, bearer)) return 'secret';
      return sessions.has(bearer, now().getTime()) ? 'token' : undefined;
    },
    createSession() {
      const token = `lks_${randomBase62(43, random)}`;
      const expiresAt = after(SESSION_MS);
      sessions.add(token, expiresAt.getTime());
      return { token, expiresAt: expiresAt.toISOString() };
    },
    endSession(token) {
      sessions.take(token, now().getTime());
    },
    createCode() {
      const code = newCode(random);
      const expiresAt = after(CODE_MS);
      wrongCodes = 0;
      codes.add(code, expiresAt.getTime());
      return { code: `${code.slice(0, 4)}-${code.slice(4)}`, expiresAt: expiresAt.toISOString() };
    },
    redeemCode(typed) {
      if (codes.take(toPlainCode(typed), now().getTime())) return true;
      // A code is short: ten wrong tries end them all.
      if (++wrongCodes >= MAX_WRONG_CODES) codes.clear();
      return false;
    },
    async rotate() {
      const { text, hash } = createAdminSecret(random);
      await keepHash(hash);
      onNewSecret(text);
      return text;
    },
    async adopt(secret) {
      if (secret.length < MIN_SECRET_LENGTH || secret.length > MAX_BEARER_LENGTH) {
        throw new LatchkeyError('INPUT_INVALID', {
          message: `The admin secret must have ${MIN_SECRET_LENGTH} to ${MAX_BEARER_LENGTH} characters.`,
        });
      }
      if (!isSecret(config, secret)) await keepHash(hashKey(secret));
    },
  };
}
