import type { ErrorAnswer, ErrorFacts } from './error-body';
import { jsonAnswer } from './json-answer';

/** The gateway's own shape, for routes that speak no dialect. */
export const plainError = ({ code, message, requestId }: ErrorFacts): ErrorAnswer =>
  jsonAnswer({ error: { code, message, requestId } });
