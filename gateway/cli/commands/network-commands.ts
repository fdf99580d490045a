import type { NetworkInterface } from '#shared/contract/operations/network';
import type { Command, CommandContext } from '../command';
import { EXIT, usageError, type ExitCode } from '../exit-code';
import { safeJson, safeText } from '../safe-text';
import { textTable } from '../text-table';

const toRow = (one: NetworkInterface): string[] => [
  one.id,
  one.kind,
  one.address,
  one.enabled ? 'on' : 'off',
  one.state,
  one.httpsUrl ?? one.url ?? '-',
  one.problem ?? '',
];

function show({ given, terminal }: CommandContext, interfaces: readonly NetworkInterface[]): void {
  if (given.isSet('json')) return terminal.out(`${safeJson({ interfaces })}\n`);
  const headings = ['ID', 'Kind', 'Address', 'Switch', 'State', 'Devices call', 'Problem'];
  terminal.out(textTable(headings, interfaces.map(toRow)));
}

async function list(context: CommandContext): Promise<void> {
  const api = await context.api();
  show(context, (await api.network.interfaces({})).interfaces);
}

/** The interface of an id, a name or an address; throws a usage error that lists them, or when a name is of several. */
function findInterface(all: readonly NetworkInterface[], typed: string): NetworkInterface {
  const exact = all.find(({ id }) => id === typed);
  if (exact) return exact;
  const found = all.filter(({ name, address }) => name === typed || address === typed);
  const [first] = found;
  if (first && found.length === 1) return first;
  const ids = all.map(({ id }) => safeText(id, 60)).join(', ');
  throw usageError(`"${safeText(typed, 60)}" names no single network. There are: ${ids}.`);
}

const change =
  (verb: 'enable' | 'disable') =>
  async (context: CommandContext): Promise<void> => {
    const api = await context.api();
    const { id } = findInterface(
      (await api.network.interfaces({})).interfaces,
      context.given.word(0),
    );
    const { interfaces } = await api.network[verb]({ id });
    show(
      context,
      context.given.isSet('json') ? interfaces : interfaces.filter((one) => one.id === id),
    );
  };

async function test(context: CommandContext): Promise<ExitCode> {
  const { given, terminal } = context;
  const api = await context.api();
  const { id } = findInterface((await api.network.interfaces({})).interfaces, given.word(0));
  const reply = await api.network.probe({ id });
  const said = given.isSet('json') ? safeJson(reply) : safeText(reply.message, 500);
  terminal.out(`${said}\n`);
  return reply.reachable ? EXIT.ok : EXIT.refused;
}

const network = (verb: string, summary: string, run: Command['run'], isOfOne = true): Command => ({
  path: ['network', verb],
  summary,
  operands: isOfOne ? [{ name: 'network' }] : [],
  flags: [],
  example: `latchkey network ${verb}${isOfOne ? ' eth0/ipv4' : ''}`,
  needsGateway: true,
  run,
});

/** The networks on which devices may connect. */
export const networkCommands: readonly Command[] = [
  network(
    'list',
    'The networks of this computer, and on which of them devices may connect',
    list,
    false,
  ),
  network('on', 'Let devices connect through a network', change('enable')),
  network('off', 'Stop listening on a network; open calls are cut', change('disable')),
  network('test', 'Prove that a network answers', test),
];
