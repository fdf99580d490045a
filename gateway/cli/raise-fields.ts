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

const measureOf = ({ given }: CommandContext): Raise['measure'] =>
  MEASURES.find((each) => each === given.word(1)) ?? 'calls';

/** A number as it was typed, with or without a plus; of money in nano-units. Throws a usage error. */
function toExtra(measure: Raise['measure'], text: string): { typed: string; extra: string } {
  const typed = text.replace(/^\+/, '');
  if (measure === 'money') return { typed, extra: toAmount(typed, '<more>') };
  if (!/^\d{1,15}$/.test(typed)) throw usageError('<more> is a whole number, such as +2.');
  return { typed, extra: typed };
}

/** What was typed as `<what> [more]`: which raise is to be taken back. Throws a usage error. */
export function takenOf(context: CommandContext): Pick<Raise, 'measure'> & { extra?: string } {
  const measure = measureOf(context);
  const typed = context.given.words[2];
  return { measure, ...(typed !== undefined && { extra: toExtra(measure, typed).extra }) };
}

/** What was typed as `<what> <more> [--until]`, with the amount as it was typed. Throws a usage error. */
export async function raiseOf(
  context: CommandContext,
): Promise<Omit<Raise, 'until'> & { typed: string; until?: string }> {
  const measure = measureOf(context);
  const { typed, extra } = toExtra(measure, context.given.word(2));
  const until = await untilOf(context);
  return { measure, extra, typed, ...(until !== undefined && { until }) };
}
