import type { Bill } from '#shared/contract/operations/billing';
import { boundsOfMonth } from '#shared/domain/time-zone';
import { fromAmount } from '../amount';
import { askYes, YES } from '../ask-yes';
import type { Command, CommandContext, Flag } from '../command';
import { usageError } from '../exit-code';
import { localTime } from '../local-time';
import { safeJson, safeText } from '../safe-text';
import { textTable } from '../text-table';
import { daysRange } from './record-commands';

const DAYS: Flag = { name: 'days', value: 'N', text: 'so many days back' };
const MONTH: Flag = { name: 'month', value: 'YYYY-MM', text: 'one month' };

type Row = readonly (string | number)[];

/** A month that was typed. Throws a usage error. */
export function toMonth(text: string): string {
  if (/^20\d\d-(0[1-9]|1[0-2])$/.test(text)) return text;
  throw usageError('--month takes a month such as 2026-11.');
}

async function rangeOf({ given, now, api: connect }: CommandContext) {
  const month = given.text('month');
  if (month === undefined) return daysRange(given, now());
  const api = await connect();
  const { timeZone } = (await api.settings.get({})).settings;
  const { startMs, endMs } = boundsOfMonth(toMonth(month), timeZone);
  return { fromMs: startMs, toMs: endMs };
}

const HEADINGS = ['Calls', 'Billed', 'Tokens in', 'Tokens out'];
const toCells = ({ calls, billed, tokensIn, tokensOut, costNano }: Bill): Row => [
  calls,
  billed,
  tokensIn,
  tokensOut,
  fromAmount(costNano),
];

function cycleOf(text: string | undefined): { cycle?: number | 'open' } {
  if (text === undefined) return {};
  if (text === 'open') return { cycle: 'open' };
  if (/^\d{1,9}$/.test(text)) return { cycle: Number(text) };
  throw usageError('--cycle takes the number of a cycle, or "open".');
}

async function summary(context: CommandContext): Promise<void> {
  const { given, terminal, api: connect } = context;
  const api = await connect();
  const asked = { ...(await rangeOf(context)), ...cycleOf(given.text('cycle')) };
  const reply = await api.billing.summary(asked);
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  const table = (heading: string, rows: readonly Row[]) =>
    rows.length === 0 ? '' : `\n${textTable([heading, ...HEADINGS, reply.currency], rows)}`;
  const named = (each: Bill & { name: string | null }, id: string): Row => [
    each.name ?? id,
    ...toCells(each),
  ];
  terminal.out(
    table('', [['All', ...toCells(reply.totals)]]).trimStart() +
      table(
        'Service',
        reply.byService.map((each) => named(each, each.serviceId)),
      ) +
      table(
        'Person',
        reply.byPerson.map((each) => named(each, each.person)),
      ) +
      table(
        'Key',
        reply.byKey.map((each) => named(each, each.keyId)),
      ) +
      table(
        'Model',
        reply.byModel.map((each) => [each.model || '(none)', ...toCells(each)]),
      ),
  );
}

const SINCE = ['Calls', 'Cost', 'Calls ever', 'Cost ever'];
const sinceCells = (each: {
  requests: number;
  totalCostNano: string;
  everRequests: number;
  everCostNano: string;
}): Row => [
  each.requests,
  fromAmount(each.totalCostNano),
  each.everRequests,
  fromAmount(each.everCostNano),
];

async function keys({ given, terminal, api: connect }: CommandContext): Promise<void> {
  const api = await connect();
  const reply = await api.billing.keys({});
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  const rows = reply.keys.map((key) => [
    key.keyId,
    key.name ?? '(removed)',
    fromAmount(key.pricePerRequestNano),
    ...sinceCells(key),
  ]);
  terminal.out(textTable(['ID', 'Name', `${reply.currency} a call`, ...SINCE], rows));
}

async function people({ given, terminal, api: connect }: CommandContext): Promise<void> {
  const api = await connect();
  const reply = await api.billing.people({});
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  const rows = reply.people.map((each) => [
    each.person,
    each.name ?? '(removed)',
    ...sinceCells(each),
  ]);
  terminal.out(textTable(['ID', 'Name', ...SINCE], rows));
}

const atText = (ms: number | null): string => (ms === null ? 'open' : localTime(ms));

async function cycles({ given, terminal, api: connect }: CommandContext): Promise<void> {
  const api = await connect();
  const reply = await api.billing.cycles({});
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  const rows = reply.cycles.map((cycle) => [
    cycle.id,
    atText(cycle.startedAtMs),
    atText(cycle.closedAtMs),
    ...toCells(cycle),
    cycle.note || '-',
  ]);
  terminal.out(textTable(['Cycle', 'From', 'To', ...HEADINGS, reply.currency, 'Note'], rows));
}

async function close(context: CommandContext): Promise<void> {
  const { given, terminal, api: connect } = context;
  const note = given.text('note');
  await askYes(context, 'Close the billing cycle and begin the next?');
  const api = await connect();
  const reply = await api.billing.closeCycle(note === undefined ? {} : { note });
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  const { id, calls, costNano } = reply.closed;
  const cost = `${fromAmount(costNano)} ${safeText(reply.currency)}`;
  terminal.out(`Closed cycle ${id}: ${calls} calls, ${cost}.\n`);
}

async function comparison(context: CommandContext): Promise<void> {
  const { given, terminal, api: connect } = context;
  const api = await connect();
  const reply = await api.billing.comparison(await rangeOf(context));
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  const rows = reply.rows.map((row) => [
    row.model,
    row.tokensIn,
    row.tokensOut,
    row.comparedWith.map(({ label }) => label).join(' + ') || 'nothing alike',
    fromAmount(row.wouldHaveCostNano),
  ]);
  const headings = ['Model', 'Tokens in', 'Tokens out', 'Compared with', reply.cloudCurrency];
  if (rows.length > 0) terminal.out(textTable(headings, rows));
  const here = `${fromAmount(reply.costNano)} ${reply.currency}`;
  const there = `${fromAmount(reply.wouldHaveCostNano)} ${reply.cloudCurrency}`;
  terminal.out(safeText(`Here: ${here}. There: ${there}, by prices of ${reply.asOf}.`) + '\n');
}

const view = (
  verb: string,
  what: string,
  run: Command['run'],
  rest: Partial<Command> = {},
): Command => ({
  path: ['billing', verb],
  summary: what,
  operands: [],
  flags: [],
  example: `latchkey billing ${verb}`,
  needsGateway: true,
  run,
  ...rest,
});

/** What was spent. Nobody pays anything: the amounts are reckoned. */
export const billingCommands: readonly Command[] = [
  view('summary', 'What was spent, by service, person, key and model', summary, {
    details: 'Of the open billing cycle, when nothing else is said.',
    flags: [DAYS, MONTH, { name: 'cycle', value: 'N', text: 'a billing cycle, or "open"' }],
    example: 'latchkey billing summary --month 2026-11',
  }),
  view('keys', 'What each key costs and has cost', keys),
  view('people', 'What each person has cost', people),
  view('cycles', 'All billing cycles with their totals', cycles),
  view('close', 'Close the billing cycle and begin the next', close, {
    flags: [{ name: 'note', value: 'TEXT', text: 'a word for later' }, YES],
    example: 'latchkey billing close --note "November" --yes',
  }),
  view('comparison', 'What the same would have cost at a cloud service', comparison, {
    flags: [DAYS, MONTH],
    example: 'latchkey billing comparison --days 30',
  }),
];
