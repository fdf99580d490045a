/**
 * Threat: the passphrase of a backup opens every record of the household. It is typed unseen, or taken from a file or the
 * environment; never from the command line, where every program could read it.
 */
import { readFile } from 'node:fs/promises';
import type { CommandContext, Flag } from './command';
import { CliError, EXIT, usageError } from './exit-code';

export const PASSPHRASE_FLAG: Flag = {
  name: 'passphrase-file',
  value: 'FILE',
  isFile: true,
  text: 'a file with the passphrase (LATCHKEY_BACKUP_PASSPHRASE; asked for when not said)',
};

/** As the contract of backups has it. */
const MIN_LENGTH = 8;

function checked(text: string, where: string): string {
  if (text.length >= MIN_LENGTH && text.length <= 1024) return text;
  throw usageError(`${where} holds no passphrase of at least ${MIN_LENGTH} characters.`);
}

async function fromFile(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw usageError(`The passphrase's file "${file}" cannot be read.`);
  });
  return checked(text.replace(/\r?\n$/, ''), "The passphrase's file");
}

async function askHidden(message: string): Promise<string> {
  const { isCancel, password } = await import('@clack/prompts');
  const tooShort = `At least ${MIN_LENGTH} characters.`;
  const validate = (typed: string | undefined) =>
    (typed ?? '').length < MIN_LENGTH ? tooShort : undefined;
  const answer = await password({ message, validate });
  if (isCancel(answer)) throw new CliError(EXIT.refused, 'Nothing was done.');
  return answer;
}

/** The passphrase, asked for twice when it is a new one. Throws a usage error where nobody can be asked. */
export async function readPassphrase(
  { given, env, terminal }: Pick<CommandContext, 'given' | 'env' | 'terminal'>,
  isNew: boolean,
): Promise<string> {
  const file = given.text('passphrase-file');
  if (file !== undefined) return fromFile(file);
  const told = env['LATCHKEY_BACKUP_PASSPHRASE'];
  if (told) return checked(told, 'LATCHKEY_BACKUP_PASSPHRASE');
  if (!terminal.isInteractive) {
    throw usageError('Say the passphrase with --passphrase-file or LATCHKEY_BACKUP_PASSPHRASE.');
  }
  const typed = await askHidden(isNew ? 'A passphrase for the backup' : 'Its passphrase');
  if (isNew && (await askHidden('Once more')) !== typed) {
    throw usageError('These were two different passphrases.');
  }
  return typed;
}
