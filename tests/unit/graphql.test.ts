import { describe, expect, test } from 'vitest';
import { graphqlOperation, isGraphqlPath } from '../../gateway/pipeline/graphql';

describe('S003-88: the record names the operation of a GraphQL call', () => {
  test.each([
    [{ query: 'query Books { title }' }, 'query Books'],
    [{ query: '{ title }' }, 'query'],
    [{ query: '# a note\nmutation AddBook($t: String) { add(t: $t) }' }, 'mutation AddBook'],
    [{ query: 'query A { a } query B { b }', operationName: 'B' }, 'query B'],
    [{ query: 'query A { a }', operationName: 'x'.repeat(5000) }, 'query A'],
    [{ query: 'subscription{ x }' }, 'subscription'],
    [{ prompt: 'query Books' }, undefined],
    [undefined, undefined],
  ])('%j is %s', (json, expected) => {
    expect(graphqlOperation(json)).toBe(expected);
  });

  test('only at a path that ends in /graphql', () => {
    expect(
      ['/proxy/1/graphql', '/proxy/1/v1/graphql/', '/proxy/1/graphqlx'].map(isGraphqlPath),
    ).toEqual([true, true, false]);
  });
});
