import { OperationError } from '#shared/contract/errors';
import { ServiceKind } from '#shared/contract/operations/services';
import { parseTarget } from '../../services/target-rules';
import type { Command, CommandContext, Operand } from '../command';
import { CliError, EXIT, usageError, type ExitCode } from '../exit-code';
import { safeJson, safeText } from '../safe-text';
import { findService } from '../service-reference';
import { textTable } from '../text-table';

const SERVICE: Operand = { name: 'service' };

async function list({ given, terminal, api: connect }: CommandContext): Promise<void> {
  const api = await connect();
  const reply = await api.services.list({});
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  if (reply.services.length === 0) return terminal.err('There are no services yet.\n');
  terminal.out(
    textTable(
      ['ID', 'Name', 'Kind', 'Address', 'On the gateway', 'State'],
      reply.services.map((service) => [
        service.id,
        service.name,
        service.kind,
        service.targets.map(({ url }) => url).join(', '),
        service.gatewayPath,
        service.paused ? 'paused' : service.health,
      ]),
    ),
  );
}

const ADD_EXAMPLE = 'latchkey services add chat http://127.0.0.1:11434 --kind ollama';

/** The address as it was typed; an error that says how one is written when it cannot be one. */
function readAddress(text: string): string {
  try {
    parseTarget(text);
    return text;
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    // A password may stand in it: what was typed is not repeated.
    throw usageError(`${why}\nA program on this computer is added with: ${ADD_EXAMPLE}`);
  }
}

/** Says how it is meant all the same; two services for one program can have different settings. */
function sayAgain(error: unknown): never {
  if (!(error instanceof OperationError) || error.code !== 'ADDRESS_TAKEN') throw error;
  const why = `${error.message} (${error.code})`;
  throw new CliError(EXIT.refused, `${why}\nIf that is meant, add it with --again.`);
}

async function add({ given, terminal, api: connect }: CommandContext): Promise<void> {
  const url = readAddress(given.word(1));
  const api = await connect();
  const kind = ServiceKind.safeParse(given.text('kind'));
  const reply = await api.services
    .create({
      name: given.word(0),
      targets: [{ url }],
      ...(kind.success ? { kind: kind.data } : {}),
      ...(given.isSet('default') ? { isDefault: true } : {}),
      ...(given.isSet('again') ? { sameAddress: true } : {}),
    })
    .catch(sayAgain);
  const { name, gatewayPath } = reply.service;
  if (given.isSet('json')) terminal.out(`${safeJson(reply)}\n`);
  else terminal.out(`Added "${safeText(name, 60)}" at ${safeText(gatewayPath)}.\n`);
  // Apps ask by kind: a language model that is plain HTTP would be found by none of them.
  if (!kind.success) {
    terminal.err('It is taken for a plain HTTP service; --kind says what speaks there.\n');
  }
}

async function remove({ given, terminal, api: connect }: CommandContext): Promise<void> {
  const api = await connect();
  const { id, name } = findService((await api.services.list({})).services, given.word(0));
  const reply = await api.services.remove({ id });
  if (given.isSet('json')) terminal.out(`${safeJson(reply)}\n`);
  else terminal.out(`Removed "${safeText(name, 60)}".\n`);
}

/** Switches a service off for now, or on again. */
const setPaused =
  (paused: boolean) =>
  async ({ given, terminal, api: connect }: CommandContext): Promise<void> => {
    const api = await connect();
    const { id, name } = findService((await api.services.list({})).services, given.word(0));
    const reply = await api.services.update({ id, paused });
    if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
    terminal.out(`"${safeText(name, 60)}" is ${paused ? 'paused' : 'on again'}.\n`);
  };

async function test({ given, terminal, api: connect }: CommandContext): Promise<ExitCode> {
  const api = await connect();
  const { id, name } = findService((await api.services.list({})).services, given.word(0));
  const reply = await api.services.test({ id });
  if (given.isSet('json')) terminal.out(`${safeJson(reply)}\n`);
  else {
    const took = `${Math.round(reply.milliseconds)} ms`;
    terminal.out(`${safeText(name, 60)}: ${safeText(reply.message, 500)} (${took})\n`);
  }
  return reply.ok ? EXIT.ok : EXIT.refused;
}

/** What can be done with services. */
export const serviceCommands: readonly Command[] = [
  {
    path: ['services', 'list'],
    summary: 'All services',
    operands: [],
    flags: [],
    example: 'latchkey services list',
    needsGateway: true,
    run: list,
  },
  {
    path: ['services', 'add'],
    summary: 'Add a service',
    operands: [{ name: 'name' }, { name: 'address' }],
    flags: [
      {
        name: 'kind',
        value: 'KIND',
        choices: ServiceKind.options,
        text: 'what speaks there ("http" when not said)',
      },
      { name: 'default', text: 'answers the bare Ollama and OpenAI addresses' },
      { name: 'again', text: 'also when another service has this address already' },
    ],
    example: ADD_EXAMPLE,
    needsGateway: true,
    run: add,
  },
  {
    path: ['services', 'remove'],
    summary: 'Remove a service; keys that named it lose it',
    operands: [SERVICE],
    flags: [],
    example: 'latchkey services remove chat',
    needsGateway: true,
    run: remove,
  },
  {
    path: ['services', 'pause'],
    summary: 'Refuse all calls to a service for now',
    operands: [SERVICE],
    flags: [],
    example: 'latchkey services pause chat',
    needsGateway: true,
    run: setPaused(true),
  },
  {
    path: ['services', 'resume'],
    summary: 'Let calls to a paused service through again',
    operands: [SERVICE],
    flags: [],
    example: 'latchkey services resume chat',
    needsGateway: true,
    run: setPaused(false),
  },
  {
    path: ['services', 'test'],
    summary: 'Call a service and say in plain words what came back',
    operands: [SERVICE],
    flags: [],
    example: 'latchkey services test chat',
    needsGateway: true,
    run: test,
  },
];
