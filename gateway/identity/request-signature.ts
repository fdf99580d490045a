import { createHmac, timingSafeEqual } from 'node:crypto';
import type { KeyStore } from '../keys/key-store';
import type { StoredKey } from '../storage/config-schema';
import type { IdentityVerdict, Refused } from './identity-verdict';
import { createNonceBook, type NonceBook } from './nonce-book';

/**
 * Threat: on a network without encryption, whoever listens has the key of every call. A signed call carries no key; its
 * signature holds for one method, one path, one body and one use within five minutes. What is signed with is the stored
 * digest of the key, so only keys that must sign are taken here: a copied data folder opens no other key.
 */
interface SignedHead {
  readonly method: string;
  /** Path and query exactly as sent. */
  readonly target: string;
  /** The `Authorization` header as sent. */
  readonly text: string;
  /** `x-latchkey-content-sha256`. */
  readonly contentDigest: string;
}

interface Parts {
  readonly id: string;
  readonly ts: string;
  readonly nonce: string;
  readonly sig: Buffer;
}

export const UNSIGNED_BODY = 'UNSIGNED-BODY';
const WINDOW_MS = 300_000;
const FORM =
  /^Latchkey-HMAC[ \t]+id=([A-Za-z0-9_-]{1,64}),[ \t]*ts=(\d{1,12}),[ \t]*nonce=([A-Za-z0-9_-]{16,64}),[ \t]*sig=([0-9a-fA-F]{64})$/i;
const DIGEST = /^(?:[0-9a-f]{64}|UNSIGNED-BODY)$/;
const NO_DIGEST = '0'.repeat(64);

function readParts(text: string): Parts | undefined {
  const [, id, ts, nonce, sig] = FORM.exec(text) ?? [];
  if (id === undefined || ts === undefined || nonce === undefined || !sig) return undefined;
  return { id, ts, nonce, sig: Buffer.from(sig, 'hex') };
}

const refused = (isGuess: boolean, message?: string): Refused => ({
  verdict: 'refused',
  code: 'SIGNATURE_INVALID',
  isGuess,
  ...(message !== undefined && { message }),
});

/** Digests of every text that opens the key at this moment. */
const digestsOf = (key: StoredKey | undefined, nowMs: number): readonly string[] => {
  if (key?.signing !== 'required') return [NO_DIGEST];
  const { previous } = key;
  const isKept = previous !== null && nowMs < Date.parse(previous.until);
  return [key.hash, ...key.extraHashes, ...(isKept ? [previous.hash] : [])];
};

function isSignedBy(digest: string, { ts, nonce, sig }: Parts, head: SignedHead): boolean {
  const message = [head.method, head.target, ts, nonce, head.contentDigest].join('\n');
  const right = createHmac('sha256', Buffer.from(digest, 'hex')).update(message).digest();
  return timingSafeEqual(right, sig) && digest !== NO_DIGEST;
}

interface SignatureDeps {
  readonly keys: Pick<KeyStore, 'byId'>;
  readonly wallMs?: (() => number) | undefined;
  readonly nonces?: NonceBook;
}

/** Judges signed calls. Nothing about a key is told to whoever does not have it. */
export function createRequestSignatures({
  keys,
  wallMs = Date.now,
  nonces = createNonceBook(),
}: SignatureDeps): (head: SignedHead) => IdentityVerdict {
  // What was used before a restart is not remembered, so nothing from before it is taken.
  const startedMs = Math.floor(wallMs() / 1000) * 1000;
  const judgeTime = ({ ts, nonce }: Parts, key: StoredKey): Refused | undefined => {
    const nowMs = wallMs();
    const signedMs = Number(ts) * 1000;
    if (Math.abs(nowMs - signedMs) > WINDOW_MS) {
      return refused(false, 'The time of the signature is more than 5 minutes off. Set the clock.');
    }
    if (signedMs < startedMs) {
      return refused(false, 'The signature is older than the start of the gateway. Sign again.');
    }
    const isNew = nonces.use(key.id, nonce, signedMs + WINDOW_MS, nowMs);
    if (isNew === undefined) return { verdict: 'refused', code: 'LIMIT_REACHED', isGuess: false };
    return isNew ? undefined : refused(true, 'This signature was used before.');
  };
  return (head) => {
    const parts = readParts(head.text);
    if (!parts || !DIGEST.test(head.contentDigest)) return refused(true);
    const verdict = keys.byId(parts.id);
    const key = 'key' in verdict ? verdict.key : undefined;
    const isSigned = digestsOf(key, wallMs()).some((digest) => isSignedBy(digest, parts, head));
    if (!isSigned || !key) return refused(true);
    return judgeTime(parts, key) ?? verdict;
  };
}
