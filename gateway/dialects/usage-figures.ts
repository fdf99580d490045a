/** What was read of a call's answer; null where the answer said nothing that can be believed. */
export interface Usage {
  readonly tokensIn: number | null;
  readonly tokensOut: number | null;
  readonly model: string | null;
}

/** A figure of a service: a whole number that arithmetic keeps exact, or nothing at all. */
export function toTokenCount(value: unknown): number | null {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return null;
  return value > Number.MAX_SAFE_INTEGER ? null : Math.trunc(value);
}

const MAX_MODEL_LENGTH = 200;

/** A model's name as the service gives it, cut to a length that fits a record. */
export const toModel = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value.slice(0, MAX_MODEL_LENGTH) : null;

type Fields = Readonly<Record<string, unknown>>;

/** The value as an object with fields, or an empty one: whatever a service sends, reading on is safe. */
export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

/** Parses JSON that may be anything; undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Not every answer that calls itself JSON is; then there is nothing to count.
    return undefined;
  }
}
