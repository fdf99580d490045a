import type { AllowanceChange, QuietTime } from '#shared/contract/operations/allowances';
import type { ServiceSummary } from '#shared/contract/operations/services';
import { toAmount } from './amount';
import type { Flag } from './command';
import { usageError } from './exit-code';
import type { Given } from './given';
import { QUIET_EXAMPLE, toQuietTime } from './quiet-text';
import { findService } from './service-reference';

const PERIODS = ['day', 'week', 'month', 'total'] as const;
const PERIOD_TEXT = { day: 'a day', week: 'a week', month: 'a month', total: 'in all' } as const;

const capFlags = (measure: string, value: string, what: string): Flag[] =>
  PERIODS.map((period) => ({
    name: `${measure}-${period}`,
    value,
    text: `${what} ${PERIOD_TEXT[period]}, or "none"`,
  }));

/** The options that limit a key or a person; what is not typed stays as it is. */
export const LIMIT_FLAGS: readonly Flag[] = [
  ...capFlags('calls', 'N', 'calls'),
  ...capFlags('tokens', 'N', 'AI tokens'),
  ...capFlags('money', 'AMOUNT', 'what it may cost'),
  { name: 'concurrent', value: 'N', text: 'calls at the same time, or "none"' },
  { name: 'rate', value: 'N/SECONDS', text: 'calls per so many seconds, such as 30/60' },
  {
    name: 'quiet-time',
    value: 'TEXT',
    isMany: true,
    text: `a time of rest, such as "${QUIET_EXAMPLE}"; several replace all, "none" ends them`,
  },
  {
    name: 'shadow',
    value: 'on|off',
    choices: ['on', 'off'],
    text: 'only report what the limits would refuse',
  },
];

const toCount = (text: string, flag: string): number => {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw usageError(`--${flag} takes a whole number, or "none".`);
};

/** The caps of one measure that were typed, by period; undefined when there are none. */
function readCaps<Value>(
  given: Given,
  measure: string,
  read: (text: string, flag: string) => Value,
): Partial<Record<(typeof PERIODS)[number], Value | null>> | undefined {
  const caps: Partial<Record<(typeof PERIODS)[number], Value | null>> = {};
  for (const period of PERIODS) {
    const flag = `${measure}-${period}`;
    const text = given.text(flag);
    if (text !== undefined) caps[period] = text === 'none' ? null : read(text, flag);
  }
  return Object.keys(caps).length > 0 ? caps : undefined;
}

function readAllowance(given: Given): AllowanceChange | undefined {
  const calls = readCaps(given, 'calls', toCount);
  const tokens = readCaps(given, 'tokens', toCount);
  const money = readCaps(given, 'money', (text, flag) => toAmount(text, `--${flag}`));
  const concurrent = given.text('concurrent');
  const change: AllowanceChange = {
    ...(calls && { calls }),
    ...(tokens && { tokens }),
    ...(money && { money }),
    ...(concurrent !== undefined && {
      concurrent: concurrent === 'none' ? null : toCount(concurrent, 'concurrent'),
    }),
  };
  return Object.keys(change).length > 0 ? change : undefined;
}

type Named = Pick<ServiceSummary, 'id' | 'name' | 'gatewayPath'>;

function readQuietTimes(given: Given, services: readonly Named[]): QuietTime[] | undefined {
  const typed = given.all('quiet-time');
  if (typed.length === 0) return undefined;
  if (typed.length === 1 && typed[0] === 'none') return [];
  return typed.map((text) => {
    const quiet = toQuietTime(text);
    return { ...quiet, services: quiet.services.map((name) => findService(services, name).id) };
  });
}

/** Calls and seconds as they were typed. Throws a usage error that names the option. */
export function toRate(text: string, flag: string): { requests: number; windowSeconds: number } {
  const match = /^(\d{1,7})\/(\d{1,7})$/.exec(text);
  if (match) return { requests: Number(match[1]), windowSeconds: Number(match[2]) };
  throw usageError(`--${flag} takes calls and seconds, such as 60/60.`);
}

/** The limits that were typed, in the fields that keys and people share. Throws a usage error. */
export function readLimits(given: Given, services: readonly Named[]) {
  const allowance = readAllowance(given);
  const quietTimes = readQuietTimes(given, services);
  const shadow = given.text('shadow');
  return {
    ...(allowance && { allowance }),
    ...(quietTimes && { quietTimes }),
    ...(shadow !== undefined && { shadow: shadow === 'on' }),
  };
}
