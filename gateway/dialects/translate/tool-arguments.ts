import { fieldsOf, parseJson } from '../usage-figures';

/** The arguments of a call as an object. Text that is no JSON object is kept under `text`, so that a history that holds it can still be sent. */
export function argumentsObject(json: string): object {
  if (json.trim() === '') return {};
  const value = parseJson(json);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? value
    : { text: json };
}

/** The arguments of a call as JSON text, whether they came as text or as an object. */
export const argumentsText = (value: unknown): string =>
  typeof value === 'string' ? value || '{}' : JSON.stringify(fieldsOf(value));

const UNSAFE = /[^A-Za-z0-9_-]/g;

/** A call's id that is the same each time the same answer is read, and that every dialect accepts. */
export const madeCallId = (requestId: string, index: number): string =>
  `call_${requestId.replace(UNSAFE, '').slice(0, 40)}_${index}`;
