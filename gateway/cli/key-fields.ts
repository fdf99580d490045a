import type { Flag } from './command';
import { usageError } from './exit-code';
import type { Given } from './given';
import { LIMIT_FLAGS, toRate } from './limit-flags';

const DAY_MS = 86_400_000;
const MAX_DAYS = 3_650;

/** The options that say what a key is; `generate` and `update` share them. */
export const KEY_FLAGS: readonly Flag[] = [
  { name: 'user', short: 'u', value: 'PERSON', text: 'whose key it is' },
  {
    name: 'service',
    short: 's',
    value: 'SERVICES',
    text: 'what it may use: names or ids between commas, or "*" for all',
  },
  { name: 'description', short: 'd', value: 'TEXT', text: 'the name of the key' },
  {
    name: 'expires',
    short: 'e',
    value: 'DAYS',
    text: 'days until it ends by itself, or "never"',
  },
  { name: 'limit', value: 'N/SECONDS', text: 'the same as --rate, by its earlier name' },
  {
    name: 'models',
    value: 'MODELS',
    text: 'models between commas; a "*" at the end stands for any ending, "*" alone for all',
  },
  ...LIMIT_FLAGS,
];

/** The moment `text` days from now; null for "never". Throws a usage error. */
export function toExpiry(text: string, now: Date): string | null {
  if (text === 'never') return null;
  const days = Number(text);
  if (!/^\d+$/.test(text) || days < 1 || days > MAX_DAYS) {
    throw usageError(`--expires takes days from 1 to ${MAX_DAYS}, or "never".`);
  }
  return new Date(now.getTime() + days * DAY_MS).toISOString();
}

const toModels = (text: string): string[] | null =>
  text.trim() === '*' ? null : text.split(',').flatMap((model) => model.trim() || []);

/** The input fields of the typed options, services and the limits that name some aside; only what was typed is in it. */
export function readKeyFields(given: Given, now: Date) {
  const [user, name, expires, models] = ['user', 'description', 'expires', 'models'].map((flag) =>
    given.text(flag),
  );
  const rateFlag = given.text('rate') === undefined ? 'limit' : 'rate';
  const limit = given.text(rateFlag);
  const rate = limit === undefined ? undefined : toRate(limit, rateFlag);
  return {
    ...(user === undefined ? {} : { person: user === '' ? null : user }),
    ...(name === undefined ? {} : { name }),
    ...(expires === undefined ? {} : { expiresAt: toExpiry(expires, now) }),
    ...(models === undefined ? {} : { models: toModels(models) }),
    ...(rate && {
      rate_limit_requests: rate.requests,
      rate_limit_window_seconds: rate.windowSeconds,
    }),
  };
}
