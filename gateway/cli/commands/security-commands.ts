import { askYes, YES } from '../ask-yes';
import type { Command, CommandContext } from '../command';
import { usageError } from '../exit-code';
import { localTime } from '../local-time';
import { MOMENT_TEXT, toMoment } from '../moment';
import { safeJson, safeText } from '../safe-text';
import { textTable } from '../text-table';

async function threats({ given, terminal, api: connect }: CommandContext): Promise<void> {
  const api = await connect();
  const reply = await api.audit.threats({ filter: given.isSet('all') ? 'all' : 'open' });
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  if (reply.threats.length === 0) return terminal.err('There are no alerts.\n');
  const rows = reply.threats.map((one) => [
    one.id,
    localTime(one.lastAt),
    one.severity,
    one.state,
    one.count,
  ]);
  terminal.out(textTable(['ID', 'Last seen', 'How bad', 'State', 'Calls'], rows));
  for (const { id, message } of reply.threats) {
    terminal.out(`${safeText(id)}: ${safeText(message, 500)}\n`);
  }
}

async function acknowledge({ given, terminal, api: connect }: CommandContext): Promise<void> {
  const api = await connect();
  const verdict = given.isSet('mine') ? 'mine' : 'seen';
  const reply = await api.threats.acknowledge({ id: given.word(0), verdict });
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  const learnt = verdict === 'mine' ? ' This is usual from now on.' : '';
  terminal.out(`Closed the alert ${safeText(reply.id)}.${learnt}\n`);
}

async function listBans({ given, terminal, api: connect }: CommandContext): Promise<void> {
  const api = await connect();
  const reply = await api.bans.list({});
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  if (reply.bans.length === 0) return terminal.err('Nobody is turned away.\n');
  const rows = reply.bans.map((ban) => [
    ban.id,
    ban.cidr,
    ban.source,
    localTime(ban.until),
    ban.alsoValidKeys ? 'everything' : 'calls without a good key',
    ban.reason,
  ]);
  terminal.out(textTable(['ID', 'Address', 'By', 'Until', 'What', 'Why'], rows));
}

async function addBan(context: CommandContext): Promise<void> {
  const { given, terminal, now, api: connect } = context;
  const alsoValidKeys = given.isSet('also-valid-keys');
  const api = await connect();
  const { timeZone } = (await api.settings.get({})).settings;
  const until = toMoment(given.text('until') ?? '1d', now(), timeZone);
  const reason = given.text('reason') ?? 'by the command line';
  const reply = await api.bans.add({ cidr: given.word(0), reason, until, alsoValidKeys });
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  terminal.out(`Turned ${safeText(reply.cidr)} away until ${localTime(reply.until)}.\n`);
}

async function removeBan(context: CommandContext): Promise<void> {
  const { given, terminal, api: connect } = context;
  const api = await connect();
  const typed = given.word(0);
  const { bans } = await api.bans.list({});
  const found = bans.filter(({ id, cidr }) => id === typed || cidr === typed);
  const [first] = found;
  if (!first) throw usageError(`"${safeText(typed, 64)}" is not turned away.`);
  if (found.length > 1) await askYes(context, `Let ${safeText(first.cidr)} in again altogether?`);
  for (const { id } of found) await api.bans.remove({ id });
  if (given.isSet('json')) return terminal.out(`${safeJson({ removed: found })}\n`);
  terminal.out(`${safeText(first.cidr)} may call again.\n`);
}

async function restoreBan(context: CommandContext): Promise<void> {
  const { given, terminal, api: connect } = context;
  const cidr = given.word(0);
  const reply = await (await connect()).bans.restore({ cidr });
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  terminal.out(`${safeText(cidr, 64)} must wait again.\n`);
}

/** Alerts about what is unusual, and addresses that are turned away. */
export const securityCommands: readonly Command[] = [
  {
    path: ['audit', 'threats'],
    summary: 'Alerts about what is unusual in the record',
    operands: [],
    flags: [{ name: 'all', short: 'a', text: 'closed ones too' }],
    example: 'latchkey audit threats --all',
    needsGateway: true,
    run: threats,
  },
  {
    path: ['threats', 'ack'],
    summary: 'Close an alert',
    operands: [{ name: 'id' }],
    flags: [{ name: 'mine', text: '"it was me": learn that this is usual' }],
    example: 'latchkey threats ack t12 --mine',
    needsGateway: true,
    run: acknowledge,
  },
  {
    path: ['bans', 'list'],
    summary: 'Addresses that are turned away or must wait',
    operands: [],
    flags: [],
    example: 'latchkey bans list',
    needsGateway: true,
    run: listBans,
  },
  {
    path: ['bans', 'add'],
    summary: 'Turn an address or a network away for a while',
    operands: [{ name: 'address' }],
    flags: [
      { name: 'until', value: 'TIME', text: `when it ends: ${MOMENT_TEXT} (1d, when not said)` },
      { name: 'reason', value: 'TEXT', text: 'why, for the list' },
      { name: 'also-valid-keys', text: 'also calls with a good key' },
    ],
    example: 'latchkey bans add 203.0.113.7 --until 7d --reason "guesses keys"',
    needsGateway: true,
    run: addBan,
  },
  {
    path: ['bans', 'remove'],
    summary: 'Let an address in again',
    operands: [{ name: 'address' }],
    flags: [YES],
    example: 'latchkey bans remove 203.0.113.7',
    needsGateway: true,
    run: removeBan,
  },
  {
    path: ['bans', 'restore'],
    summary: 'Have an address wait again whose failures were forgotten',
    details: 'For ten minutes after its last failure; the address as "bans list" showed it.',
    operands: [{ name: 'address' }],
    flags: [],
    example: 'latchkey bans restore 203.0.113.7',
    needsGateway: true,
    run: restoreBan,
  },
];
