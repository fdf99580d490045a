import { LatchkeyError, type ErrorCode } from '#shared/contract/errors';
import { pauseRefusal } from '../limits/pause';
import type { Config } from '../storage/config-schema';
import { AUTH_DISABLED } from './open-to-own-programs';

interface WaitingCall {
  readonly keyId: string;
  readonly serviceId: string;
}

function codeFor(config: Config, { keyId, serviceId }: WaitingCall): ErrorCode | undefined {
  const service = config.services.find(({ id }) => id === serviceId);
  if (!service) return 'SERVICE_UNKNOWN';
  if (service.paused) return 'SERVICE_PAUSED';
  if (keyId === AUTH_DISABLED) return undefined; // never in the list
  const key = config.keys.find(({ id }) => id === keyId);
  if (!key || key.revokedAt) return 'KEY_REVOKED';
  if (key.pausedAt) return 'KEY_PAUSED';
  const isInScope = key.services === '*' || key.services.includes(serviceId);
  return isInScope ? undefined : 'SERVICE_NOT_ALLOWED';
}

/** Why a call that waits may no longer go on under this config; undefined while it may. */
export const createQueueRule =
  (config: Config, nowMs: number) =>
  (call: WaitingCall): LatchkeyError | undefined => {
    const paused = pauseRefusal(config.settings, nowMs);
    if (paused) return paused;
    const code = codeFor(config, call);
    return code && new LatchkeyError(code);
  };
