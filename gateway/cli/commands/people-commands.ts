import type { PersonSummary } from '#shared/contract/operations/people';
import { fromAmount } from '../amount';
import { askYes, YES } from '../ask-yes';
import type { Command, CommandContext, Flag } from '../command';
import { usageError } from '../exit-code';
import type { Given } from '../given';
import { LIMIT_FLAGS, readLimits, toRate } from '../limit-flags';
import { localTime } from '../local-time';
import { findPerson } from '../person-reference';
import { MEASURES, raiseOf, takenOf, UNTIL } from '../raise-fields';
import { safeJson, safeText } from '../safe-text';
import { textTable } from '../text-table';

const NAME: Flag = { name: 'name', value: 'NAME', text: 'another name' };

const PERIODS = ['day', 'week', 'month', 'total'] as const;

/** The caps that are set, such as `50/day`. */
function capsText(caps: Record<(typeof PERIODS)[number], string | number | null>): string {
  const set = PERIODS.filter((period) => caps[period] !== null);
  return set.map((period) => `${caps[period]}/${period}`).join(' ') || '-';
}

const moneyText = ({ money }: PersonSummary['allowance']): string => {
  const units = (nano: string | null) => (nano === null ? null : fromAmount(nano));
  const [day, week, month, total] = PERIODS.map((period) => units(money[period]));
  return capsText({
    day: day ?? null,
    week: week ?? null,
    month: month ?? null,
    total: total ?? null,
  });
};

const toRow = (person: PersonSummary): (string | number)[] => [
  person.id,
  person.name,
  person.keys,
  capsText(person.allowance.calls),
  capsText(person.allowance.tokens),
  moneyText(person.allowance),
  person.rate ? `${person.rate.requests}/${person.rate.windowSeconds} s` : '-',
  person.quietTimes.map(({ name, from, to }) => `${name} ${from}-${to}`).join(', ') || '-',
];

async function list({ given, terminal, api: connect }: CommandContext): Promise<void> {
  const api = await connect();
  const reply = await api.people.list({});
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  if (reply.people.length === 0) return terminal.err('There is nobody yet.\n');
  const headings = ['ID', 'Name', 'Keys', 'Calls', 'AI tokens', 'Money', 'Rate', 'Quiet times'];
  terminal.out(textTable(headings, reply.people.map(toRow)));
}

function rateOf(given: Given) {
  const text = given.text('rate');
  if (text === undefined) return {};
  return { rate: text === 'none' ? null : toRate(text, 'rate') };
}

async function add({ given, terminal, api: connect }: CommandContext): Promise<void> {
  const api = await connect();
  const { services } = await api.services.list({});
  const fields = { ...rateOf(given), ...readLimits(given, services) };
  const reply = await api.people.create({ name: given.word(0), ...fields });
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  terminal.out(`Added "${safeText(reply.person.name, 60)}" (${safeText(reply.person.id)}).\n`);
}

async function update({ given, terminal, api: connect }: CommandContext): Promise<void> {
  const flags = [NAME, ...LIMIT_FLAGS].map(({ name }) => name);
  if (!given.hasAny(flags)) throw usageError('Say what to change: --name or a limit.');
  const api = await connect();
  const { services } = await api.services.list({});
  const { id } = findPerson((await api.people.list({})).people, given.word(0));
  const name = given.text('name');
  const fields = { ...rateOf(given), ...readLimits(given, services), ...(name && { name }) };
  const reply = await api.people.update({ id, ...fields });
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  terminal.out(`Changed "${safeText(reply.person.name, 60)}" (${safeText(id)}).\n`);
}

async function raise(context: CommandContext): Promise<void> {
  const { given, terminal, api: connect } = context;
  const { typed, ...fields } = await raiseOf(context);
  const api = await connect();
  const { id, name } = findPerson((await api.people.list({})).people, given.word(0));
  const reply = await api.people.raise({ id, ...fields });
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  const ends = localTime(reply.person.raises.at(-1)?.until ?? '');
  terminal.out(`"${safeText(name, 60)}" has ${typed} more (${fields.measure}) until ${ends}.\n`);
}

async function unraise(context: CommandContext): Promise<void> {
  const { given, terminal, api: connect } = context;
  const taken = takenOf(context);
  const api = await connect();
  const { id, name } = findPerson((await api.people.list({})).people, given.word(0));
  const reply = await api.people.unraise({ id, ...taken });
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  terminal.out(`Took back what "${safeText(name, 60)}" had more (${taken.measure}).\n`);
}

async function remove(context: CommandContext): Promise<void> {
  const { given, terminal, api: connect } = context;
  const api = await connect();
  const { id, name, keys } = findPerson((await api.people.list({})).people, given.word(0));
  const shown = `"${safeText(name, 60)}"`;
  if (keys > 0) {
    await askYes(context, `Forget ${shown}? ${keys} keys go on without the shared limits.`);
  }
  const reply = await api.people.remove({ id });
  terminal.out(given.isSet('json') ? `${safeJson(reply)}\n` : `Removed ${shown}.\n`);
}

/** The people whose keys share an allowance. */
export const peopleCommands: readonly Command[] = [
  {
    path: ['people', 'list'],
    summary: 'The people whose keys share their limits',
    operands: [],
    flags: [],
    example: 'latchkey people list',
    needsGateway: true,
    run: list,
  },
  {
    path: ['people', 'add'],
    summary: 'Add a person',
    operands: [{ name: 'name' }],
    flags: LIMIT_FLAGS,
    example:
      'latchkey people add mum --tokens-day 50000 --money-month 5.00 --quiet-time "Bedtime mon-sun 21:00-07:00 grace 5"',
    needsGateway: true,
    run: add,
  },
  {
    path: ['people', 'update'],
    summary: 'Change a person; what is not said stays',
    operands: [{ name: 'person' }],
    flags: [NAME, ...LIMIT_FLAGS],
    example: 'latchkey people update mum --calls-day 100 --rate 30/60 --money-month none',
    needsGateway: true,
    run: update,
  },
  {
    path: ['people', 'raise'],
    summary: 'Give a person more of something for a while, for all their keys together',
    details: 'Until midnight, when no end is said. Money is in units, such as +0.50.',
    operands: [{ name: 'person' }, { name: 'what', choices: MEASURES }, { name: 'more' }],
    flags: [UNTIL],
    example: 'latchkey people raise mum tokens +5000 --until tonight',
    needsGateway: true,
    run: raise,
  },
  {
    path: ['people', 'unraise'],
    summary: 'Take back what a person was given for a while',
    details: 'The newest of that kind, or the one with the amount that is said.',
    operands: [
      { name: 'person' },
      { name: 'what', choices: MEASURES },
      { name: 'more', isOptional: true },
    ],
    flags: [],
    example: 'latchkey people unraise mum tokens',
    needsGateway: true,
    run: unraise,
  },
  {
    path: ['people', 'remove'],
    summary: 'Forget a person; what they used stays on record',
    operands: [{ name: 'person' }],
    flags: [YES],
    example: 'latchkey people remove mum --yes',
    needsGateway: true,
    run: remove,
  },
];
