import { boundsOf, type Bounds, type Period } from '#shared/domain/time-zone';

/** The periods in the order in which accounts keep them; `TOTAL` stands behind them and never ends. */
export const PERIODS = ['day', 'week', 'month'] as const satisfies readonly Period[];
export const TOTAL = 3;

/** The day, week and month of a moment. Equal serials are the same period; they only grow. */
export interface Epoch {
  readonly serials: readonly number[];
  readonly bounds: readonly Bounds[];
  /** When the first of them is over. */
  readonly endMs: number;
}

/**
 * Threat: a clock that is put back, by hand or by itself, to live a day's allowance twice. Periods only follow one
 * another: one that is over never begins again, and until the clock has caught up the last one goes on.
 */
export interface PeriodClock {
  /** The same object until a period ends. */
  epoch(): Epoch;
  nowMs(): number;
  /** Takes the bounds of another time zone; the periods stay the same ones. */
  changeZone(): void;
}

interface PeriodClockDeps {
  readonly wallMs: () => number;
  readonly timeZone: () => string;
}

const toEpoch = (serials: readonly number[], bounds: readonly Bounds[]): Epoch => ({
  serials,
  bounds,
  endMs: Math.min(...bounds.map(({ endMs }) => endMs)),
});

/** Starts in the periods of this moment. Looks at the calendar only when one of them has ended. */
export function createPeriodClock({ wallMs, timeZone }: PeriodClockDeps): PeriodClock {
  const boundsAt = (atMs: number) => PERIODS.map((period) => boundsOf(period, atMs, timeZone()));
  let current = toEpoch([0, 0, 0], boundsAt(wallMs()));
  const advance = (nowMs: number): Epoch => {
    const next = boundsAt(nowMs);
    const isOver = current.bounds.map(({ endMs }) => nowMs >= endMs);
    current = toEpoch(
      current.serials.map((serial, at) => (isOver[at] ? serial + 1 : serial)),
      current.bounds.map((bounds, at) => (isOver[at] ? (next[at] ?? bounds) : bounds)),
    );
    return current;
  };
  return {
    epoch() {
      const nowMs = wallMs();
      return nowMs < current.endMs ? current : advance(nowMs);
    },
    nowMs: wallMs,
    changeZone() {
      current = toEpoch(current.serials, boundsAt(Math.max(wallMs(), latestStart(current))));
    },
  };
}

/** A clock that was put back must not open a closed period by way of another zone either. */
const latestStart = ({ bounds }: Epoch): number =>
  Math.max(...bounds.map(({ startMs }) => startMs));
