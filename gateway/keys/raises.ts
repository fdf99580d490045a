import { LatchkeyError } from '#shared/contract/errors';
import type { Raise } from '#shared/contract/operations/allowances';

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
