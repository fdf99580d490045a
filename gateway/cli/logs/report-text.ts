import { safeText } from '../safe-text';
import { textTable } from '../text-table';
import { barChart, type ChartStyle } from './bar-chart';
import type { LogReport } from './log-report';
import type { FindingKind } from './suspicion';

const SHOWN = 10;
const two = (value: number): string => String(value).padStart(2, '0');

function toLocal(iso: string): string {
  const date = new Date(iso);
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

const TOPS = [
  ['users', 'User'],
  ['endpoints', 'Address'],
  ['methods', 'Method'],
  ['statuses', 'Status'],
  ['services', 'Service'],
  ['addresses', 'From'],
] as const;

const SAYS: Readonly<Record<FindingKind, (count: number) => string>> = {
  failed_attempts: (count) => `${count} refused attempts`,
  guessing_burst: (count) => `${count} or more refused attempts within a minute: is a key guessed?`,
  volume_spike: (count) => `${count} calls within one minute`,
  unusual_night: (count) => `used at night, which it never did before (calls: ${count})`,
  many_addresses: (count) => `used from ${count} different addresses`,
};

/** Which parts are wanted, and how they may look. */
export interface TextStyle extends ChartStyle {
  readonly showsUsers: boolean;
  readonly showsSuspicious: boolean;
}

function head({ files, from, to, lines, outside, announced, broken, forms }: LogReport): string {
  const time = from === null ? `up to ${toLocal(to)}` : `${toLocal(from)} to ${toLocal(to)}`;
  const kinds = Object.entries(forms)
    .filter(([, count]) => count > 0)
    .map(([form, count]) => `${count} ${form}`);
  const read = kinds.length === 0 ? '' : ` (${kinds.join(', ')})`;
  const places = broken.first.map(({ file, line }) => `${safeText(file)}:${line}`).join(', ');
  const more = broken.count > broken.first.length ? ' ...' : '';
  return [
    `${files.map((file) => safeText(file)).join(', ')}`,
    `Time: ${time}, local`,
    `Lines: ${lines}${read}`,
    ...(outside > 0 ? [`Older, left out: ${outside} (--hours all counts them)`] : []),
    ...(announced > 0
      ? [`Changes announced: ${announced} (counted by the line of their end)`]
      : []),
    ...(broken.count > 0 ? [`Not readable: ${broken.count} (${places}${more})`] : []),
    '',
  ].join('\n');
}

const events = ({ events: counts }: LogReport): string =>
  textTable(['Event', 'Lines'], Object.entries(counts));

const tops = (report: LogReport): string =>
  TOPS.filter(([table]) => report[table].length > 0)
    .map(([table, heading]) => {
      const rows = report[table].slice(0, SHOWN).map(({ name, count }) => [name, count]);
      const rest = report[table].length - rows.length;
      return `\n${textTable([heading, 'Lines'], rows)}${rest > 0 ? `(${rest} more)\n` : ''}`;
    })
    .join('');

/** The hours of the day with a mark for each that was used, midnight first. */
function clock(hours: readonly number[], hasUnicode: boolean): string {
  const marks = hasUnicode ? '·▁▃▅█' : '.123#';
  const most = Math.max(1, ...hours);
  return hours
    .map((count) => marks[count === 0 ? 0 : Math.max(1, Math.round((count / most) * 4))] ?? '')
    .join('');
}

const activity = ({ activity: users }: LogReport, { hasUnicode }: TextStyle): string => {
  if (users.length === 0) return '\nNobody with a key called.\n';
  const rows = users
    .slice(0, SHOWN * 2)
    .map((user) => [
      user.user,
      user.calls,
      user.refused,
      user.failed,
      toLocal(user.first),
      toLocal(user.last),
      clock(user.hours, hasUnicode),
      user.services.map(({ name }) => name).join(', '),
    ]);
  const headings = [
    'User',
    'Calls',
    'Refused',
    'Failed',
    'First',
    'Last',
    'Hours 0-23',
    'Services',
  ];
  return `\n${textTable(headings, rows)}`;
};

/** Two answers that need not be the same, so each says which question it answers. */
const COUNTED =
  '\nThis counts these lines. The alerts of the window judge each call as it comes, by what is usual for\n' +
  'its key, and may name other things; "latchkey audit threats" shows them.\n';

const suspicious = ({ suspicious: findings }: LogReport): string => {
  if (findings.length === 0) return `\nNothing suspicious.\n${COUNTED}`;
  const lines = findings.map(
    ({ kind, who, count, at }) => `  ${toLocal(at)}  ${safeText(who, 80)}: ${SAYS[kind](count)}\n`,
  );
  return `\nSuspicious\n${lines.join('')}${COUNTED}`;
};

/** The report for people; nothing from the logs can command the terminal. */
export function reportText(report: LogReport, style: TextStyle): string {
  const chart = report.trend.length === 0 ? '' : `\n${barChart(report.trend, style)}`;
  const estimate = report.isEstimated
    ? '\nThere were too many different names: the counts above are estimates.\n'
    : '';
  return [
    `${head(report)}\n${events(report)}${chart}${tops(report)}${estimate}`,
    style.showsUsers ? activity(report, style) : '',
    style.showsSuspicious ? suspicious(report) : '',
  ].join('');
}
