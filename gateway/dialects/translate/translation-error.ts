import { LatchkeyError } from '#shared/contract/errors';

/** The service's answer is not understood; the message is plain and carries nothing of the answer but its own error text. */
export class TranslationError extends LatchkeyError {
  constructor(message: string) {
    super('UPSTREAM_UNREADABLE', { message });
  }
}

/** The refusal of a request that the service behind cannot be asked in its own language. */
export const cannotTranslate = (message: string): LatchkeyError =>
  new LatchkeyError('INPUT_INVALID', { message });
