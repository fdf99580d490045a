import { isErrorCode } from '#shared/contract/errors';
import type { ErrorText } from '#shared/text/error-text';
import { t } from './t';

/** The text for a code that came over a wire; a code that this window does not know gets the general one. */
export const toErrorText = (code: string): ErrorText =>
  t.errors[isErrorCode(code) ? code : 'INTERNAL'];
