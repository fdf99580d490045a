import type { AuditEntry } from '#shared/contract/operations/records';
import type { Threat } from '#shared/contract/operations/security';

/** What the detectors read of an entry of the record. */
export type Sighting = Pick<
  AuditEntry,
  'event' | 'ip' | 'userAgent' | 'keyId' | 'keyName' | 'code' | 'status' | 'presented'
> & { readonly atMs: number };

/** What one detector has to say of one sighting. */
export interface Finding {
  readonly kind: Threat['kind'];
  /** What it is about: findings of one kind and subject are one alert. */
  readonly subject: string;
  readonly severity: Threat['severity'];
  readonly keyId: string | null;
  readonly ip: string | null;
  readonly suggestion: Threat['suggestion'];
  /** Calls that led to it, when it is the first. */
  readonly count: number;
  readonly message: (count: number) => string;
}

/** Reads sightings in their order; memory of its own is bounded. */
export type Detector = (seen: Sighting) => Finding | undefined;

/** True for a call that a good key made and the gateway let through. */
export const isAdmitted = (seen: Sighting): boolean =>
  seen.keyId !== null && (seen.event === 'AUTHORIZED' || seen.event === 'ERROR');

const GUESSES: ReadonlySet<string> = new Set([
  'KEY_INVALID',
  'KEY_MISTYPED',
  'KEY_REVOKED',
  'KEY_EXPIRED',
  'TOO_MANY_FAILURES',
  'ADMIN_REQUIRED',
  'ADDRESS_BANNED',
]);

/**
 * True for a try with something that is no good key. Asking without any key is what apps do before they are given one. The
 * alerts of the window and the analysis of logs both count these and no others.
 */
export const isFailedTry = (seen: Pick<Sighting, 'event' | 'code'>): boolean =>
  seen.event === 'UNAUTHORIZED' && seen.code !== null && GUESSES.has(seen.code);

export const nameOf = (seen: Sighting): string => `The key “${seen.keyName ?? seen.keyId ?? ''}”`;

/** The local hours in which a key that is never used at night is worth a word: from, inclusive, to, exclusive. */
export const NIGHT = { from: 0, to: 5 } as const;
