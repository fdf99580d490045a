/** What language a call speaks; decides how errors look and where the numbers of an answer stand. */
export type Dialect = 'openai' | 'ollama' | 'anthropic' | 'plain';

const isUnder = (path: string, prefix: string): boolean =>
  path === prefix || path.startsWith(`${prefix}/`);

/** The dialect of a service's own path (without any gateway prefix in front). */
export function dialectOf(path: string): Dialect {
  if (isUnder(path, '/v1/messages')) return 'anthropic';
  if (isUnder(path, '/v1')) return 'openai';
  return isUnder(path, '/api') ? 'ollama' : 'plain';
}
