import { parseArgs } from 'node:util';
import type { Command, Flag } from './command';
import { usageError } from './exit-code';
import { Given, type GivenValue } from './given';

/** On every command. */
const COMMON_FLAGS: readonly Flag[] = [
  { name: 'json', text: 'print the result as JSON' },
  { name: 'help', short: 'h', text: 'this text' },
];

/** On every command that speaks with the gateway. */
const GATEWAY_FLAGS: readonly Flag[] = [
  { name: 'url', value: 'URL', text: "the panel's address (LATCHKEY_URL; http://127.0.0.1:5540)" },
  {
    name: 'secret-file',
    value: 'FILE',
    isFile: true,
    text: 'a file with the admin secret (LATCHKEY_ADMIN_SECRET_FILE)',
  },
  {
    name: 'data-dir',
    value: 'DIR',
    isFile: true,
    text: "the app's data folder, when it is not the usual one (LATCHKEY_DATA_DIR)",
  },
];

/** All options of a command, its own first. */
export function flagsOf(command: Command): readonly Flag[] {
  const own = new Set(command.flags.map(({ name }) => name));
  const common = [...(command.needsGateway ? GATEWAY_FLAGS : []), ...COMMON_FLAGS];
  return [...command.flags, ...common.filter(({ name }) => !own.has(name))];
}

const startsWith = (words: readonly string[], path: readonly string[]): boolean =>
  path.every((word, at) => words[at] === word);

/** The command that the first words name, and how many words that took. */
export function findCommand(
  commands: readonly Command[],
  words: readonly string[],
): { command: Command; taken: number } | undefined {
  const found = commands
    .flatMap((command) => [command.path, command.alias ?? []].map((path) => ({ command, path })))
    .filter(({ path }) => path.length > 0 && startsWith(words, path))
    .sort((a, b) => b.path.length - a.path.length)[0];
  return found && { command: found.command, taken: found.path.length };
}

const toOption = ({ value, short, isMany }: Flag) => ({
  type: value === undefined ? ('boolean' as const) : ('string' as const),
  ...(short === undefined ? {} : { short }),
  ...(isMany ? { multiple: true } : {}),
});

/** Node's sentence, without its advice about `--`; what was typed in place of a flag is never repeated. */
const toReason = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n')[0] ?? '').replace(/\. To specify.*$/, '.');
};

function checkWords({ operands, path }: Command, words: readonly string[]): void {
  const missing = operands.find(({ isOptional }, at) => !isOptional && words[at] === undefined);
  if (missing) throw usageError(`"latchkey ${path.join(' ')}" needs <${missing.name}>.`);
  const isOpen = operands.at(-1)?.isMany === true;
  if (!isOpen && words.length > operands.length) {
    throw usageError(`"latchkey ${path.join(' ')}" takes no further words after its own.`);
  }
  operands.forEach(({ choices, name }, at) => {
    const word = words[at];
    if (choices && word !== undefined && !choices.includes(word)) {
      throw usageError(`<${name}> is one of: ${choices.join(', ')}.`);
    }
  });
}

function checkChoices(flags: readonly Flag[], given: Given): void {
  for (const { name, choices } of flags) {
    const value = given.text(name);
    if (choices && value !== undefined && !choices.includes(value)) {
      throw usageError(`--${name} is one of: ${choices.join(', ')}.`);
    }
  }
}

/** Reads what was typed after a command's own words. Throws a usage error. */
export function readArguments(command: Command, args: readonly string[]): Given {
  const flags = flagsOf(command);
  const options = Object.fromEntries(flags.map((flag) => [flag.name, toOption(flag)]));
  let parsed: { values: Record<string, GivenValue>; positionals: string[] };
  try {
    parsed = parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (error) {
    throw usageError(toReason(error));
  }
  const given = new Given(parsed.values, parsed.positionals);
  if (given.isSet('help')) return given;
  checkWords(command, given.words);
  checkChoices(flags, given);
  return given;
}
