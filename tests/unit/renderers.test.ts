import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FIRST_PREV, toLine } from '../../gateway/audit/audit-line';
import { toNumberedEntry } from '../../gateway/audit/numbered-entry';
import { renderAccess, renderClassic } from '../../gateway/audit/renderers';
import { auditDraft } from '../support/audit-drafts';
import type { AuditDraft } from '../../gateway/audit/audit-log';

const before = process.env['TZ'];
beforeAll(() => {
  process.env['TZ'] = 'Europe/Berlin';
});
afterAll(() => {
  if (before === undefined) delete process.env['TZ'];
  else process.env['TZ'] = before;
});

const entry = (change: Partial<AuditDraft> = {}) => toNumberedEntry(1, auditDraft(change));
const golden = (name: string) =>
  readFileSync(path.join(import.meta.dirname, 'golden', name), 'utf8')
    .trimEnd()
    .split('\n');

const samples = () => [
  entry(),
  entry({ person: null }),
  entry({ event: 'UNAUTHORIZED', status: 401, keyId: null, presented: 'sk-12345' }),
  entry({ event: 'UNAUTHORIZED', status: 401, keyId: null }),
  entry({ event: 'PUBLIC', method: 'GET', path: '/health', keyId: null }),
  entry({ event: 'ERROR', status: 504, code: 'UPSTREAM_TIMEOUT' }),
  entry({ event: 'ADMIN', path: '/admin/v1/keys.create', operation: 'keys.create' }),
];

test('S000-37 S000-38 S000-39 S000-40 X10 X14: the classic lines are exactly these', () => {
  expect(samples().map(renderClassic)).toEqual(golden('classic.txt'));
});

test('S004-29 X10: the access lines are exactly these', () => {
  expect(samples().map(renderAccess)).toEqual(golden('access.txt'));
});

test('X10: the structured lines are exactly these', () => {
  expect(samples().map((one) => toLine(one, FIRST_PREV))).toEqual(golden('record.jsonl'));
});

test('P-68: no text of a caller starts a line or a column', () => {
  const nasty = entry({ path: '/a\r\nb|c\u001b[31m\u2028d', ip: '::1' });
  expect(renderClassic(nasty).split(' | ')).toHaveLength(7);
  expect(renderClassic(nasty)).not.toMatch(/[\u0000-\u001f\u2028]/);
  expect(renderAccess(nasty).split('|')).toHaveLength(4);
});
