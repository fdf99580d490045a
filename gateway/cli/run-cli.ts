import { createClient } from '#shared/contract/client';
import type { Transport } from '#shared/contract/define';
import { OperationError } from '#shared/contract/errors';
import { operations } from '#shared/contract/operations/registry';
import { createAdminDownload, createAdminTransport } from './admin-api';
import { isReadableOnTheWay, readAdminSecret, readAdminUrl } from './admin-access';
import type { Command, CommandContext } from './command';
import { CliError, EXIT, usageError, type ExitCode } from './exit-code';
import { explainDetails } from './explain-details';
import { Given } from './given';
import { commandHelp, generalHelp } from './help-text';
import { findCommand, readArguments } from './read-arguments';
import { safeLines, safeText } from './safe-text';
import type { Terminal } from './terminal';

/** What the command line needs from its process. */
interface CliDeps {
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
  readonly commands: readonly Command[];
  readonly version: string;
  readonly now?: () => Date;
}

/** Where the gateway is and the secret for it, asked for once. */
function createAccess(deps: CliDeps, given: Given) {
  let found: Promise<{ url: URL; secret: string | undefined }> | undefined;
  const find = async () => {
    const url = readAdminUrl(given, deps.env);
    if (isReadableOnTheWay(url)) {
      deps.terminal.err(
        `Warning: ${url.origin} is not on this computer and not encrypted: the admin secret can be read on the way.\n`,
      );
    }
    return { url, secret: await readAdminSecret(given, deps.env, url) };
  };
  return () => (found ??= find());
}

function contextOf(deps: CliDeps, given: Given): CommandContext {
  const access = createAccess(deps, given);
  const connect = async (): Promise<Transport> => {
    const { url, secret } = await access();
    return createAdminTransport(url, secret);
  };
  return {
    ...deps,
    given,
    now: deps.now ?? (() => new Date()),
    connect,
    api: async () => createClient(operations, await connect()),
    async download(name) {
      const { url, secret } = await access();
      return createAdminDownload(url, secret)(name);
    },
  };
}

/** No words: questions where a person can answer them, else the help, as for a command that is not valid. */
async function runWithoutWords(deps: CliDeps): Promise<ExitCode> {
  if (!deps.terminal.isInteractive) {
    deps.terminal.err(generalHelp(deps.commands));
    return EXIT.usage;
  }
  // Loaded here only: no other command needs it, and it wants a terminal.
  const { askForKey } = await import('./ask-for-key');
  return askForKey(contextOf(deps, new Given({}, [])));
}

/** For what names no command: the help of its group, or a plain sentence. */
function runUnknown(deps: CliDeps, args: readonly string[]): ExitCode {
  const [first = '', second] = args;
  const group = deps.commands.filter(({ path }) => path.length > 1 && path[0] === first);
  if (group.length > 0 && (second === undefined || /^(-h|--help)$/.test(second))) {
    const isAsked = second !== undefined;
    deps.terminal[isAsked ? 'out' : 'err'](generalHelp(group));
    return isAsked ? EXIT.ok : EXIT.usage;
  }
  if (first.startsWith('-')) throw usageError('Options stand after the command.');
  // What was typed may be a key: only a plain word is repeated.
  const what = /^[a-z]{1,20}$/.test(first) ? `There is no command "${first}".` : 'No such command.';
  throw usageError(`${what} "latchkey --help" lists them.`);
}

async function runCommand(deps: CliDeps, args: readonly string[]): Promise<ExitCode> {
  const found = findCommand(deps.commands, args);
  if (!found) return runUnknown(deps, args);
  const given = readArguments(found.command, args.slice(found.taken));
  if (given.isSet('help')) {
    deps.terminal.out(commandHelp(found.command));
    return EXIT.ok;
  }
  return (await found.command.run(contextOf(deps, given))) ?? EXIT.ok;
}

async function dispatch(args: readonly string[], deps: CliDeps): Promise<ExitCode> {
  const [first] = args;
  if (first === undefined) return runWithoutWords(deps);
  if (first === '--help' || first === '-h' || first === 'help') {
    deps.terminal.out(generalHelp(deps.commands));
    return EXIT.ok;
  }
  if (first === '--version') {
    deps.terminal.out(`${deps.version}\n`);
    return EXIT.ok;
  }
  return runCommand(deps, args);
}

function explain(error: unknown, { terminal }: CliDeps): ExitCode {
  if (error instanceof CliError) {
    terminal.err(`${safeLines(error.message)}\n`);
    return error.exit;
  }
  if (error instanceof OperationError) {
    terminal.err(`${safeText(error.message, 500)} (${safeText(error.code)})\n`);
    terminal.err(explainDetails(error.details));
    return error.code === 'INPUT_INVALID' ? EXIT.usage : EXIT.refused;
  }
  throw error;
}

/** Runs one command line and resolves to its exit code; rejects only for a mistake of ours. */
export async function runCli(args: readonly string[], deps: CliDeps): Promise<ExitCode> {
  try {
    return await dispatch(args, deps);
  } catch (error) {
    return explain(error, deps);
  }
}
