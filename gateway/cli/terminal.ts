/** Where a command speaks: `out` is the result, for programs too; `err` is for people. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** True when a person sits at both ends: questions may be asked. */
  readonly isInteractive: boolean;
  /** True when stderr is shown to a person: progress may be drawn over itself. */
  readonly showsProgress: boolean;
  /** False for NO_COLOR, pipes and plain terminals. */
  readonly hasColor: boolean;
  /** False where only ASCII is sure to be shown. */
  readonly hasUnicode: boolean;
  /** Columns of the screen, 80 when unknown. */
  readonly width: number;
}

const speaksUtf8 = (env: NodeJS.ProcessEnv): boolean => {
  if (env['TERM'] === 'dumb') return false;
  if (process.platform === 'win32') return env['WT_SESSION'] !== undefined;
  return /utf-?8/i.test(env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '');
};

/** The terminal of this process. */
export function createTerminal(env: NodeJS.ProcessEnv): Terminal {
  const { stdin, stdout, stderr } = process;
  const isPlain = env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '';
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    isInteractive: Boolean(stdin.isTTY && stdout.isTTY),
    showsProgress: Boolean(stderr.isTTY),
    hasColor: Boolean(stdout.isTTY) && !isPlain && env['TERM'] !== 'dumb',
    hasUnicode: speaksUtf8(env),
    width: stdout.columns || 80,
  };
}
