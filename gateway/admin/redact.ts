import { maskKeys } from '#shared/domain/key-format';

/**
 * Threat: a secret that the owner typed ends up in the record, which is kept for long and shown to others. Fields are
 * hidden by name, in whatever spelling, and anything that has the shape of a key is cut down to its public part wherever
 * it stands.
 */
const HIDDEN = /secret|pass|token|credential|hash|private|authorization|cookie|signature|mnemonic/i;
/** Words that also stand in names of harmless fields. */
const HIDDEN_WORDS: ReadonlySet<string> = new Set([
  'value',
  'code',
  'content',
  'apikey',
  'keymaterial',
  'pin',
  'pem',
]);
/** Amounts of AI tokens, and settings that only have such a word in their name. */
const SHOWN = /^(?:tokens|reserveTokens|maxTokens|tokensPer\w*|passRateHeaders)$/;
/** What is set in the bodies of calls can be anything, by any name. */
const HIDDEN_VALUES: ReadonlySet<string> = new Set(['set', 'defaults']);
const DOTS = '•••';
const MAX_DEPTH = 8;
const MAX_ITEMS = 250;
const MAX_TEXT = 500;

const isHidden = (name: string): boolean => {
  if (SHOWN.test(name)) return false;
  const plain = name.toLowerCase().replaceAll(/[-_\s]/g, '');
  return HIDDEN.test(plain) || HIDDEN_WORDS.has(plain);
};

/** A name and password in front of the host of an address, in any scheme. */
const USER_INFO = /([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#@]{1,400}@/gi;

const redactText = (text: string) => {
  const cut = text.slice(0, 2 * MAX_TEXT);
  const safe = cut.includes('://') ? cut.replaceAll(USER_INFO, `$1${DOTS}@`) : cut;
  return maskKeys(safe).slice(0, MAX_TEXT);
};

/** An object whose names may be read and whose values may not. */
const namesOnly = (value: object): unknown =>
  Object.fromEntries(
    Object.keys(value)
      .slice(0, MAX_ITEMS)
      .map((name) => [redactText(name), DOTS]),
  );

const isPlainObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function redactField(name: string, value: unknown, depth: number): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (HIDDEN_VALUES.has(name)) return isPlainObject(value) ? namesOnly(value) : DOTS;
  return isHidden(name) ? DOTS : redact(value, depth);
}

/** A copy that is safe to keep: no secrets, no endless text, plain JSON. */
export function redact(input: unknown, depth = 0): unknown {
  if (typeof input === 'string') return redactText(input);
  if (typeof input !== 'object' || input === null) return input;
  if (depth >= MAX_DEPTH) return DOTS;
  if (Array.isArray(input)) return input.slice(0, MAX_ITEMS).map((one) => redact(one, depth + 1));
  return Object.fromEntries(
    Object.entries(input)
      .slice(0, MAX_ITEMS)
      .map(([name, value]) => [redactText(name), redactField(name, value, depth + 1)]),
  );
}
