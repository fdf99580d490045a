import type { ErrorAnswer, ErrorFacts } from './error-body';
import { jsonAnswer } from './json-answer';

interface OpenAiTerms {
  readonly type: string;
  readonly code: string;
  readonly param?: string;
}

const BAD_KEY: OpenAiTerms = {
  type: 'invalid_request_error',
  param: 'authorization',
  code: 'invalid_api_key',
};
/** Of a budget that is spent: apps show this one instead of trying again at once. */
const NO_MONEY: OpenAiTerms = { type: 'insufficient_quota', code: 'insufficient_quota' };
const TOO_MANY: OpenAiTerms = { type: 'rate_limit_error', code: 'rate_limit_exceeded' };

/** Apps switch on these words; the two above are the ones they know best. */
function termsOf({ status, code }: ErrorFacts): OpenAiTerms {
  if (status === 401) return BAD_KEY;
  if (code === 'BUDGET_SPENT') return NO_MONEY;
  if (status === 429) return TOO_MANY;
  if (status === 403) return { type: 'permission_error', code: code.toLowerCase() };
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  return { type, code: code.toLowerCase() };
}

/** The sentences of older gateways for a refused key: scripts look for them word by word. */
const SENTENCES: Readonly<Record<string, string>> = {
  KEY_MISSING: 'Missing Authorization header',
  KEY_EMPTY: 'Empty Authorization header',
  KEY_MISTYPED: 'Invalid API key format',
  KEY_INVALID: 'Invalid API key',
};

/**
 * The error object of the OpenAI API. A refused key and a full bucket have exactly the fields their clients expect;
 * every other error also carries the request's id.
 */
export function openaiError(facts: ErrorFacts): ErrorAnswer {
  const { type, code, param } = termsOf(facts);
  const isExact = facts.status === 401 || facts.status === 429;
  return jsonAnswer({
    error: {
      message: SENTENCES[facts.code] ?? facts.message,
      type,
      ...(param !== undefined && { param }),
      code,
      ...(!isExact && { request_id: facts.requestId }),
    },
  });
}
