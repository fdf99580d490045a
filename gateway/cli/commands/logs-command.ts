import path from 'node:path';
import type { Command, CommandContext } from '../command';
import { usageError } from '../exit-code';
import type { Given } from '../given';
import { analyzeLogs } from '../logs/analyze-logs';
import { findRecord } from '../logs/find-logs';
import { toLogReport } from '../logs/log-report';
import { reportText } from '../logs/report-text';
import { DEFAULT_THRESHOLDS, type Thresholds } from '../logs/suspicion';
import { safeJson } from '../safe-text';
import { writePrivateFile } from '../write-private-file';

const HOUR_MS = 3_600_000;
const DEFAULT_HOURS = 24;
const MAX_HOURS = 87_600;
const { failed, burst, spike, addresses, night } = DEFAULT_THRESHOLDS;

function toHours(text: string | undefined): number | null {
  if (text === undefined) return DEFAULT_HOURS;
  if (text === 'all') return null;
  const hours = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && hours > 0 && hours <= MAX_HOURS) return hours;
  throw usageError(`--hours takes hours up to ${MAX_HOURS}, or "all".`);
}

function toNight(text: string | undefined): Thresholds['night'] {
  if (text === undefined) return night;
  const match = /^(\d{1,2})-(\d{1,2})$/.exec(text);
  const [from, to] = [Number(match?.[1]), Number(match?.[2])];
  if (match && from <= 23 && to <= 24) return { from, to };
  throw usageError('--night takes two hours of the day, such as 0-6 or 23-5.');
}

const toThresholds = (given: Given): Thresholds => {
  const count = (flag: string, max: number) => given.wholeNumber(flag, { min: 2, max });
  return {
    failed: count('failed', 1_000_000) ?? failed,
    burst: count('burst', 1_000) ?? burst,
    spike: count('spike', 1_000_000) ?? spike,
    addresses: count('addresses', 200) ?? addresses,
    night: toNight(given.text('night')),
  };
};

async function findFiles({ given, env }: CommandContext): Promise<string[]> {
  const named = given.all('log-file');
  if (named.length > 0) return named;
  const dataDir = given.text('data-dir') ?? (env['LATCHKEY_DATA_DIR'] || undefined);
  const classic = env['AUDIT_LOG_FILE'];
  if (dataDir === undefined && classic) return [classic];
  return findRecord(dataDir === undefined ? undefined : path.resolve(dataDir), env);
}

async function analyze(context: CommandContext): Promise<void> {
  const { given, terminal, now } = context;
  const hours = toHours(given.text('hours'));
  const thresholds = toThresholds(given);
  const files = await findFiles(context);
  const nowMs = now().getTime();
  const fromMs = hours === null ? -Infinity : nowMs - hours * HOUR_MS;
  const summary = await analyzeLogs({ files, fromMs, thresholds }, terminal);
  const report = toLogReport(summary, { files, hours, nowMs });
  const output = given.text('output');
  const text = given.isSet('json')
    ? `${safeJson(report)}\n`
    : reportText(report, {
        hasUnicode: terminal.hasUnicode,
        hasColor: terminal.hasColor && output === undefined,
        width: terminal.width,
        showsUsers: given.isSet('users'),
        showsSuspicious: given.isSet('suspicious'),
      });
  if (output === undefined) return terminal.out(text);
  await writePrivateFile(output, text);
  terminal.err(`Written to ${output}\n`);
}

const threshold = (name: string, value: string, text: string, usual: number | string) => ({
  name,
  value,
  text: `${text} (${usual})`,
});

/** Reads logs of ours and of earlier gateways; needs no running gateway. */
export const logsCommand: Command = {
  path: ['logs', 'analyze'],
  summary: 'Who called what and when, and what looks suspicious',
  details:
    "Reads the gateway's own record, the classic log and the access log, also mixed and as .gz. Counts the last 24 hours,\n" +
    'unless told otherwise; the times of classic logs are local.',
  operands: [],
  flags: [
    {
      name: 'log-file',
      value: 'FILE',
      isMany: true,
      isFile: true,
      text: 'a log to read, oldest first (the record in the data folder, when not said)',
    },
    { name: 'data-dir', value: 'DIR', isFile: true, text: 'the data folder with the record' },
    { name: 'hours', value: 'N', text: 'so many hours back, or "all" (24)' },
    { name: 'suspicious', text: 'what looks like guessing or misuse, counted over these lines' },
    { name: 'users', text: 'what each user did, and at which hours' },
    { name: 'output', value: 'FILE', isFile: true, text: 'write to a file that only you can read' },
    threshold(
      'failed',
      'N',
      'suspicious: attempts of one source with a key that is not good',
      failed,
    ),
    threshold('burst', 'N', 'suspicious: such attempts of one source in a minute', burst),
    threshold('spike', 'N', 'suspicious: calls of one key or source in a minute', spike),
    threshold('addresses', 'N', 'suspicious: addresses that one key is used from', addresses),
    threshold('night', 'FROM-TO', 'suspicious: the hours of night', `${night.from}-${night.to}`),
  ],
  example: 'latchkey logs analyze --hours 48 --suspicious --users',
  needsGateway: false,
  run: analyze,
};
