export const EXPIRIES = ['never', 'tonight', 'weekend', 'week', 'month', 'date'] as const;
export type Expiry = (typeof EXPIRIES)[number];

const atMidnightAfter = (days: number, now: Date): Date =>
  new Date(now.getFullYear(), now.getMonth(), now.getDate() + days + 1);

/**
 * When a key ends, in UTC: always at a local midnight, so that "in 7 days" means whole days, also across a change of clocks.
 * `date` is a day as an input gives it (2026-12-24), the last one on which the key works. Undefined when that day is not a day.
 */
export function toExpiresAt(
  expiry: Expiry,
  date: string,
  nowMs: number,
): string | null | undefined {
  const now = new Date(nowMs);
  if (expiry === 'never') return null;
  if (expiry === 'tonight') return atMidnightAfter(0, now).toISOString();
  if (expiry === 'weekend') return atMidnightAfter((7 - now.getDay()) % 7, now).toISOString();
  if (expiry === 'week') return atMidnightAfter(7, now).toISOString();
  if (expiry === 'month') return atMidnightAfter(30, now).toISOString();
  const [year, month, day] = date.split('-').map(Number);
  if (!year || !month || !day) return undefined;
  const end = new Date(year, month - 1, day + 1);
  return end > now ? end.toISOString() : undefined;
}

/** The day an input shows for a moment at which a key ends: the last day on which it still works. */
export function toLastDay(expiresAt: string): string {
  const last = new Date(Date.parse(expiresAt) - 1);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${last.getFullYear()}-${two(last.getMonth() + 1)}-${two(last.getDate())}`;
}
