import type { KeySummary } from '#shared/contract/operations/keys';
import { parseKey } from '#shared/domain/key-format';
import { CliError, EXIT, usageError } from './exit-code';
import { safeText } from './safe-text';

const MIN_LENGTH = 4;

/** What a person may type for a key's id: the id, its beginning, or the beginning of the key itself. */
function toId(typed: string): string {
  const parsed = parseKey(typed);
  if (parsed.form === 'key') return parsed.id;
  return typed.replace(/^lk_/, '').replace(/_.*$/s, '');
}

type Named = Pick<KeySummary, 'id' | 'name' | 'state'>;

const candidate = ({ id, name, state }: Named): string =>
  `  ${safeText(id)}  ${safeText(name, 60)} (${state})`;

/** The one key whose id is, or begins with, what was typed. Throws CliError that lists the candidates when several do. */
export function findKey<K extends Named>(keys: readonly K[], typed: string): K {
  const wanted = toId(typed);
  const exact = keys.find(({ id }) => id === typed || id === wanted);
  if (exact) return exact;
  if (wanted.length < MIN_LENGTH) {
    throw usageError(`Type at least ${MIN_LENGTH} characters of the key's id.`);
  }
  const matches = keys.filter(({ id }) => id.startsWith(wanted));
  const [first] = matches;
  if (first && matches.length === 1) return first;
  // Only the part that is public is repeated: somebody may have typed a whole key.
  const shown = safeText(wanted.slice(0, 10));
  if (!first) throw usageError(`No key has an id that begins with "${shown}".`);
  const list = matches.map(candidate).join('\n');
  throw new CliError(EXIT.usage, `Several keys begin with "${shown}":\n${list}\nType more of it.`);
}
