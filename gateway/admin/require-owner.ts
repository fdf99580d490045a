import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { LatchkeyError } from '#shared/contract/errors';
import { maskKeys } from '#shared/domain/key-format';
import { toLoggedPath } from '../edge/request-target';
import { blankDraft } from '../audit/blank-draft';
import type { StrangerFilter } from '../audit/stranger-filter';
import { isSessionForm, type AdminAuth } from './admin-auth';
import type { EndedSignIns } from './ended-sign-ins';

/** Slows down whoever guesses; the same promise as for keys. */
interface FailureCounter {
  recordFailure(ip: string): void;
  retryAfterMs(ip: string): number;
}

export interface OwnerDeps {
  readonly auth: AdminAuth;
  readonly failures: FailureCounter;
  /** Puts wrong guesses on record; not all of a flood become lines. */
  readonly guessers: Pick<StrangerFilter, 'record'>;
  readonly ended: EndedSignIns;
  readonly now: () => Date;
  /** Whether the owner turned this address away: it may not even guess. */
  readonly isBanned?: (ip: string) => boolean;
}

/** A request inside Express, which cuts the mount off `url`. */
type Asking = IncomingMessage & { readonly originalUrl?: string };

/** The address at the other end of the connection; a header can never change it. */
export const addressOf = (req: IncomingMessage): string =>
  (req.socket.remoteAddress ?? '').replace(/^::ffff:/, '');

function judgeGuess({ failures, isBanned = () => false }: OwnerDeps, ip: string): LatchkeyError {
  if (isBanned(ip)) return new LatchkeyError('ADDRESS_BANNED');
  failures.recordFailure(ip);
  const retryAfterMs = failures.retryAfterMs(ip);
  if (retryAfterMs > 0) return new LatchkeyError('TOO_MANY_FAILURES', { retryAfterMs });
  return new LatchkeyError('ADMIN_REQUIRED');
}

function record(deps: OwnerDeps, req: Asking, error: LatchkeyError): void {
  deps.guessers.record({
    ...blankDraft,
    atMs: deps.now().getTime(),
    event: 'UNAUTHORIZED',
    requestId: randomBytes(8).toString('hex'),
    method: req.method ?? '',
    path: toLoggedPath(req.originalUrl ?? req.url ?? ''),
    status: error.status,
    ip: addressOf(req),
    userAgent: maskKeys((req.headers['user-agent'] ?? '').slice(0, 200)),
    code: error.code,
  });
}

/** Puts a wrong secret on record, without a character of it, and says how long to wait. Always throws. */
export function refuseGuess(deps: OwnerDeps, req: Asking): never {
  const error = judgeGuess(deps, addressOf(req));
  record(deps, req, error);
  throw error;
}

/**
 * Refuses what has the form of a token or code of ours: an open panel after a restart, or a code used twice. One line of
 * a minute and address is enough for them, and they slow nobody down; a flood of them is guessing. Always throws.
 */
export function refuseEnded(deps: OwnerDeps, req: Asking): never {
  const ip = addressOf(req);
  const seen = deps.isBanned?.(ip) ? 'too_many' : deps.ended.see(ip, deps.now().getTime());
  if (seen === 'too_many') refuseGuess(deps, req);
  const error = new LatchkeyError('SESSION_ENDED');
  if (seen === 'first') record(deps, req, error);
  throw error;
}

/** The text of `Authorization: Bearer …`; undefined when there is none of that form. */
export const bearerOf = (req: IncomingMessage): string | undefined =>
  /^bearer +([!-~]+) *$/i.exec(req.headers.authorization ?? '')?.[1];

/** Returns what the caller proved to have. Throws ADMIN_REQUIRED for an API key as for anything else, SESSION_ENDED for a token that is none any more; a right secret is never slowed down. */
export function assertOwner(deps: OwnerDeps, req: Asking): 'secret' | 'token' {
  const bearer = bearerOf(req);
  // Without a secret a browser can still be the owner's, by a one-time code from the app.
  if (bearer === undefined) {
    throw new LatchkeyError(deps.auth.isSet ? 'ADMIN_REQUIRED' : 'ADMIN_NOT_SET');
  }
  const proven = deps.auth.check(bearer);
  if (proven !== undefined) return proven;
  return isSessionForm(bearer) ? refuseEnded(deps, req) : refuseGuess(deps, req);
}
