import type { ClientOf, Transport } from '#shared/contract/define';
import type { Operations } from '#shared/contract/operations/registry';
import type { ExitCode } from './exit-code';
import type { Given } from './given';
import type { Terminal } from './terminal';

/** One option. Without `value` it is a switch. */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  /** What stands for the value in the help, such as `DAYS`. */
  readonly value?: string;
  readonly choices?: readonly string[];
  /** May be given several times. */
  readonly isMany?: boolean;
  /** The value is a file: the shell completes it. */
  readonly isFile?: boolean;
  readonly text: string;
}

/** One word after the command. */
export interface Operand {
  readonly name: string;
  readonly isOptional?: boolean;
  readonly isMany?: boolean;
  readonly choices?: readonly string[];
}

/** What a command may use. Nothing is asked or looked up before it is needed. */
export interface CommandContext {
  readonly given: Given;
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
  readonly now: () => Date;
  /** The admin API, signed in. Rejects with CliError when nothing answers or the secret is wrong. */
  readonly api: () => Promise<ClientOf<Operations>>;
  /** The same for operations that are named at run time. */
  readonly connect: () => Promise<Transport>;
  /** The bytes of a file that an operation wrote, by its name. Rejects with CliError. */
  readonly download: (name: string) => Promise<AsyncIterable<Uint8Array>>;
  /** Every command there is, for those that speak about the others. */
  readonly commands: readonly Command[];
}

/** One command: help, parsing and completion all come from this. */
export interface Command {
  readonly path: readonly string[];
  /** Another way to write the same. */
  readonly alias?: readonly string[];
  readonly summary: string;
  /** More than the summary, for its own help. */
  readonly details?: string;
  readonly operands: readonly Operand[];
  readonly flags: readonly Flag[];
  readonly example: string;
  /** Speaks with the gateway, so that --url and the secret's options make sense. */
  readonly needsGateway: boolean;
  readonly run: (context: CommandContext) => Promise<ExitCode | void>;
}
