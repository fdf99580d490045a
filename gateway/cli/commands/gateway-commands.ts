import { formatUnits } from '#shared/domain/money';
import type { Command, CommandContext } from '../command';
import { downText, findDownServices } from '../down-services';
import { EXIT, type ExitCode } from '../exit-code';
import { localTime } from '../local-time';
import { safeJson, safeText } from '../safe-text';
import { textFields, textTable } from '../text-table';

const DAY_MS = 86_400_000;

const toCount = (all: number, down: number): string =>
  down === 0 ? String(all) : `${all}, of which ${down} without an answer`;

async function status({ given, terminal, api: connect }: CommandContext): Promise<void> {
  const api = await connect();
  const [reply, servicesDown] = await Promise.all([api.status.get({}), findDownServices(api)]);
  if (given.isSet('json')) return terminal.out(`${safeJson({ ...reply, servicesDown })}\n`);
  terminal.out(
    textFields([
      ['State', reply.state],
      ['Version', reply.version],
      ['Since', localTime(reply.startedAt)],
      ['Devices', reply.publicUrls.join('  ') || 'off'],
      ['Panel', reply.adminUrl ?? 'off'],
      ['Data', reply.dataDir],
      ['Services', toCount(reply.services, servicesDown.length)],
      ['Active keys', reply.activeKeys],
      ['Open calls', reply.liveCalls],
    ]),
  );
  for (const { message } of reply.problems) terminal.err(`Problem: ${safeText(message, 500)}\n`);
  for (const service of servicesDown) terminal.err(downText(service));
}

interface Totals {
  readonly calls: number;
  readonly succeeded: number;
  readonly refused: number;
  readonly failed: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly costNano: string;
}

const HEADINGS = ['Calls', 'Good', 'Refused', 'Failed', 'Tokens in', 'Tokens out'];
const toCells = (each: Totals): (string | number)[] => [
  each.calls,
  each.succeeded,
  each.refused,
  each.failed,
  each.tokensIn,
  each.tokensOut,
  formatUnits(BigInt(each.costNano)),
];

async function usage({ given, terminal, now, api: connect }: CommandContext): Promise<void> {
  const days = given.wholeNumber('days', { min: 1, max: 3_650 }) ?? 1;
  const api = await connect();
  const toMs = now().getTime();
  const reply = await api.usage.summary({ fromMs: toMs - days * DAY_MS, toMs });
  if (given.isSet('json')) return terminal.out(`${safeJson(reply)}\n`);
  const [{ services }, { keys }, { settings }] = await Promise.all([
    api.services.list({}),
    api.keys.list({}),
    api.settings.get({}),
  ]);
  const table = (heading: string, rows: readonly (string | number)[][]) =>
    rows.length === 0 ? '' : `\n${textTable([heading, ...HEADINGS, settings.currency], rows)}`;
  const nameOf = (list: readonly { id: string; name: string }[], id: string) =>
    list.find((each) => each.id === id)?.name ?? id;
  const byService = reply.byService.map((row) => [
    nameOf(services, row.serviceId),
    ...toCells(row),
  ]);
  const byKey = reply.byKey.map((row) => [nameOf(keys, row.keyId), ...toCells(row)]);
  const title = days === 1 ? '24 hours' : `${days} days`;
  terminal.out(
    `The last ${title}\n${table('', [['All', ...toCells(reply.totals)]])}` +
      table('Service', byService) +
      table('Key', byKey),
  );
}

async function verify({ given, terminal, api: connect }: CommandContext): Promise<ExitCode> {
  const api = await connect();
  const reply = await api.audit.verify({});
  const { intact, lines, broken } = reply;
  if (given.isSet('json')) terminal.out(`${safeJson(reply)}\n`);
  else if (intact) terminal.out(`The record is intact: ${lines} lines.\n`);
  else if (broken) {
    const where = `${safeText(broken.file)}, line ${broken.line}`;
    terminal.out(`The record was changed: ${where}: ${safeText(broken.reason, 500)}\n`);
  } else terminal.out('The record was changed.\n');
  return intact ? EXIT.ok : EXIT.refused;
}

/** What the gateway tells about itself. */
export const gatewayCommands: readonly Command[] = [
  {
    path: ['status'],
    summary: 'Is it running, where, and is anything wrong',
    operands: [],
    flags: [],
    example: 'latchkey status',
    needsGateway: true,
    run: status,
  },
  {
    path: ['usage'],
    summary: 'Calls, tokens and cost, by service and by key',
    operands: [],
    flags: [{ name: 'days', value: 'N', text: 'so many days back (1, when not said)' }],
    example: 'latchkey usage --days 7',
    needsGateway: true,
    run: usage,
  },
  {
    path: ['audit', 'verify'],
    summary: 'Check that nobody changed the record',
    operands: [],
    flags: [],
    example: 'latchkey audit verify',
    needsGateway: true,
    run: verify,
  },
];
