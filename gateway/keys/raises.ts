import { LatchkeyError } from '#shared/contract/errors';
import type { Raise } from '#shared/contract/operations/allowances';

/** Says which raise; the newest of the measure that fits what is given. */
export interface RaiseTaken extends Pick<Raise, 'measure'> {
  readonly extra?: string | undefined;
  readonly until?: string | undefined;
}

/** The raises without the one that is named and without those that are over. Throws RAISE_UNKNOWN when none fits. */
export function withoutRaise(
  raises: readonly Raise[],
  { measure, extra, until }: RaiseTaken,
  now: Date,
): Raise[] {
  const left = raises.filter((raise) => Date.parse(raise.until) > now.getTime());
  const at = left.findLastIndex(
    (raise) =>
      raise.measure === measure &&
      (extra === undefined || raise.extra === extra) &&
      (until === undefined || Date.parse(raise.until) === Date.parse(until)),
  );
  if (at < 0) throw new LatchkeyError('RAISE_UNKNOWN');
  return left.toSpliced(at, 1);
}

/** The raises with one more, without those that are over. Throws INPUT_INVALID for one whose end has passed. */
export function withRaise(raises: readonly Raise[], raise: Raise, now: Date): Raise[] {
  const isOn = ({ until }: Raise) => Date.parse(until) > now.getTime();
  if (!isOn(raise)) {
    throw new LatchkeyError('INPUT_INVALID', {
      message: 'The end has passed already. Name one that is still to come.',
    });
  }
  const until = new Date(raise.until).toISOString();
  return [...raises.filter(isOn), { ...raise, until }];
}
