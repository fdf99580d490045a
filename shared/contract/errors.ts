import type { Failure } from './define';

/**
 * Every error a caller can meet. A code is public API and is never reused; it has one status and one plain sentence.
 * The window has its own, longer text per code in `shared/text`.
 */
export const errorCatalogue = {
  // What the request looked like
  REQUEST_MALFORMED: { status: 400, message: 'The request is not well-formed HTTP.' },
  CREDENTIALS_REPEATED: {
    status: 400,
    message: 'The same header with an API key was sent twice. Send it once.',
  },
  CREDENTIALS_AMBIGUOUS: {
    status: 401,
    message: 'Two different API keys were sent in one request. Send one.',
  },
  HOST_NOT_ALLOWED: { status: 403, message: 'This host name is not one that Latchkey answers to.' },
  ORIGIN_NOT_ALLOWED: { status: 403, message: 'Pages from this origin may not use this address.' },
  METHOD_NOT_ALLOWED: { status: 405, message: 'This method is not allowed here.' },
  NOT_FOUND: { status: 404, message: 'There is nothing at this address.' },
  REQUEST_TIMEOUT: { status: 408, message: 'The request arrived too slowly.' },
  BODY_TOO_LARGE: { status: 413, message: 'The request body is larger than this service allows.' },
  URL_TOO_LONG: { status: 414, message: 'The address is longer than 8 KiB.' },
  CONTENT_TYPE_UNSUPPORTED: { status: 415, message: 'Send the body as application/json.' },
  EXPECTATION_FAILED: { status: 417, message: 'Only "Expect: 100-continue" is understood.' },
  HEADERS_TOO_LARGE: { status: 431, message: 'The request has too many or too large headers.' },
  // Who is calling
  KEY_MISSING: { status: 401, message: 'An API key is required.' },
  KEY_EMPTY: { status: 401, message: 'The Authorization header is empty. Send the API key in it.' },
  KEY_INVALID: { status: 401, message: 'This API key is not valid.' },
  KEY_MISTYPED: {
    status: 401,
    message: 'This API key is mistyped: its check digits do not match.',
  },
  KEY_REVOKED: { status: 401, message: 'This API key has been revoked.' },
  KEY_EXPIRED: { status: 401, message: 'This API key has expired.' },
  KEY_PAUSED: { status: 403, message: 'This API key is paused by its owner.' },
  KEY_MUST_SIGN: {
    status: 401,
    message: 'This API key may not be sent. Sign the request with it instead.',
  },
  SIGNATURE_INVALID: {
    status: 401,
    message: 'The signature of this request is not valid.',
  },
  SIGN_IN_REFUSED: { status: 401, message: 'This sign-in is not accepted here.' },
  KEY_SHOWN_ONCE: {
    status: 410,
    message:
      'A key is shown once, when it is created, and is not kept: only its hash is. Ask the owner for a new one.',
  },
  ADMIN_REQUIRED: { status: 401, message: 'The admin secret or a panel token is required.' },
  SESSION_ENDED: { status: 401, message: 'This sign-in has ended. Sign in once more.' },
  ADMIN_NOT_SET: { status: 403, message: 'No admin secret has been set up on this computer yet.' },
  ADDRESS_BANNED: { status: 403, message: 'This address has been turned away by the owner.' },
  // What it may do
  KEY_READ_ONLY: {
    status: 403,
    message: 'This key may only look at the dashboard.',
  },
  SERVICE_NOT_ALLOWED: { status: 403, message: 'This API key may not use this service.' },
  PATH_NOT_ALLOWED: {
    status: 403,
    message: 'This path of the service is switched off for this API key.',
  },
  MODEL_NOT_ALLOWED: { status: 403, message: 'This API key may not use this model.' },
  ADDRESS_NOT_ALLOWED: {
    status: 403,
    message: 'This API key may not be used from this address.',
  },
  LIMIT_REACHED: { status: 429, message: 'Rate limit exceeded. Please slow down your requests.' },
  CONCURRENCY_REACHED: {
    status: 429,
    message: 'Too many calls are under way at the same time. Wait for one of them to end.',
  },
  QUEUE_FULL: {
    status: 429,
    message: 'Too many calls wait for this service already. Try again in a moment.',
  },
  QUEUE_TIMEOUT: {
    status: 503,
    message: 'The service was busy with other calls for too long. Try again later.',
  },
  ALLOWANCE_CALLS: { status: 429, message: 'The number of calls allowed is used up for now.' },
  ALLOWANCE_TOKENS: {
    status: 429,
    message: 'The number of AI tokens allowed is used up for now.',
  },
  BUDGET_SPENT: { status: 429, message: 'The budget is used up.' },
  QUIET_HOURS: { status: 503, message: 'It is quiet time now. Please try again later.' },
  TOO_MANY_FAILURES: {
    status: 429,
    message: 'Too many failed attempts from this address. Wait and try again.',
  },
  CONNECTIONS_EXHAUSTED: {
    status: 503,
    message: 'Too many connections are open. Try again shortly.',
  },
  GATEWAY_PAUSED: { status: 503, message: 'The owner has paused all services for now.' },
  SERVICE_PAUSED: { status: 503, message: 'The owner has paused this service for now.' },
  OVERLOADED: {
    status: 503,
    message: 'Latchkey has too much to do at once. Try again in a moment.',
  },
  RECORD_UNAVAILABLE: {
    status: 503,
    message: 'Calls cannot be recorded right now, so they are paused.',
  },
  SERVICE_UNAVAILABLE: {
    status: 503,
    message: 'The AI service failed several times in a row. It is left alone for a moment.',
  },
  STOPPING: { status: 503, message: 'Latchkey is shutting down.' },
  // What the service behind did
  SERVICE_UNKNOWN: { status: 404, message: 'There is no such service.' },
  MODEL_UNKNOWN: { status: 404, message: 'There is no such model here.' },
  SERVICE_NONE: { status: 404, message: 'No service is set up for this kind of request.' },
  UPSTREAM_DOWN: {
    status: 502,
    message: 'The AI service could not be reached. It may not be running.',
  },
  UPSTREAM_BROKEN: {
    status: 502,
    message: 'The AI service sent an answer that is not valid HTTP.',
  },
  UPSTREAM_UNREADABLE: {
    status: 502,
    message: 'The AI service sent an answer that was not understood.',
  },
  UPSTREAM_TIMEOUT: { status: 504, message: 'The AI service did not answer in time.' },
  // Operations
  OPERATION_UNKNOWN: { status: 404, message: 'There is no such operation.' },
  INPUT_INVALID: { status: 400, message: 'Some fields are missing or not valid.' },
  KEY_UNKNOWN: { status: 404, message: 'There is no such key.' },
  PAIRING_UNKNOWN: { status: 404, message: 'There is no such pairing.' },
  PAIRING_USED: {
    status: 410,
    message: 'This QR code has been used already. Ask the owner to show a new one.',
  },
  PAIRING_EXPIRED: {
    status: 410,
    message: 'This QR code is no longer valid. Ask the owner to show a new one.',
  },
  THREAT_UNKNOWN: { status: 404, message: 'There is no such alert.' },
  BAN_UNKNOWN: { status: 404, message: 'There is no such ban.' },
  RAISE_UNKNOWN: { status: 404, message: 'There is no such raise, or it is over.' },
  CYCLE_UNKNOWN: { status: 404, message: 'There is no such billing cycle.' },
  PERSON_UNKNOWN: { status: 404, message: 'There is no such person.' },
  NAME_TAKEN: { status: 409, message: 'This name is already in use.' },
  ADDRESS_TAKEN: { status: 409, message: 'Another service has this address already.' },
  TARGET_NOT_ALLOWED: { status: 400, message: 'This address may not be used as a service.' },
  INTERFACE_UNKNOWN: { status: 404, message: 'There is no such network interface.' },
  PORT_TAKEN: { status: 409, message: 'Another program uses this port.' },
  REVISION_CONFLICT: {
    status: 412,
    message: 'Someone else changed this meanwhile. Reload and try again.',
  },
  CONFIG_UNREADABLE: {
    status: 503,
    message: 'The settings file cannot be read. Nothing has been overwritten.',
  },
  CONFIG_NEWER: {
    status: 503,
    message: 'The settings were written by a newer version of Latchkey.',
  },
  DATA_IN_USE: { status: 409, message: 'Another Latchkey is using this data folder.' },
  BACKUP_PASSPHRASE: { status: 403, message: 'This is not the passphrase of the backup.' },
  BACKUP_DAMAGED: {
    status: 400,
    message: 'The backup is damaged or was changed. Nothing has been restored.',
  },
  STORAGE_FAILED: { status: 503, message: 'The change could not be saved. Nothing was changed.' },
  UPDATE_FAILED: {
    status: 502,
    message: 'The new version could not be fetched whole. Nothing was changed.',
  },
  GATEWAY_DOWN: { status: 503, message: 'The gateway is not running.' },
  INTERNAL: { status: 500, message: 'Something went wrong inside Latchkey. It has been logged.' },
} as const satisfies Record<string, { status: number; message: string }>;

export type ErrorCode = keyof typeof errorCatalogue;

export interface LatchkeyErrorOptions {
  /** A sentence that says more than the catalogue's; never a secret, a stack, or an upstream's text. */
  readonly message?: string;
  readonly details?: unknown;
  readonly cause?: unknown;
  /** Whole milliseconds after which a retry may succeed; becomes `Retry-After`. */
  readonly retryAfterMs?: number;
}

/** Anything a caller could act on. Everything else thrown becomes INTERNAL, with its cause logged and never sent. */
export class LatchkeyError extends Error {
  readonly code: ErrorCode;
  readonly details: unknown;
  readonly retryAfterMs: number | undefined;
  constructor(code: ErrorCode, options: LatchkeyErrorOptions = {}) {
    super(options.message ?? errorCatalogue[code].message, { cause: options.cause });
    this.name = 'LatchkeyError';
    this.code = code;
    this.details = options.details;
    this.retryAfterMs = options.retryAfterMs;
  }
  get status(): number {
    return errorCatalogue[this.code].status;
  }
}

/** Turns anything thrown into data that is safe to send. */
export function toFailure(thrown: unknown): Failure {
  if (!(thrown instanceof LatchkeyError)) {
    return { code: 'INTERNAL', message: errorCatalogue.INTERNAL.message };
  }
  const { code, message, details } = thrown;
  return details === undefined ? { code, message } : { code, message, details };
}

/** True for a code of this catalogue: what arrives over a wire may be anything. */
export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorCatalogue, code);

/** What a client throws when a reply says no. */
export class OperationError extends Error {
  readonly code: string;
  readonly details: unknown;
  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'OperationError';
    this.code = failure.code;
    this.details = failure.details;
  }
}
