import type { ContenderName } from './options.ts';
import { figuresOf, type ModeResult } from './modes/mode-result.ts';
import { toSpread, variation, type Spread } from './statistics.ts';

/** A figure to reach, and what this run says of it. */
export interface Verdict {
  readonly text: string;
  readonly target: string;
  /** 'noisy' when the machine was not quiet enough to say. */
  readonly figure: Spread | 'noisy';
  readonly isMet: boolean | undefined;
}

/** Direct has nothing in the way: when it varies more than this, so did the machine. */
const QUIET = 0.2;

/** Figures of the same round belong together; what both lost to the machine cancels out. */
const pairUp = (
  first: readonly number[],
  second: readonly number[],
  combine: (a: number, b: number) => number,
): Spread => toSpread(first.map((figure, round) => combine(figure, second[round] ?? NaN)));

interface RatioGoal {
  readonly key: string;
  readonly text: string;
  readonly against: ContenderName;
  readonly atLeast?: number;
}

/** How many times as much Latchkey did as another one; undefined when either did not run. */
function toRatio(result: ModeResult, goal: RatioGoal): Verdict | undefined {
  const ours = figuresOf(result, 'latchkey', goal.key);
  const theirs = figuresOf(result, goal.against, goal.key);
  if (ours.length === 0 || theirs.length === 0) return undefined;
  const { text, atLeast } = goal;
  const target = atLeast === undefined ? '' : `>= ${atLeast}`;
  if (!(variation(figuresOf(result, 'direct', goal.key)) <= QUIET)) {
    return { text, target, figure: 'noisy', isMet: undefined };
  }
  const figure = pairUp(ours, theirs, (a, b) => a / b);
  const isMet = atLeast === undefined ? undefined : figure.median >= atLeast;
  return { text, target, figure, isMet };
}

interface AddedGoal {
  readonly key: string;
  readonly text: string;
  readonly atMost: number;
}

/** How much more than direct Latchkey took. Noisy when direct alone varied by a fifth of what may be added. */
function toAdded(result: ModeResult, goal: AddedGoal): Verdict | undefined {
  const ours = figuresOf(result, 'latchkey', goal.key);
  const direct = figuresOf(result, 'direct', goal.key);
  if (ours.length === 0 || direct.length === 0) return undefined;
  const { text, atMost } = goal;
  const target = `<= ${atMost}`;
  const { min, max } = toSpread(direct);
  if (!(max - min <= atMost * QUIET)) return { text, target, figure: 'noisy', isMet: undefined };
  const figure = pairUp(ours, direct, (a, b) => a - b);
  return { text, target, figure, isMet: figure.median <= atMost };
}

const perSecond = 'perSecond';

const ratioGoals: Readonly<Record<string, readonly RatioGoal[]>> = {
  small: [
    {
      key: perSecond,
      text: 'requests/s, x bare Express + http-proxy-middleware',
      against: 'bare',
      atLeast: 1.3,
    },
    { key: perSecond, text: 'requests/s, x Caddy', against: 'caddy', atLeast: 1.1 },
    { key: perSecond, text: 'requests/s, x nginx', against: 'nginx' },
  ],
  post: [
    { key: perSecond, text: 'POST/s, x bare Express + http-proxy-middleware', against: 'bare' },
    { key: perSecond, text: 'POST/s, x Caddy', against: 'caddy' },
  ],
  big: [
    { key: 'megabytesPerSecond', text: 'download speed, x direct', against: 'direct' },
    { key: 'megabytesPerSecond', text: 'download speed, x bare', against: 'bare' },
  ],
};

const addedGoals: Readonly<Record<string, readonly AddedGoal[]>> = {
  steady: [
    { key: 'p50Ms', text: 'added latency at 500/s, p50 ms', atMost: 0.5 },
    { key: 'p99Ms', text: 'added latency at 500/s, p99 ms', atMost: 3 },
  ],
  sse: [
    { key: 'firstP95Ms', text: 'added time to the first event, p95 ms', atMost: 3 },
    { key: 'lateP95Ms', text: 'event later than direct, p95 ms', atMost: 5 },
  ],
};

const toGrowth = (result: ModeResult): Verdict | undefined => {
  const growth = figuresOf(result, 'latchkey', 'growthMb');
  if (result.name !== 'big' || growth.length === 0) return undefined;
  const figure = toSpread(growth);
  const text = 'memory growth while downloading, MB';
  return { text, target: '<= 32', figure, isMet: figure.max <= 32 };
};

/** Everything that is to be said of one mode's figures. */
export const toVerdicts = (result: ModeResult): Verdict[] =>
  [
    ...(ratioGoals[result.name] ?? []).map((goal) => toRatio(result, goal)),
    ...(addedGoals[result.name] ?? []).map((goal) => toAdded(result, goal)),
    toGrowth(result),
  ].filter((verdict) => verdict !== undefined);
