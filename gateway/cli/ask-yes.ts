import type { CommandContext, Flag } from './command';
import { CliError, EXIT, usageError } from './exit-code';

/** For commands that ask before they do something. */
export const YES: Flag = { name: 'yes', short: 'y', text: 'do not ask' };

/** Returns when the owner agreed, with --yes or in the terminal. Throws CliError otherwise, and nothing was done. */
export async function askYes(
  { given, terminal }: Pick<CommandContext, 'given' | 'terminal'>,
  question: string,
): Promise<void> {
  if (given.isSet('yes')) return;
  if (!terminal.isInteractive) throw usageError(`${question} Say so with --yes.`);
  const { confirm } = await import('@clack/prompts');
  if ((await confirm({ message: question, initialValue: false })) === true) return;
  throw new CliError(EXIT.refused, 'Nothing was changed.');
}
