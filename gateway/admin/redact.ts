import { maskKeys } from '#shared/domain/key-format';

/**
 * Threat: a secret that the owner typed ends up in the record, which is kept for long and shown to others. Fields are
 * hidden by name, and anything that has the shape of a key is cut down to its public part wherever it stands.
 */
const HIDDEN: ReadonlySet<string> = new Set([
  'secret',
  'value',
  'password',
  'code',
  'token',
  'hash',
  'extraHashes',
  'content',
  'passphrase',
]);
const DOTS = '•••';
const MAX_DEPTH = 8;
const MAX_ITEMS = 250;
const MAX_TEXT = 500;

const redactText = (text: string) => maskKeys(text).slice(0, MAX_TEXT);

/** A copy that is safe to keep: no secrets, no endless text, plain JSON. */
export function redact(input: unknown, depth = 0): unknown {
  if (typeof input === 'string') return redactText(input);
  if (typeof input !== 'object' || input === null) return input;
  if (depth >= MAX_DEPTH) return DOTS;
  if (Array.isArray(input)) return input.slice(0, MAX_ITEMS).map((one) => redact(one, depth + 1));
  return Object.fromEntries(
    Object.entries(input)
      .slice(0, MAX_ITEMS)
      .map(([name, value]) => [
        redactText(name),
        HIDDEN.has(name) ? DOTS : redact(value, depth + 1),
      ]),
  );
}
