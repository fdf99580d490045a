import type { ClientOf } from '#shared/contract/define';
import type { KeySummary } from '#shared/contract/operations/keys';
import type { Operations } from '#shared/contract/operations/registry';
import type { Command, CommandContext, Flag, Operand } from '../command';
import { usageError } from '../exit-code';
import type { Given } from '../given';
import { KEY_FLAGS, readKeyFields } from '../key-fields';
import { readLimits } from '../limit-flags';
import { findKey } from '../key-reference';
import { keyFields, keyTable, type ServiceNames } from '../key-view';
import { printNewSecret } from '../new-secret';
import { safeJson, safeText } from '../safe-text';
import { toServices } from '../service-reference';
import { validateKey } from './validate-key';

type Api = ClientOf<Operations>;

const ID: Operand = { name: 'id' };
const QUIET: Flag = { name: 'quiet', short: 'q', text: 'print the new key and nothing else' };
const OVERLAPS: Readonly<Record<string, number>> = {
  now: 0,
  '1m': 60,
  '15m': 900,
  '1h': 3_600,
  '6h': 21_600,
  '24h': 86_400,
};

const serviceNames = async (api: Api): Promise<ServiceNames> => {
  const { services } = await api.services.list({});
  return new Map(services.map(({ id, name }) => [id, name]));
};

/** The typed fields that may name services. */
async function namedFields(api: Api, given: Given) {
  const { services } = await api.services.list({});
  const typed = given.text('service');
  return {
    ...readLimits(given, services),
    ...(typed !== undefined && { services: toServices(services, typed) }),
  };
}

const titleOf = ({ name, id }: KeySummary): string => `"${safeText(name, 60)}" (${safeText(id)})`;

async function generate(context: CommandContext): Promise<void> {
  const { given, now } = context;
  const fields = readKeyFields(given, now());
  const name = fields.name ?? fields.person;
  const typed = given.text('service');
  if (!name) throw usageError('Say whose key it is (-u) or describe it (-d).');
  if (typed === undefined) throw usageError('Say what it may use: -s SERVICE, or -s "*" for all.');
  const api = await context.api();
  const { services } = await api.services.list({});
  const reply = await api.keys.create({
    ...fields,
    ...readLimits(given, services),
    name,
    services: toServices(services, typed),
  });
  printNewSecret(context, reply, `Key ${titleOf(reply.key)}:`);
}

async function list({ given, terminal, api: connect }: CommandContext): Promise<void> {
  const api = await connect();
  const all = (await api.keys.list({})).keys;
  const keys = given.isSet('all') ? all : all.filter(({ state }) => state === 'active');
  if (given.isSet('json')) return terminal.out(`${safeJson({ keys })}\n`);
  if (keys.length > 0) terminal.out(keyTable(keys, await serviceNames(api)));
  else terminal.err('There are no active keys. "latchkey generate" makes one.\n');
  const hidden = all.length - keys.length;
  if (hidden > 0) terminal.err(`${hidden} more with --all: paused, expired or revoked.\n`);
}

async function show({ given, terminal, api: connect }: CommandContext): Promise<void> {
  const api = await connect();
  const key = findKey((await api.keys.list({})).keys, given.word(0));
  if (given.isSet('json')) terminal.out(`${safeJson({ key })}\n`);
  else terminal.out(keyFields(key, await serviceNames(api)));
}

type Change = (api: Api, id: string) => Promise<unknown>;

/** A command that does one thing to one key, and says so. */
const change =
  (said: string, run: Change) =>
  async ({ given, terminal, api: connect }: CommandContext): Promise<void> => {
    const api = await connect();
    const key = findKey((await api.keys.list({})).keys, given.word(0));
    const reply = await run(api, key.id);
    if (given.isSet('json')) terminal.out(`${safeJson(reply)}\n`);
    else terminal.out(`${said} ${titleOf(key)}.\n`);
  };

async function rotate(context: CommandContext): Promise<void> {
  const { given, api: connect } = context;
  const api = await connect();
  const key = findKey((await api.keys.list({})).keys, given.word(0));
  const overlap = given.text('overlap') ?? 'now';
  const overlapSeconds = OVERLAPS[overlap] ?? 0;
  const reply = await api.keys.rotate({ id: key.id, overlapSeconds });
  const old = overlapSeconds === 0 ? 'has ended' : `works for ${overlap} more`;
  printNewSecret(context, reply, `New secret of ${titleOf(reply.key)}; the old one ${old}:`);
}

async function update(context: CommandContext): Promise<void> {
  const { given, now } = context;
  if (!given.hasAny(KEY_FLAGS.map(({ name }) => name))) {
    throw usageError('Say what to change: -u, -s, -d, -e or a limit.');
  }
  const fields = readKeyFields(given, now());
  await change('Changed', async (api, id) =>
    api.keys.update({ id, ...fields, ...(await namedFields(api, given)) }),
  )(context);
}

const key = (
  verb: string,
  summary: string,
  rest: Partial<Command> & Pick<Command, 'run' | 'example'>,
): Command => ({
  path: ['keys', verb],
  alias: [verb],
  summary,
  operands: [ID],
  flags: [],
  needsGateway: true,
  ...rest,
});

/** What can be done with keys. Their shorter names are those of earlier gateways. */
export const keyCommands: readonly Command[] = [
  key('generate', 'Make a key; it is printed this once', {
    operands: [],
    flags: [...KEY_FLAGS, QUIET],
    example: 'latchkey generate -u mum -s chat -d "kitchen tablet" -e 30',
    run: generate,
  }),
  key('list', 'The active keys', {
    operands: [],
    flags: [{ name: 'all', short: 'a', text: 'paused, expired and revoked keys too' }],
    example: 'latchkey list --all',
    run: list,
  }),
  key('show', 'One key in full', { example: 'latchkey show Ab12Cd', run: show }),
  key('disable', 'Pause a key until it is enabled again', {
    example: 'latchkey disable Ab12Cd',
    run: change('Paused', (api, id) => api.keys.pause({ id })),
  }),
  key('enable', 'Switch a paused key on again', {
    example: 'latchkey enable Ab12Cd',
    run: change('Enabled', (api, id) => api.keys.resume({ id })),
  }),
  key('revoke', 'End a key for good', {
    example: 'latchkey revoke Ab12Cd',
    run: change('Revoked', (api, id) => api.keys.revoke({ id })),
  }),
  key('remove', 'Forget a revoked or expired key; its usage stays on record', {
    example: 'latchkey remove Ab12Cd',
    run: change('Removed', (api, id) => api.keys.remove({ id })),
  }),
  key('validate', 'Say whether a key is valid, without recording it', {
    operands: [{ name: 'key' }],
    details:
      'Give the whole key, or "-" to read it from stdin, where other programs cannot see it. An id works too.',
    example: 'latchkey validate - < key.txt',
    run: validateKey,
  }),
  key('rotate', 'Give a key a new secret', {
    flags: [
      {
        name: 'overlap',
        value: 'TIME',
        choices: Object.keys(OVERLAPS),
        text: 'how long the old one still works (now, when not said)',
      },
      QUIET,
    ],
    example: 'latchkey rotate Ab12Cd --overlap 24h',
    run: rotate,
  }),
  key('update', 'Change a key', {
    flags: KEY_FLAGS,
    example: 'latchkey update Ab12Cd -s "chat,speech" -e never',
    run: update,
  }),
];
