import type { PastHealth } from '#shared/contract/operations/services';

/** How a service was, as the gateway tells it. */
export interface HealthHistory {
  readonly changes: readonly { readonly at: string; readonly health: PastHealth }[];
}

/** One stretch of the strip; `before` is the time of which nothing is known. */
export interface Stretch {
  readonly health: PastHealth | 'before';
  readonly fromMs: number;
  readonly untilMs: number;
}

const DAY_MS = 24 * 3_600_000;

/** How much a strip shows. */
export const spanMs = { day: DAY_MS, week: 7 * DAY_MS } as const;
export type Span = keyof typeof spanMs;

/** The last day or week without a gap, oldest first. */
export function toStretches({ changes }: HealthHistory, nowMs: number, span: Span): Stretch[] {
  const startMs = nowMs - spanMs[span];
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

/** Where a stretch begins in its strip and how much of it is its own, in hundredths of the whole. */
export function toPlace({ fromMs, untilMs }: Stretch, nowMs: number, span: Span) {
  const percent = (ms: number) => (100 * ms) / spanMs[span];
  return { begins: percent(fromMs - nowMs + spanMs[span]), lasts: percent(untilMs - fromMs) };
}

/** How often something held, and for how many whole minutes in all. */
export function toTotal(
  stretches: readonly Stretch[],
  wanted: PastHealth,
): { count: number; minutes: number } {
  const those = stretches.filter(({ health }) => health === wanted);
  const ms = those.reduce((sum, { fromMs, untilMs }) => sum + untilMs - fromMs, 0);
  return { count: those.length, minutes: Math.floor(ms / 60_000) };
}
