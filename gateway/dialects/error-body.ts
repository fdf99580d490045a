import { anthropicError } from './anthropic-error';
import type { Dialect } from './dialect';
import { ollamaError } from './ollama-error';
import { openaiError } from './openai-error';
import { plainError } from './plain-error';

/** How an error must look for the app that asked to understand it. */
export type ErrorShape = Dialect | 'classic' | 'classic-ollama';

export interface ErrorFacts {
  readonly code: string;
  readonly status: number;
  readonly message: string;
  readonly requestId: string;
}

export interface ErrorAnswer {
  readonly contentType: string;
  readonly body: string;
}

/** The text that scripts of the old classic routes look for when a key is missing. */
const CLASSIC_KEY_REQUIRED = 'Unauthorized - API Key Required';

const orKeyRequired =
  (write: (facts: ErrorFacts) => ErrorAnswer) =>
  (facts: ErrorFacts): ErrorAnswer =>
    facts.code === 'KEY_MISSING' || facts.code === 'KEY_EMPTY'
      ? { contentType: 'text/plain; charset=utf-8', body: CLASSIC_KEY_REQUIRED }
      : write(facts);

const WRITERS: Record<ErrorShape, (facts: ErrorFacts) => ErrorAnswer> = {
  openai: openaiError,
  ollama: ollamaError,
  anthropic: anthropicError,
  plain: plainError,
  classic: orKeyRequired(plainError),
  'classic-ollama': orKeyRequired(ollamaError),
};

/** The body of an error in the shape that the asking app can show, with our code and the request's id where it has room. */
export const errorBody = (shape: ErrorShape, facts: ErrorFacts): ErrorAnswer =>
  WRITERS[shape](facts);
