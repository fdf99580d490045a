import { holdsKey } from '#shared/domain/key-format';

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

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text; // not UTF-8: nothing can hide in it that a service would read as a key
  }
};

const isSecret = (text: string, presented: string | undefined): boolean =>
  (presented !== undefined && presented !== '' && text.includes(presented)) || holdsKey(text);

/** The query without parameters that hold the presented key or any text of our key form, escaped or not; otherwise byte for byte as sent. */
export function withoutKeys(query: string, presented: string | undefined): string {
  const parts = partsOf(query);
  const kept = parts.filter((part) => {
    return !isSecret(part, presented) && !isSecret(decode(part), presented);
  });
  if (kept.length === parts.length) return query;
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
}
