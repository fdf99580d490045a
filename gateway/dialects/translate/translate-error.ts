import { errorBody, type ErrorAnswer } from '../error-body';
import { fieldsOf, parseJson } from '../usage-figures';
import { errorTextIn, textIn } from './answer-facts';
import type { ChatDialect } from './translation';

/** Beyond this an error is a page, not a sentence. */
const MAX_BODY_BYTES = 65_536;
const CODE = /^[a-z0-9_.-]{1,60}$/i;

function codeIn(value: unknown): string {
  const error = fieldsOf(fieldsOf(value)['error']);
  const code = textIn(error['code']) ?? textIn(error['type']) ?? '';
  return CODE.test(code) ? code : 'upstream_error';
}

/**
 * The service's error in the shape that the caller of `from` can show: its own message is kept, up to 2000 characters, and a body
 * without one becomes a plain sentence. The status stays the service's.
 */
export function translateError(
  from: ChatDialect,
  _to: ChatDialect,
  status: number,
  body: Buffer,
  requestId = '',
): ErrorAnswer {
  const value = body.length > MAX_BODY_BYTES ? undefined : parseJson(body.toString('utf8'));
  // Some services wrap the error object in a list.
  const holder: unknown = Array.isArray(value) ? value[0] : value;
  return errorBody(from, {
    code: codeIn(holder),
    status,
    message: errorTextIn(holder) ?? `The AI service answered with status ${status}.`,
    requestId,
  });
}
