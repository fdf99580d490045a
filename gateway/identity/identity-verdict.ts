import type { ErrorCode } from '#shared/contract/errors';
import type { KeyVerdict } from '../keys/key-index';

/** What was found out about a caller that is known by something else than the text of a key. */
export type IdentityVerdict =
  | KeyVerdict
  | {
      readonly verdict: 'refused';
      readonly code: Extract<
        ErrorCode,
        'SIGN_IN_REFUSED' | 'SIGNATURE_INVALID' | 'KEY_MISSING' | 'KEY_INVALID' | 'LIMIT_REACHED'
      >;
      /** A sentence that helps whoever set it up; never anything of what was sent. */
      readonly message?: string;
      /** True when it may have been a try to guess or forge: it counts against the address. */
      readonly isGuess: boolean;
    };

export type Refused = Extract<IdentityVerdict, { verdict: 'refused' }>;
