import type { ErrorAnswer } from './error-body';

/** An error answer with a JSON body. */
export const jsonAnswer = (value: unknown): ErrorAnswer => ({
  contentType: 'application/json',
  body: JSON.stringify(value),
});
