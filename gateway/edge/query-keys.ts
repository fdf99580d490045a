import { parseKey } from '#shared/domain/key-format';

/**
 * Keys in a query end up in proxy logs, histories and Referer headers. They count only where the owner says so,
 * and a key of ours never goes on to the service behind in any case.
 */
const KEY_PARAMETERS: ReadonlySet<string> = new Set(['api_key', 'key']);

const nameAndValue = (part: string): [name: string, value: string] => {
  const equals = part.indexOf('=');
  return equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
};

const partsOf = (query: string): string[] => (query === '' ? [] : query.slice(1).split('&'));

/** The texts of all key-carrying parameters, in order. */
export const readQueryKeys = (query: string): string[] =>
  partsOf(query)
    .map(nameAndValue)
    .filter(([name, value]) => KEY_PARAMETERS.has(name) && value !== '')
    .map(([, value]) => value);

const isOurs = (text: string): boolean => parseKey(text).form !== 'foreign';

/** The query without parameters that carry the presented key or any text of our key form; otherwise byte for byte as sent. */
export function withoutKeys(query: string, presented: string | undefined): string {
  const parts = partsOf(query);
  const kept = parts.filter((part) => {
    const [, value] = nameAndValue(part);
    return value === '' || (value !== presented && !isOurs(value));
  });
  if (kept.length === parts.length) return query;
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
}
