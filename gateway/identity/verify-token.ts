import { decodeJwt, errors, jwtVerify, type JWTPayload } from 'jose';
import type { JwtIssuer } from '#shared/contract/operations/service-rules';
import type { Jwks } from './jwks';

/** Public-key algorithms only: with `none` or a shared secret, the published keys would be enough to sign. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
/** How far two clocks may be apart, in seconds. */
export const LEEWAY_SECONDS = 60;

/** A sign-in whose signature, issuer, audience and times are good. */
export interface Verified {
  readonly payload: JWTPayload & { readonly exp: number };
  readonly issuer: JwtIssuer;
}

const isFor = ({ aud }: JWTPayload, audience: string): boolean =>
  Array.isArray(aud) ? aud.includes(audience) : aud === audience;

/** The sign-in service that a text says it comes from; nothing of it is believed yet. */
export function issuerOf(text: string, issuers: readonly JwtIssuer[]): JwtIssuer | undefined {
  try {
    const claims = decodeJwt(text);
    return issuers.find((one) => one.issuer === claims.iss && isFor(claims, one.audience));
  } catch {
    return undefined; // not what it looked like
  }
}

async function verifyWith(
  text: string,
  issuer: JwtIssuer,
  keys: Awaited<ReturnType<Jwks['keysAt']>>,
  now: Date,
): Promise<Verified> {
  const { payload } = await jwtVerify(text, keys, {
    issuer: issuer.issuer,
    audience: issuer.audience,
    algorithms: ALGORITHMS,
    clockTolerance: LEEWAY_SECONDS,
    requiredClaims: ['exp'],
    currentDate: now,
  });
  return { payload: { ...payload, exp: payload.exp ?? 0 }, issuer };
}

/** Resolves only for a sign-in that the issuer made for this gateway and that holds at this moment; rejects otherwise. */
export async function verifyToken(
  text: string,
  issuer: JwtIssuer,
  jwks: Jwks,
  now: Date,
): Promise<Verified> {
  const keys = await jwks.keysAt(issuer.jwksUrl);
  try {
    return await verifyWith(text, issuer, keys, now);
  } catch (error) {
    if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    const newer = await jwks.newerThan(issuer.jwksUrl, keys);
    if (!newer) throw error;
    return verifyWith(text, issuer, newer, now);
  }
}
