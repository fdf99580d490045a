import { expect, test } from 'vitest';
import { operationEntries } from '#shared/contract/define';
import { toOpenApi } from '#shared/contract/openapi';
import { operations } from '#shared/contract/operations/registry';

const text = JSON.stringify(toOpenApi(operations, '1.2.3'));
const document = JSON.parse(text) as {
  openapi: string;
  paths: Record<string, { post: { operationId: string; security: unknown[]; responses: object } }>;
};

test('S003-37: the document covers every operation exactly once and nothing else', () => {
  const names = operationEntries(operations).map(({ name }) => `/admin/v1/${name}`);
  expect(Object.keys(document.paths)).toEqual(names);
  const ids = Object.values(document.paths).map(({ post }) => post.operationId);
  expect(new Set(ids).size).toBe(names.length);
});

test('the document is OpenAPI 3.1, needs the owner everywhere and describes input and answers', () => {
  expect(document.openapi).toBe('3.1.0');
  for (const { post } of Object.values(document.paths)) {
    expect(post.security).toEqual([{ admin: [] }]);
    expect(Object.keys(post.responses)).toEqual(['200', 'default']);
  }
});

test('every reference in the document leads somewhere in it', () => {
  for (const [, place = ''] of text.matchAll(/"\$ref":"#\/([^"]*)"/g)) {
    const found = place
      .split('/')
      .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document);
    expect(found, place).toBeDefined();
  }
});
