import type { Command, Flag, Operand } from './command';
import { EXIT_TEXT } from './exit-code';
import { flagsOf } from './read-arguments';

const toOperand = ({ name, isOptional, isMany }: Operand): string => {
  const text = `<${name}>${isMany ? '...' : ''}`;
  return isOptional ? `[${text}]` : text;
};

const toFlag = ({ name, short, value }: Flag): string =>
  `${short === undefined ? '   ' : `-${short},`} --${name}${value === undefined ? '' : ` ${value}`}`;

const inColumns = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
};

const exitCodes = (): string =>
  `Ends with:\n${inColumns(EXIT_TEXT.map(([code, text]) => [String(code), text]))}`;

const textOf = ({ text, choices }: Flag): string =>
  choices === undefined ? text : `${text}: ${choices.join(', ')}`;

/** The words of one command and its operands. */
const synopsis = (command: Command): string =>
  [...(command.alias ?? command.path), ...command.operands.map(toOperand)].join(' ');

/** The help of one command. */
export function commandHelp(command: Command): string {
  const words = [...command.path, ...command.operands.map(toOperand)].join(' ');
  const alias = command.alias ? `Also: latchkey ${synopsis(command)}\n` : '';
  const flags = flagsOf(command).map((flag) => [toFlag(flag), textOf(flag)] as const);
  return [
    `Usage: latchkey ${words} [options]\n${alias}`,
    `${command.summary}.${command.details ? `\n${command.details}` : ''}\n`,
    `Options:\n${inColumns(flags)}\n`,
    `Example:\n  ${command.example}\n`,
    `${exitCodes()}\n`,
  ].join('\n');
}

/** The help of all commands. */
export function generalHelp(commands: readonly Command[]): string {
  const rows = commands.map((command) => [synopsis(command), command.summary] as const);
  return [
    'Usage: latchkey <command> [options]\n',
    `${inColumns(rows)}\n`,
    '"latchkey <command> --help" tells its options. Without a command, in a terminal, it asks what a new key needs.',
    'The shorter names of the key commands also stand after "keys": "latchkey keys list".\n',
    'The admin secret comes from --secret-file, LATCHKEY_ADMIN_SECRET_FILE, LATCHKEY_ADMIN_SECRET or the keychain of the',
    'desktop; never from the command line, where other programs could read it.\n',
    `${exitCodes()}\n`,
  ].join('\n');
}
