import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { LatchkeyError } from '#shared/contract/errors';
import { randomBase62 } from '#shared/domain/key-format';
import { createAdminSecret, hashKey, type RandomBytes } from '../keys/api-key';
import type { ConfigStore } from '../storage/config-store';
import { createOneTimeCodes } from './one-time-codes';
import { ShortLived } from './short-lived';

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

interface AdminSession {
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
const MAX_SESSIONS = 100;
const SESSION_FORM = /^lks_[0-9A-Za-z]{43}$/;
const MAX_BEARER_LENGTH = 512;
const MIN_SECRET_LENGTH = 16;

const digestOf = (text: string) => createHash('sha256').update(text).digest();

const isSecret = (config: ConfigStore, bearer: string): boolean => {
  const { adminHash } = config.current;
  const known = adminHash === null ? Buffer.alloc(32) : Buffer.from(adminHash, 'hex');
  return timingSafeEqual(digestOf(bearer), known) && adminHash !== null;
};

/** True for what is a token of a browser by its form, whether it is good or not. */
export const isSessionForm = (bearer: string): boolean => SESSION_FORM.test(bearer);

/** Who is the owner, over the digest in the config. Sessions and codes live in memory and end with the process. */
export function createAdminAuth(deps: AdminAuthDeps): AdminAuth {
  const { config, now = () => new Date(), random = randomBytes, onNewSecret = () => {} } = deps;
  const sessions = new ShortLived(MAX_SESSIONS);
  const codes = createOneTimeCodes(() => now().getTime(), random);
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
      const expiresAt = new Date(now().getTime() + SESSION_MS);
      sessions.add(token, expiresAt.getTime());
      return { token, expiresAt: expiresAt.toISOString() };
    },
    endSession(token) {
      sessions.take(token, now().getTime());
    },
    createCode: codes.create,
    redeemCode: codes.redeem,
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
