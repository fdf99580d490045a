import type { StoredKey } from '../storage/config-schema';
import { newKey } from '../keys/new-key';
import type { Call } from './call';

/**
 * Threat: with the key check switched off, every page in a browser of this computer and every device in reach could call.
 * So only programs of this computer pass: the connection comes from loopback and no page of another site is behind it.
 */
export const AUTH_DISABLED = 'auth-disabled';

/** Who is calling when nobody has to say so. No text opens this key, and it is not in the list. */
export const createOpenKey = (): StoredKey => ({
  ...newKey(AUTH_DISABLED, '0'.repeat(64), AUTH_DISABLED, new Date().toISOString()),
  services: '*',
  rate_limit_requests: 1_000_000,
  rate_limit_window_seconds: 1,
});

type Asking = Pick<Call, 'clientIp'> & Partial<Pick<Call, 'req'>>;

const isLoopback = (ip: string): boolean => ip === '::1' || ip.startsWith('127.');

/** True for a program of this computer that is not a page of some site. */
export function isOwnProgram({ clientIp, req }: Asking): boolean {
  if (!isLoopback(clientIp) || req === undefined) return false;
  const site = req.headers['sec-fetch-site'];
  const isPage = req.headers.origin !== undefined || (site !== undefined && site !== 'none');
  return !isPage;
}
