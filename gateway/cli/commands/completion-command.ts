import type { Command } from '../command';
import { completionScript, SHELLS } from '../completion-script';

/** Prints the script that completes our commands with the tabulator key. */
export const completionCommand: Command = {
  path: ['completion'],
  summary: 'A script that completes commands in your shell',
  details:
    'bash and zsh: source <(latchkey completion bash); fish: latchkey completion fish | source',
  operands: [{ name: 'shell', choices: SHELLS }],
  flags: [],
  example: 'latchkey completion bash > ~/.local/share/bash-completion/completions/latchkey',
  needsGateway: false,
  run: async ({ given, terminal, commands }) => {
    const shell = SHELLS.find((each) => each === given.word(0)) ?? 'bash';
    terminal.out(completionScript(shell, commands));
  },
};
