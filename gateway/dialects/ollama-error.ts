import type { ErrorAnswer, ErrorFacts } from './error-body';
import { jsonAnswer } from './json-answer';

/** Ollama's error is one text; clients print it as it is, so an object would show as "[object Object]". */
export const ollamaError = ({ message, code, requestId }: ErrorFacts): ErrorAnswer =>
  jsonAnswer({ error: message, code, requestId });
