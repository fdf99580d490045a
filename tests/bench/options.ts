import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const MODES = ['small', 'post', 'sse', 'big', 'ledger', 'window'] as const;
export type Mode = (typeof MODES)[number];
/** Those that send calls through the contenders. */
export type CallMode = Exclude<Mode, 'ledger' | 'window'>;

export const CONTENDERS = ['direct', 'bare', 'latchkey', 'caddy', 'nginx'] as const;
export type ContenderName = (typeof CONTENDERS)[number];

export interface BenchOptions {
  readonly modes: readonly Mode[];
  readonly contenders: readonly ContenderName[];
  readonly rounds: number;
  /** Length of one measurement. */
  readonly seconds: number;
  readonly warmSeconds: number;
  /** Length of one measurement of latency at a fixed rate. */
  readonly steadySeconds: number;
  /** Calls that the ledger of the modes `ledger` and `window` is filled with. */
  readonly rows: number | undefined;
  readonly quick: boolean;
  readonly jsonPath: string;
  readonly help: boolean;
}

export const USAGE = `Usage: npm run bench -- [options]

  --modes LIST       of ${MODES.join(', ')} (default: small)
  --rounds N         interleaved rounds (default: 5)
  --seconds N        seconds of each measurement (default: 5)
  --quick            3 rounds of one second: about 40 seconds in all, and rough
  --rows N           calls in the ledger: of mode ledger 10000000 unless told (ten minutes and 5 GB), of mode window
                     1000000; with --quick a fiftieth
  --contenders LIST  of ${CONTENDERS.join(', ')} (default: all that are installed; direct always)
  --json FILE        where the figures go (default: a new file in ${tmpdir()})`;

const flags = {
  modes: { type: 'string', default: 'small' },
  contenders: { type: 'string', default: CONTENDERS.join(',') },
  rounds: { type: 'string' },
  seconds: { type: 'string' },
  rows: { type: 'string' },
  quick: { type: 'boolean', default: false },
  json: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function toList<T extends string>(flag: string, text: string, known: readonly T[]): T[] {
  const asked = text.split(',').filter((word) => word !== '');
  const wrong = asked.find((word) => !known.some((name) => name === word));
  if (wrong !== undefined) throw new Error(`--${flag}: "${wrong}" is none of ${known.join(', ')}.`);
  return known.filter((name) => asked.includes(name));
}

/** Whole numbers only: wrk knows no other seconds. */
function toCount(flag: string, text: string | undefined, otherwise: number, most = 3600): number {
  if (text === undefined) return otherwise;
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= most) return count;
  throw new Error(`--${flag} takes a whole number from 1, not "${text}".`);
}

const newJsonPath = (): string => {
  const moment = new Date().toISOString().replaceAll(/[:.]/g, '-');
  return path.join(tmpdir(), `latchkey-bench-${moment}.json`);
};

/** How many calls the ledger of a mode is filled with. */
export const rowsFor = (
  mode: 'ledger' | 'window',
  { rows, quick }: Pick<BenchOptions, 'rows' | 'quick'>,
): number => rows ?? (mode === 'ledger' ? 10_000_000 : 1_000_000) / (quick ? 50 : 1);

/** Reads the command line; throws an error with a sentence for people. */
export function readOptions(argv: readonly string[]): BenchOptions {
  const { values } = parseArgs({ args: [...argv], options: flags, strict: true });
  const asked = toList('contenders', values.contenders, CONTENDERS);
  const seconds = toCount('seconds', values.seconds, values.quick ? 1 : 5);
  return {
    modes: toList('modes', values.modes, MODES),
    // Everything is judged against direct.
    contenders: CONTENDERS.filter((name) => name === 'direct' || asked.includes(name)),
    rounds: toCount('rounds', values.rounds, values.quick ? 3 : 5),
    seconds,
    warmSeconds: values.quick ? 1 : 3,
    steadySeconds: Math.min(seconds, 3),
    rows: values.rows === undefined ? undefined : toCount('rows', values.rows, 0, 100_000_000),
    quick: values.quick,
    jsonPath: values.json === undefined ? newJsonPath() : path.resolve(values.json),
    help: values.help,
  };
}
