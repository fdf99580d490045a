import { expect, test } from 'vitest';
import type { AuditEntry } from '#shared/contract/operations/records';
import { joinChanges } from '../../renderer/features/activity/join-changes';

const entry = (seq: number, requestId: string, more: Partial<AuditEntry>) =>
  ({ seq, requestId, operation: null, status: 200, ...more }) as AuditEntry;

const asked = { operation: 'keys.create', status: 0, change: { phase: 'asked', input: {} } };
const done = { operation: 'keys.create', status: 200, change: { phase: 'done' } };

test('a change that was made is one line, with what was asked and how it ended', () => {
  const joined = joinChanges([entry(2, 'a', done), entry(1, 'a', asked)]);
  expect(joined).toMatchObject([{ seq: 2, status: 200, change: { input: {} } }]);
});

test('a change that never ended stays, and calls are left as they are', () => {
  const call = entry(2, 'b', { status: 0 });
  expect(joinChanges([call, entry(1, 'a', asked)]).map(({ seq }) => seq)).toEqual([2, 1]);
});
