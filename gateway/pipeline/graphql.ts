import type { Asked } from './read-ahead';

/** True for a path at which GraphQL is usually served. */
export const isGraphqlPath = (path: string): boolean => /\/graphql\/?$/.test(path);

const OPERATION = /^\s*(?:#[^\n]*\n\s*)*(query|mutation|subscription)\b\s*([A-Za-z_]\w{0,99})?/;
const NAME = /^[A-Za-z_]\w{0,99}$/;

/** Such as `mutation AddBook`; undefined for what is no GraphQL. Only the first words of the query are looked at, and nothing of its arguments is kept. */
export function graphqlOperation(json: Asked['json']): string | undefined {
  const query = json?.['query'];
  if (typeof query !== 'string') return undefined;
  const [, kind = 'query', first] = OPERATION.exec(query) ?? [];
  const asked = json?.['operationName'];
  const name = typeof asked === 'string' && NAME.test(asked) ? asked : first;
  return name === undefined ? kind : `${kind} ${name}`;
}
