import type { ServiceHealth } from '#shared/contract/operations/services';
import type * as z from 'zod';

export type Health = z.infer<typeof ServiceHealth>;

/** How a service was, as the gateway tells it. */
export interface HealthHistory {
  readonly changes: readonly { readonly at: string; readonly health: Health }[];
}

/** One stretch of the strip; `before` is the time of which nothing is known. */
export interface Stretch {
  readonly health: Health | 'before';
  readonly fromMs: number;
  readonly untilMs: number;
}

export const DAY_MS = 24 * 3_600_000;

/** The last 24 hours without a gap, oldest first. */
export function toStretches({ changes }: HealthHistory, nowMs: number): Stretch[] {
  const startMs = nowMs - DAY_MS;
  const at = changes.map(({ at: iso }) => Date.parse(iso));
  const known = changes.map(({ health }, index) => ({
    health,
    fromMs: Math.max(startMs, at[index] ?? nowMs),
    untilMs: Math.min(nowMs, at[index + 1] ?? nowMs),
  }));
  const firstMs = known[0]?.fromMs ?? nowMs;
  const before = { health: 'before', fromMs: startMs, untilMs: firstMs } as const;
  return [before, ...known].filter(({ fromMs, untilMs }) => untilMs > fromMs);
}

/** How often a service was away, and for how many whole minutes in all. */
export function toDowntime(stretches: readonly Stretch[]): { count: number; minutes: number } {
  const down = stretches.filter(({ health }) => health === 'down');
  const ms = down.reduce((sum, { fromMs, untilMs }) => sum + untilMs - fromMs, 0);
  return { count: down.length, minutes: Math.floor(ms / 60_000) };
}
