import { text as readAll } from 'node:stream/consumers';
import { operationEntries } from '#shared/contract/define';
import { OperationError } from '#shared/contract/errors';
import { operations } from '#shared/contract/operations/registry';
import type { Command, CommandContext } from '../command';
import { usageError } from '../exit-code';
import { safeJson } from '../safe-text';

const NAMES = operationEntries(operations).map(({ name }) => name);

function toInput(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw usageError('The input is not valid JSON.');
  }
}

async function call({ given, terminal, connect }: CommandContext): Promise<void> {
  const [name = '', typed = '{}'] = given.words;
  const input = toInput(typed === '-' ? await readAll(process.stdin) : typed);
  const send = await connect();
  const reply = await send(name, input);
  if (!reply.ok) throw new OperationError(reply.error);
  terminal.out(`${safeJson(reply.value)}\n`);
}

/** Everything that has no command of its own. */
export const callCommand: Command = {
  path: ['call'],
  summary: 'Call any operation of the admin API with JSON ("-" reads it from stdin)',
  operands: [
    { name: 'group.verb', choices: NAMES },
    { name: 'json', isOptional: true },
  ],
  flags: [],
  example: `latchkey call network.enable '{"id":"eth0/ipv4"}'`,
  needsGateway: true,
  run: call,
};
