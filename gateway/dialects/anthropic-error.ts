import type { ErrorAnswer, ErrorFacts } from './error-body';
import { jsonAnswer } from './json-answer';

const TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  503: 'overloaded_error',
  504: 'timeout_error',
};

const typeOf = (status: number): string =>
  TYPES[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error');

/** The error object of the Anthropic API; our code stands beside theirs. */
export const anthropicError = ({ status, message, code, requestId }: ErrorFacts): ErrorAnswer =>
  jsonAnswer({
    type: 'error',
    error: { type: typeOf(status), message, code },
    request_id: requestId,
  });
