import type { Flag } from './command';
import { usageError } from './exit-code';
import type { Given } from './given';

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
  { name: 'limit', value: 'N/SECONDS', text: 'calls per so many seconds, such as 60/60' },
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

function toLimit(text: string): { requests: number; seconds: number } {
  const match = /^(\d{1,7})\/(\d{1,7})$/.exec(text);
  if (match) return { requests: Number(match[1]), seconds: Number(match[2]) };
  throw usageError('--limit takes calls and seconds, such as 60/60.');
}

/** The input fields of the typed options, services aside; only what was typed is in it. */
export function readKeyFields(given: Given, now: Date) {
  const [user, name, expires, limit] = ['user', 'description', 'expires', 'limit'].map((flag) =>
    given.text(flag),
  );
  const rate = limit === undefined ? undefined : toLimit(limit);
  return {
    ...(user === undefined ? {} : { person: user === '' ? null : user }),
    ...(name === undefined ? {} : { name }),
    ...(expires === undefined ? {} : { expiresAt: toExpiry(expires, now) }),
    ...(rate && {
      rate_limit_requests: rate.requests,
      rate_limit_window_seconds: rate.seconds,
    }),
  };
}
