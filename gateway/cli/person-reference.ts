import type { PersonSummary } from '#shared/contract/operations/people';
import { usageError } from './exit-code';
import { safeText } from './safe-text';

type Named = Pick<PersonSummary, 'id' | 'name'>;

/** The person that is meant by an id or a name in any case. Throws a usage error. */
export function findPerson<P extends Named>(people: readonly P[], typed: string): P {
  const lower = typed.trim().toLowerCase();
  const found =
    people.find(({ id }) => id === typed) ??
    people.find(({ name }) => name.toLowerCase() === lower);
  if (found) return found;
  const names = people.map(({ name }) => safeText(name, 60)).join(', ');
  const known = names === '' ? 'There is nobody yet.' : `There are: ${names}.`;
  throw usageError(`Nobody is called "${safeText(typed, 60)}". ${known}`);
}
