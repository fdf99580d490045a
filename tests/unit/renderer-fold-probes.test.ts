import { expect, test } from 'vitest';
import type { AuditEntry } from '#shared/contract/operations/records';
import { foldProbes } from '../../renderer/features/activity/fold-probes';
import { auditEntry } from '../support/audit-entry';

test('knocks without a key from one place become one line, and nothing else does', () => {
  const at = (second: number) => new Date(1_790_000_000_000 - second * 1000).toISOString();
  const knock = (seq: number, second: number, change: Partial<AuditEntry> = {}) =>
    auditEntry({
      seq,
      at: at(second),
      event: 'UNAUTHORIZED',
      code: 'KEY_MISSING',
      status: 401,
      keyId: null,
      ...change,
    });
  const entries = [
    knock(9, 0),
    knock(8, 1),
    knock(7, 2),
    knock(6, 3, { ip: '10.0.0.1' }),
    knock(5, 4, { code: 'KEY_INVALID' }),
    knock(4, 5),
    knock(3, 6),
    knock(2, 500),
  ];
  expect(foldProbes(entries).map(({ entry, count, id }) => [entry.seq, count, id])).toEqual([
    [9, 3, 7],
    [6, 1, 6],
    [5, 1, 5],
    [4, 1, 4],
    [3, 1, 3],
    [2, 1, 2],
  ]);
});
