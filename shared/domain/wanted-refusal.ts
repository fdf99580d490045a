import type { ErrorCode } from '../contract/errors';

const WANTED: ReadonlySet<string> = new Set<ErrorCode>([
  'QUIET_HOURS',
  'GATEWAY_PAUSED',
  'SERVICE_PAUSED',
]);

/** True for a code by which a call is turned away because the owner wants it so; its status is a 503, and yet nothing failed. */
export const isWantedRefusal = (code: string | null): boolean => code !== null && WANTED.has(code);
