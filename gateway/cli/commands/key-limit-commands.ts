import type { AllowanceState } from '#shared/contract/operations/allowances';
import { fromAmount, toAmount } from '../amount';
import type { Command, CommandContext, Flag } from '../command';
import { usageError } from '../exit-code';
import { findKey } from '../key-reference';
import { localTime } from '../local-time';
import { printNewSecret } from '../new-secret';
import { MEASURES, raiseOf, takenOf, UNTIL, untilOf } from '../raise-fields';
import { safeJson, safeText } from '../safe-text';
import { toServices } from '../service-reference';
import { textTable } from '../text-table';

/** The key that was named, and the API. */
async function openKey({ given, api: connect }: CommandContext) {
  const api = await connect();
  return { api, key: findKey((await api.keys.list({})).keys, given.word(0)) };
}

async function raise(context: CommandContext): Promise<void> {
  const { given, terminal } = context;
  const { typed, ...fields } = await raiseOf(context);
  const { api, key } = await openKey(context);
  const reply = await api.keys.raise({ id: key.id, ...fields });
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  const ends = localTime(reply.key.raises.at(-1)?.until ?? '');
  terminal.out(
    `"${safeText(key.name, 60)}" has ${typed} more (${fields.measure}) until ${ends}.\n`,
  );
}

async function unraise(context: CommandContext): Promise<void> {
  const { given, terminal } = context;
  const taken = takenOf(context);
  const { api, key } = await openKey(context);
  const reply = await api.keys.unraise({ id: key.id, ...taken });
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  terminal.out(`Took back what "${safeText(key.name, 60)}" had more (${taken.measure}).\n`);
}

async function topUp(context: CommandContext): Promise<void> {
  const { given, terminal } = context;
  const amountNano = toAmount(given.word(1), '<amount>');
  const { api, key } = await openKey(context);
  const reply = await api.keys.topUp({ id: key.id, amountNano });
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  const paidIn = fromAmount(reply.key.allowance.money.total ?? '0');
  terminal.out(`"${safeText(key.name, 60)}" now has ${paidIn} paid in altogether.\n`);
}

const figure = ({ measure }: AllowanceState, text: string): string =>
  measure === 'money' ? fromAmount(text) : text;

async function allowance(context: CommandContext): Promise<void> {
  const { given, terminal } = context;
  const { api, key } = await openKey(context);
  const reply = await api.keys.allowance({ id: key.id });
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  const rows = reply.states.map((state) => [
    `${state.of} ${state.id}`,
    state.measure,
    state.period,
    figure(state, state.used),
    figure(state, state.reserved),
    figure(state, state.limit),
    state.resetsAt === null ? '-' : localTime(state.resetsAt),
  ]);
  terminal.out(
    textTable(['Of', 'Measure', 'Period', 'Used', 'Held back', 'Limit', 'Begins anew'], rows),
  );
}

const GUEST_FLAGS: readonly Flag[] = [
  {
    name: 'service',
    short: 's',
    value: 'SERVICES',
    text: 'what it may use: names or ids between commas, or "*" for all',
  },
  { name: 'calls', value: 'N', text: 'calls in all (no limit, when not said)' },
  UNTIL,
  { name: 'models', value: 'MODELS', text: 'models between commas; a "*" stands for any ending' },
  { name: 'description', short: 'd', value: 'TEXT', text: 'the name of the key ("Guest")' },
  { name: 'quiet', short: 'q', text: 'print the new key and nothing else' },
];

async function guest(context: CommandContext): Promise<void> {
  const { given, api: connect } = context;
  const typed = given.text('service');
  const calls = given.wholeNumber('calls', { min: 1, max: 1_000_000 });
  if (typed === undefined) throw usageError('Say what the guest may use: -s SERVICE.');
  const models = given
    .text('models')
    ?.split(',')
    .flatMap((model) => model.trim() || []);
  const expiresAt = await untilOf(context);
  if (expiresAt === undefined) throw usageError('Say when the pass ends: --until tonight.');
  const api = await connect();
  const reply = await api.keys.create({
    name: given.text('description') ?? 'Guest',
    services: toServices((await api.services.list({})).services, typed),
    expiresAt,
    ...(models && { models }),
    ...(calls !== undefined && { allowance: { calls: { total: calls } } }),
  });
  printNewSecret(
    context,
    reply,
    `Guest pass "${safeText(reply.key.name, 60)}" until ${localTime(expiresAt)}:`,
  );
}

/** What limits a key beyond its own fields: more for a while, a prepaid balance, passes for guests. */
export const keyLimitCommands: readonly Command[] = [
  {
    path: ['keys', 'raise'],
    summary: 'Give a key more of something for a while',
    details: 'Until midnight, when no end is said. Money is in units, such as +0.50.',
    operands: [{ name: 'id' }, { name: 'what', choices: MEASURES }, { name: 'more' }],
    flags: [UNTIL],
    example: 'latchkey keys raise Ab12Cd calls +2 --until tonight',
    needsGateway: true,
    run: raise,
  },
  {
    path: ['keys', 'unraise'],
    summary: 'Take back what a key was given for a while',
    details: 'The newest of that kind, or the one with the amount that is said.',
    operands: [
      { name: 'id' },
      { name: 'what', choices: MEASURES },
      { name: 'more', isOptional: true },
    ],
    flags: [],
    example: 'latchkey keys unraise Ab12Cd calls',
    needsGateway: true,
    run: unraise,
  },
  {
    path: ['keys', 'topup'],
    summary: 'Pay into the prepaid balance of a key',
    operands: [{ name: 'id' }, { name: 'amount' }],
    flags: [],
    example: 'latchkey keys topup Ab12Cd 5.00',
    needsGateway: true,
    run: topUp,
  },
  {
    path: ['keys', 'allowance'],
    summary: 'What a key, its person and its services have used and may use',
    operands: [{ name: 'id' }],
    flags: [],
    example: 'latchkey keys allowance Ab12Cd',
    needsGateway: true,
    run: allowance,
  },
  {
    path: ['keys', 'guest'],
    summary: 'Make a guest pass: a key for some calls that ends by itself',
    operands: [],
    flags: GUEST_FLAGS,
    example: 'latchkey keys guest -s chat --calls 10 --until tonight --models "llama3*"',
    needsGateway: true,
    run: guest,
  },
];
