/**
 * Where the gateway says what went wrong inside; never a key, never a prompt. The entry decides where it goes.
 * Threat: whoever can cause an error can cause ten thousand a second. Writing them would hold up the calls and fill the
 * disk, so beyond some a second they are only counted.
 */
import { inspect } from 'node:util';
import { maskKeys } from '#shared/domain/key-format';

export interface Log {
  info(message: string): void;
  warn(message: string): void;
  /** `cause` is written with its stack, for the maintainer; a caller never sees it. */
  error(message: string, cause?: unknown): void;
}

/** Says nothing: for embedding where nobody reads. */
export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };

const LEVELS = { DEBUG: 0, INFO: 1, WARNING: 2, WARN: 2, ERROR: 3, CRITICAL: 3 } as const;
/** The names that `LOG_LEVEL` may have. */
export type LogLevel = keyof typeof LEVELS;

/** The level of this name in any case; undefined when there is none. */
export const toLogLevel = (text: string): LogLevel | undefined =>
  Object.keys(LEVELS).find((name): name is LogLevel => name === text.toUpperCase());

interface LogOptions {
  /** Takes one finished text, which may have several lines. */
  readonly write: (level: 'info' | 'warning' | 'error', text: string) => void;
  /** What is below it is not written; INFO unless told. */
  readonly level?: LogLevel | undefined;
  readonly monotonicMs?: () => number;
}

const PER_SECOND = 20;
const LONGEST = 8_192;

/** Lets so many lines a second pass, and says with the first of a later second how many were left out. */
function createSampling(monotonicMs: () => number) {
  let [second, passed, left] = [-1, 0, 0];
  return (): { passes: boolean; left: number } => {
    const now = Math.floor(monotonicMs() / 1000);
    const gone = now === second ? 0 : left;
    if (now !== second) [second, passed, left] = [now, 0, 0];
    const passes = passed < PER_SECOND;
    if (passes) passed++;
    else left++;
    return { passes, left: gone };
  };
}

const toText = (message: string, cause: unknown): string => {
  const text = cause === undefined ? message : `${message} ${inspect(cause, { depth: 3 })}`;
  return maskKeys(text).slice(0, LONGEST);
};

/** A log of one level and up, in which no key stands and which no flood of errors can fill. */
export function createLog(options: LogOptions): Log {
  const { write, level = 'INFO', monotonicMs = () => performance.now() } = options;
  const sample = createSampling(monotonicMs);
  const least = LEVELS[level];
  const say = (as: 'info' | 'warning' | 'error', message: string, cause?: unknown) => {
    const { passes, left } = sample();
    if (left > 0) write('warning', `${left} more lines were left out`);
    if (passes) write(as, toText(message, cause));
  };
  return {
    info: (message) => void (least <= LEVELS.INFO && say('info', message)),
    warn: (message) => void (least <= LEVELS.WARNING && say('warning', message)),
    error: (message, cause) => say('error', message, cause),
  };
}
