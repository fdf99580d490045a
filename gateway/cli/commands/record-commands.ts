import type { AuditEntry } from '#shared/contract/operations/records';
import { fromAmount } from '../amount';
import type { Command, CommandContext } from '../command';
import type { Given } from '../given';
import { findKey } from '../key-reference';
import { localTime } from '../local-time';
import { safeJson } from '../safe-text';
import { OUTPUT_FLAG, saveExport } from '../save-export';
import { findService } from '../service-reference';
import { textTable } from '../text-table';

const DAY_MS = 86_400_000;
const FORMATS = ['jsonl', 'csv', 'classic', 'access'] as const;
const OUTCOMES = ['succeeded', 'refused', 'failed'] as const;

/** The range of --days, up to now; without it the gateway's own. */
export function daysRange(given: Given, now: Date): { fromMs?: number; toMs?: number } {
  const days = given.wholeNumber('days', { min: 1, max: 36_500 });
  if (days === undefined) return {};
  return { fromMs: Math.max(0, now.getTime() - days * DAY_MS), toMs: now.getTime() };
}

async function exportAudit(context: CommandContext): Promise<void> {
  const { given, now, api: connect } = context;
  const format = FORMATS.find((each) => each === given.text('format')) ?? 'jsonl';
  const api = await connect();
  await saveExport(context, await api.audit.export({ format, ...daysRange(given, now()) }));
}

const toRow = (entry: AuditEntry): (string | number)[] => [
  localTime(entry.at, { seconds: true }),
  entry.person ?? '-',
  entry.keyName ?? entry.presented ?? '-',
  entry.serviceName ?? '-',
  entry.model ?? '-',
  entry.status,
  entry.code ?? '-',
  entry.tokensIn ?? '-',
  entry.tokensOut ?? '-',
  fromAmount(entry.costNano),
  `${Math.round(entry.milliseconds)} ms`,
];

const HEADINGS = 'When|Person|Key|Service|Model|Status|Refused|Tokens in|Tokens out|Cost|Took';

async function filterOf({ given, api: connect }: CommandContext) {
  const api = await connect();
  const [key, service, text] = ['key', 'service', 'text'].map((flag) => given.text(flag));
  const outcome = OUTCOMES.find((each) => each === given.text('outcome'));
  const [keys, services] = await Promise.all([
    key === undefined ? undefined : api.keys.list({}),
    service === undefined ? undefined : api.services.list({}),
  ]);
  return {
    ...(keys && key !== undefined && { keyId: findKey(keys.keys, key).id }),
    ...(services &&
      service !== undefined && { serviceId: findService(services.services, service).id }),
    ...(text !== undefined && { text }),
    ...(outcome && { outcome }),
  };
}

/** The newest calls; what the owner changed stands between them on the record and is left out. */
async function records(context: CommandContext): Promise<void> {
  const { given, terminal, api: connect } = context;
  const limit = given.wholeNumber('limit', { min: 1, max: 10_000 }) ?? 50;
  const filter = await filterOf(context);
  const api = await connect();
  const entries: AuditEntry[] = [];
  let beforeSeq: number | undefined;
  for (let isMore = true; isMore && entries.length < limit;) {
    const page = await api.audit.search({ ...filter, limit: 500, ...(beforeSeq && { beforeSeq }) });
    entries.push(...page.entries.filter(({ event }) => event !== 'ADMIN'));
    beforeSeq = page.entries.at(-1)?.seq;
    isMore = page.more && beforeSeq !== undefined;
  }
  const shown = entries.slice(0, limit);
  if (given.isSet('json')) return terminal.out(`${safeJson({ entries: shown })}\n`);
  if (shown.length === 0) return terminal.err('There are no such calls on record.\n');
  terminal.out(textTable(HEADINGS.split('|'), shown.map(toRow)));
}

/** The record, as a file or on the screen. */
export const recordCommands: readonly Command[] = [
  {
    path: ['usage', 'records'],
    summary: 'Single calls, newest first',
    operands: [],
    flags: [
      { name: 'key', value: 'ID', text: 'of one key' },
      { name: 'service', short: 's', value: 'SERVICE', text: 'to one service' },
      { name: 'outcome', value: 'OUTCOME', choices: OUTCOMES, text: 'how they ended' },
      { name: 'text', value: 'TEXT', text: 'with these words in them' },
      { name: 'limit', value: 'N', text: 'at most so many (50, when not said)' },
    ],
    example: 'latchkey usage records --key Ab12Cd --outcome refused',
    needsGateway: true,
    run: records,
  },
  {
    path: ['audit', 'export'],
    summary: 'Save the record as a file',
    operands: [],
    flags: [
      { name: 'format', value: 'FORMAT', choices: FORMATS, text: '"jsonl" when not said' },
      { name: 'days', value: 'N', text: 'so many days back (1, when not said)' },
      OUTPUT_FLAG,
    ],
    example: 'latchkey audit export --format csv --days 30',
    needsGateway: true,
    run: exportAudit,
  },
];
