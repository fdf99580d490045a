import { isErrorCode, type ErrorCode } from '#shared/contract/errors';
import { t } from '../../../text/t';
import { isWrongSecret } from '../owner-door';
import { allowAddress, banForADay, removeBan } from './address-fixes';
import { giveMore, moreAtOnce, raiseTonight } from './allowance-fixes';
import {
  allowModel,
  allowService,
  extendKey,
  newKey,
  openKey,
  openPath,
  resumeKey,
} from './key-fixes';
import { always, none, type FindRemedy, type Refusal, type Remedy } from './remedy';
import {
  allowLarger,
  allowMethodAnywhere,
  openServices,
  openSettings,
  resumeAll,
  resumeService,
  testService,
} from './service-fixes';

const text = t.fixes;
const makeKey = always(newKey);

/** What can be done about each refusal. A code without an entry does not compile, so none is forgotten. */
const remedies: Record<ErrorCode, FindRemedy> = {
  // What the request looked like: only the app can change it.
  REQUEST_MALFORMED: none('app'),
  CREDENTIALS_REPEATED: none('app'),
  CREDENTIALS_AMBIGUOUS: none('app'),
  // The record does not say which name was asked for.
  HOST_NOT_ALLOWED: openSettings,
  ORIGIN_NOT_ALLOWED: openKey,
  METHOD_NOT_ALLOWED: allowMethodAnywhere,
  NOT_FOUND: none('app'),
  REQUEST_TIMEOUT: none('passes'),
  BODY_TOO_LARGE: allowLarger,
  URL_TOO_LONG: none('app'),
  CONTENT_TYPE_UNSUPPORTED: none('app'),
  EXPECTATION_FAILED: none('app'),
  HEADERS_TOO_LARGE: none('app'),
  // Who is calling
  KEY_MISSING: makeKey,
  KEY_EMPTY: makeKey,
  KEY_INVALID: makeKey,
  KEY_MISTYPED: none('typed'),
  KEY_REVOKED: makeKey,
  KEY_EXPIRED: extendKey,
  KEY_PAUSED: resumeKey,
  KEY_MUST_SIGN: openKey,
  SIGNATURE_INVALID: none('app'),
  SIGN_IN_REFUSED: openSettings,
  KEY_SHOWN_ONCE: makeKey,
  ADMIN_REQUIRED: banForADay,
  SESSION_ENDED: none('signIn'),
  ADMIN_NOT_SET: none('owner'),
  ADDRESS_BANNED: removeBan,
  // What it may do
  KEY_READ_ONLY: makeKey,
  SERVICE_NOT_ALLOWED: allowService,
  PATH_NOT_ALLOWED: openPath,
  MODEL_NOT_ALLOWED: allowModel,
  ADDRESS_NOT_ALLOWED: allowAddress,
  LIMIT_REACHED: giveMore,
  CONCURRENCY_REACHED: moreAtOnce,
  QUEUE_FULL: none('passes'),
  QUEUE_TIMEOUT: openServices,
  ALLOWANCE_CALLS: raiseTonight('calls'),
  ALLOWANCE_TOKENS: raiseTonight('tokens'),
  BUDGET_SPENT: raiseTonight('money'),
  // A quiet time has no exception for one evening: it is changed where it stands.
  QUIET_HOURS: openKey,
  TOO_MANY_FAILURES: removeBan,
  CONNECTIONS_EXHAUSTED: none('passes'),
  GATEWAY_PAUSED: resumeAll,
  SERVICE_PAUSED: resumeService,
  OVERLOADED: none('passes'),
  RECORD_UNAVAILABLE: none('disk'),
  SERVICE_UNAVAILABLE: testService,
  STOPPING: none('passes'),
  // What the service behind did
  SERVICE_UNKNOWN: openServices,
  MODEL_UNKNOWN: openServices,
  SERVICE_NONE: openServices,
  UPSTREAM_DOWN: testService,
  UPSTREAM_BROKEN: testService,
  UPSTREAM_UNREADABLE: testService,
  UPSTREAM_TIMEOUT: testService,
  // Operations of the owner: the window that asked has said what to do.
  OPERATION_UNKNOWN: none('owner'),
  INPUT_INVALID: none('owner'),
  KEY_UNKNOWN: none('owner'),
  PAIRING_UNKNOWN: none('owner'),
  PAIRING_USED: none('owner'),
  PAIRING_EXPIRED: none('owner'),
  THREAT_UNKNOWN: none('owner'),
  BAN_UNKNOWN: none('owner'),
  RAISE_UNKNOWN: none('owner'),
  CYCLE_UNKNOWN: none('owner'),
  PERSON_UNKNOWN: none('owner'),
  NAME_TAKEN: none('owner'),
  ADDRESS_TAKEN: none('owner'),
  TARGET_NOT_ALLOWED: none('owner'),
  INTERFACE_UNKNOWN: none('owner'),
  PORT_TAKEN: none('owner'),
  REVISION_CONFLICT: none('owner'),
  CONFIG_UNREADABLE: none('disk'),
  CONFIG_NEWER: none('disk'),
  DATA_IN_USE: none('disk'),
  BACKUP_PASSPHRASE: none('owner'),
  BACKUP_DAMAGED: none('owner'),
  STORAGE_FAILED: none('disk'),
  GATEWAY_DOWN: none('owner'),
  UPDATE_FAILED: none('owner'),
  INTERNAL: none('passes'),
};

/** What to offer for an entry of the record; nothing for what went through, and for codes that this window does not know. */
export function findRemedy(refusal: Refusal): Remedy | undefined {
  const { code } = refusal.entry;
  if (code === null || !isErrorCode(code)) return undefined;
  // Guessing on is answered with codes that mean a wrong key elsewhere.
  const find = isWrongSecret(refusal.entry) ? banForADay : remedies[code];
  return find(refusal) ?? { kind: 'none', text: text.none.gone };
}
