/** What the command line ends with. The numbers are public: scripts ask for them. */
export const EXIT = {
  ok: 0,
  /** The gateway said no, or a check did not hold. */
  refused: 1,
  /** The command was not understood. */
  usage: 2,
  /** Nothing answers at the gateway's address. */
  notRunning: 3,
  /** The admin secret is missing or wrong. */
  noAccess: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The codes in words, for the help. */
export const EXIT_TEXT: readonly (readonly [ExitCode, string])[] = [
  [EXIT.ok, 'done'],
  [EXIT.refused, 'the gateway refused, or a check failed'],
  [EXIT.usage, 'the command is not valid'],
  [EXIT.notRunning, 'the gateway does not run'],
  [EXIT.noAccess, 'the admin secret is missing or wrong'],
];

/** Ends a command with a plain sentence for the user; never carries a secret. */
export class CliError extends Error {
  readonly exit: ExitCode;
  constructor(exit: ExitCode, message: string) {
    super(message);
    this.name = 'CliError';
    this.exit = exit;
  }
}

/** The error for a command that makes no sense. */
export const usageError = (message: string): CliError => new CliError(EXIT.usage, message);
