import type { AuditEntry } from '#shared/contract/operations/records';

/** What only the owner may ask for; services have no such paths. */
const OWNER_PATH = /^\/(admin\/v1|api-keys|register-api|metrics)(\/|$)/;
/** What is said at that door only, and what is said to whoever goes on there. */
const ONLY_THERE: ReadonlySet<string> = new Set(['ADMIN_REQUIRED', 'SESSION_ENDED']);
const GOES_ON: ReadonlySet<string> = new Set(['TOO_MANY_FAILURES', 'ADDRESS_BANNED']);

/** Somebody without a key who was refused where only the owner may enter. */
export const isAtOwnerDoor = ({ event, code, keyId, serviceId, path }: AuditEntry): boolean => {
  if (event !== 'UNAUTHORIZED' || code === null) return false;
  if (ONLY_THERE.has(code)) return true;
  return GOES_ON.has(code) && keyId === null && serviceId === null && OWNER_PATH.test(path);
};

/** Somebody who said to be the owner and was not, for the first time or the hundredth. */
export const isWrongSecret = (entry: AuditEntry): boolean =>
  isAtOwnerDoor(entry) && entry.code !== 'SESSION_ENDED';
