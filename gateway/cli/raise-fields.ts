import type { Raise } from '#shared/contract/operations/allowances';
import { toAmount } from './amount';
import type { CommandContext, Flag } from './command';
import { usageError } from './exit-code';
import { MOMENT_TEXT, toMoment } from './moment';

export const UNTIL: Flag = { name: 'until', value: 'TIME', text: `when it ends: ${MOMENT_TEXT}` };

/** What there can be more of. */
export const MEASURES = ['rate', 'calls', 'tokens', 'money'] as const;

/** The moment typed as `--until`, in the time zone of the gateway; undefined when none was. */
export async function untilOf({
  given,
  now,
  api: connect,
}: CommandContext): Promise<string | undefined> {
  const typed = given.text('until');
  if (typed === undefined) return undefined;
  const api = await connect();
  return toMoment(typed, now(), (await api.settings.get({})).settings.timeZone);
}

/** What was typed as `<what> <more> [--until]`, with the amount as it was typed. Throws a usage error. */
export async function raiseOf(
  context: CommandContext,
): Promise<Omit<Raise, 'until'> & { typed: string; until?: string }> {
  const { given } = context;
  const measure = MEASURES.find((each) => each === given.word(1)) ?? 'calls';
  const typed = given.word(2).replace(/^\+/, '');
  const isCount = /^\d{1,15}$/.test(typed);
  if (measure !== 'money' && !isCount) throw usageError('<more> is a whole number, such as +2.');
  const extra = measure === 'money' ? toAmount(typed, '<more>') : typed;
  const until = await untilOf(context);
  return { measure, extra, typed, ...(until !== undefined && { until }) };
}
