import { hash, timingSafeEqual } from 'node:crypto';
import { LatchkeyError } from '#shared/contract/errors';
import { UNSIGNED_BODY } from '../identity/request-signature';
import type { Call } from './call';
import type { ReadBody } from './read-ahead';

/** The header whose text is signed in place of the body. */
export const CONTENT_DIGEST = 'x-latchkey-content-sha256';

/** What a signed call says its body is; an empty text when it says nothing. */
export const contentDigestOf = ({ headers }: Call['req']): string => {
  const value = headers[CONTENT_DIGEST];
  return typeof value === 'string' ? value : '';
};

const hasNoBody = ({ headers }: Call['req']): boolean =>
  headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0';

/** True when a body must be held and compared before any of it goes on. Throws when there is none although one was signed. */
export function isBodySigned({ guarded, req }: Call): boolean {
  if (guarded.presented?.carrier !== 'signature') return false;
  if (contentDigestOf(req) === UNSIGNED_BODY) return false;
  if (!hasNoBody(req)) return true;
  assertSignedBody(req, { start: Buffer.alloc(0), isWhole: true });
  return false;
}

/** Throws unless the whole body is the one that was signed. */
export function assertSignedBody(req: Call['req'], body: ReadBody): void {
  if (!body.isWhole) {
    const message = `A signed body may have 16 MiB. Send a larger one as ${UNSIGNED_BODY}.`;
    throw new LatchkeyError('BODY_TOO_LARGE', { message });
  }
  const digest = hash('sha256', body.start);
  if (timingSafeEqual(Buffer.from(digest), Buffer.from(contentDigestOf(req)))) return;
  const message = 'The body is not the one that was signed.';
  throw new LatchkeyError('SIGNATURE_INVALID', { message });
}
