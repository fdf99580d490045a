import type { Command, Flag } from './command';
import { flagsOf } from './read-arguments';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** Every way to write every command. */
const spellings = (commands: readonly Command[]) =>
  commands.flatMap((command) =>
    [command.path, ...(command.alias ? [command.alias] : [])].map((path) => ({ command, path })),
  );

const unique = (words: readonly string[]): string[] => [...new Set(words)];

/** What may follow these words: the next words of longer commands. */
function nextWords(commands: readonly Command[], before: readonly string[]): string[] {
  const longer = spellings(commands).filter(
    ({ path }) => path.length > before.length && before.every((word, at) => path[at] === word),
  );
  return unique(longer.map(({ path }) => path[before.length] ?? ''));
}

/** The words that stand before others in a command, such as `keys`, or `billing price`. */
const groupsOf = (commands: readonly Command[]): string[] =>
  unique(
    commands.flatMap(({ path }) => path.slice(1).map((_, at) => path.slice(0, at + 1).join(' '))),
  );

const optionWords = ({ name, short }: Flag): string[] => [
  `--${name}`,
  ...(short === undefined ? [] : [`-${short}`]),
];

/** Words stand between double quotes in a script of three shells: nothing that any of them would read may be in them. */
const plain = (words: readonly string[]): string =>
  words.filter((word) => /^[\w.:/,-]+$/.test(word)).join(' ');

const wordsAfter = ({ operands }: Command): string[] =>
  operands.flatMap(({ choices }) => [...(choices ?? [])]);

function bashValueCases(commands: readonly Command[]): string[] {
  const flags = commands.flatMap((command) => flagsOf(command));
  const chosen = flags.flatMap((flag) =>
    flag.choices === undefined
      ? []
      : [`    ${optionWords(flag).join('|')}) words="${plain(flag.choices)}" ;;`],
  );
  const files = unique(flags.filter(({ isFile }) => isFile).flatMap(optionWords));
  const named = new Set([...files, ...flags.filter((f) => f.choices).flatMap(optionWords)]);
  const free = unique(
    flags
      .filter(({ value }) => value !== undefined)
      .flatMap(optionWords)
      .filter((word) => !named.has(word)),
  );
  return unique([
    ...chosen,
    ...(files.length > 0 ? [`    ${files.join('|')}) _latchkey_files; return ;;`] : []),
    ...(free.length > 0 ? [`    ${free.join('|')}) return ;;`] : []),
  ]);
}

function commandCases(commands: readonly Command[]): string[] {
  // A group may be a command too: then both follow it.
  const words = new Map(
    groupsOf(commands).map((group) => [group, nextWords(commands, group.split(' '))]),
  );
  for (const { command, path } of spellings(commands)) {
    const own = [...wordsAfter(command), ...flagsOf(command).flatMap(optionWords)];
    const typed = path.join(' ');
    words.set(typed, [...(words.get(typed) ?? []), ...own]);
  }
  return [...words].map(([typed, after]) => `    "${typed}") words="${plain(after)}" ;;`);
}

/** Lines that add the next word to `path` while it only names a group. */
function bashPathLines(commands: readonly Command[]): string {
  const groups = groupsOf(commands);
  return [1, 2]
    .flatMap((depth) => {
      const these = groups.filter((group) => group.split(' ').length === depth);
      if (these.length === 0) return [];
      const names = these.map((group) => `"${group}"`).join('|');
      const next = `[ "$COMP_CWORD" -gt ${depth + 1} ] && path="$path \${COMP_WORDS[${depth + 1}]}"`;
      return [`  case "$path" in\n    ${names}) ${next} ;;\n  esac`];
    })
    .join('\n');
}

/** The body that bash and zsh (which reads bash's) share. */
const bashFunction = (commands: readonly Command[]): string => `_latchkey_files() {
  COMPREPLY=($(compgen -f -- "$cur"))
}
_latchkey() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  local path="\${COMP_WORDS[1]}"
  COMPREPLY=()
${bashPathLines(commands)}
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${plain([...nextWords(commands, []), '--help', '--version'])}" -- "$cur"))
    return
  fi
  case "$path" in
${commandCases(commands).join('\n')}
  esac
  case "$prev" in
${bashValueCases(commands).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _latchkey latchkey`;

const fishQuote = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function fishFlag(condition: string, flag: Flag): string {
  const short = flag.short === undefined ? '' : ` -s ${flag.short}`;
  const files = flag.isFile ? ' -F' : '';
  const words = flag.choices === undefined ? '' : ` -a ${fishQuote(plain(flag.choices))}`;
  const value = flag.value === undefined ? '' : ` -r${words}${files}`;
  return `complete -c latchkey -n ${fishQuote(condition)} -l ${flag.name}${short}${value} -d ${fishQuote(flag.text)}`;
}

const fishHas = (path: readonly string[]): string =>
  path.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');

function fishLines(commands: readonly Command[]): string[] {
  const groups = groupsOf(commands).map((group) => {
    const before = group.split(' ');
    return `complete -c latchkey -n ${fishQuote(fishHas(before))} -a ${fishQuote(plain(nextWords(commands, before)))}`;
  });
  const whole = spellings(commands).flatMap(({ command, path }) => [
    ...flagsOf(command).map((flag) => fishFlag(fishHas(path), flag)),
    ...(wordsAfter(command).length > 0
      ? [
          `complete -c latchkey -n ${fishQuote(fishHas(path))} -a ${fishQuote(plain(wordsAfter(command)))}`,
        ]
      : []),
  ]);
  const first = plain(nextWords(commands, []));
  return [
    'complete -c latchkey -f',
    `complete -c latchkey -n '__fish_use_subcommand' -a ${fishQuote(first)}`,
    ...groups,
    ...whole,
  ];
}

/** A script that teaches a shell the commands; it asks nothing of the gateway. */
export function completionScript(shell: Shell, commands: readonly Command[]): string {
  if (shell === 'fish') return `${fishLines(commands).join('\n')}\n`;
  const bash = bashFunction(commands);
  if (shell === 'bash') return `${bash}\n`;
  return `#compdef latchkey\nautoload -U +X bashcompinit && bashcompinit\n${bash}\n`;
}
