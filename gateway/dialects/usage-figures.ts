/** What was read of a call's answer; null where the answer said nothing that can be believed. */
export interface Usage {
  /** What came from the service's cache included. */
  readonly tokensIn: number | null;
  readonly tokensOut: number | null;
  readonly tokensCached: number | null;
  /** Those of `tokensOut` that the service says it thought without showing them. */
  readonly tokensHidden: number;
  readonly images: number | null;
  readonly audioMs: number | null;
  readonly model: string | null;
  /** `tokensOut` or `audioMs` was counted or reckoned here, since the answer did not say. */
  readonly isCounted: boolean;
  /** Some figure of the answer was no amount at all: below zero, text, beyond all reason. */
  readonly isRefused: boolean;
}

/** Of an answer that says nothing. */
export const noUsage: Usage = {
  tokensIn: null,
  tokensOut: null,
  tokensCached: null,
  tokensHidden: 0,
  images: null,
  audioMs: null,
  model: null,
  isCounted: false,
  isRefused: false,
};

/** More AI tokens than any call can have. */
export const MOST_TOKENS = 10_000_000;

/** A figure of a service: a whole number that a call can have, or nothing at all. */
export function toTokenCount(value: unknown): number | null {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) return null;
  return value > MOST_TOKENS ? null : value;
}

const SECONDS = /^\d{1,9}(?:\.\d{1,12})?$/;
const LONGEST_SECONDS = 86_400;

/** Seconds of sound as whole milliseconds: some services send the figure as text. Null for what is no length. */
export function toAudioMs(value: unknown): number | null {
  const seconds = typeof value === 'string' && SECONDS.test(value) ? Number(value) : value;
  if (typeof seconds !== 'number' || !(seconds >= 0) || seconds > LONGEST_SECONDS) return null;
  return Math.round(seconds * 1000);
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
