import type { CommandContext } from './command';
import { safeJson } from './safe-text';

/** Prints a new key once: alone on stdout with --quiet, so that a script can take it; the warning goes to stderr. */
export function printNewSecret(
  { given, terminal }: Pick<CommandContext, 'given' | 'terminal'>,
  reply: { key: { id: string }; secret: string },
  summary: string,
): void {
  if (given.isSet('json')) terminal.out(`${safeJson(reply)}\n`);
  else if (given.isSet('quiet')) terminal.out(`${reply.secret}\n`);
  else terminal.out(`${summary}\n  ${reply.secret}\n\n`);
  terminal.err('This key is shown this once and kept nowhere. Treat it like a password.\n');
}
