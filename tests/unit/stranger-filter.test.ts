import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AuditDraft } from '../../gateway/audit/audit-log';
import { blankDraft } from '../../gateway/audit/blank-draft';
import { createStrangerFilter } from '../../gateway/audit/stranger-filter';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const from = (ip: string): AuditDraft => ({ ...blankDraft, atMs: 1, event: 'UNAUTHORIZED', ip });

test('T-02: a flood of refusals from one address is a bounded number of lines and one that counts the rest', () => {
  const lines: AuditDraft[] = [];
  const filter = createStrangerFilter((draft) => lines.push(draft));
  for (let n = 0; n < 10_000; n++) filter.record(from('10.0.0.1'));
  expect(lines.length).toBe(60);
  vi.advanceTimersByTime(60_000);
  expect(lines.length).toBe(61);
  expect(lines.at(-1)).toMatchObject({ ip: '10.0.0.1', change: { more: 9_940 } });
});

test('another address is not affected, and a new minute starts afresh', () => {
  const lines: AuditDraft[] = [];
  const filter = createStrangerFilter((draft) => lines.push(draft));
  for (let n = 0; n < 100; n++) filter.record(from('10.0.0.1'));
  filter.record(from('10.0.0.2'));
  expect(lines.at(-1)?.ip).toBe('10.0.0.2');
  vi.advanceTimersByTime(60_000);
  filter.record(from('10.0.0.1'));
  expect(lines.length).toBe(63);
});

test('what is held back is written when the gateway stops', () => {
  const lines: AuditDraft[] = [];
  const filter = createStrangerFilter((draft) => lines.push(draft));
  for (let n = 0; n < 65; n++) filter.record(from('10.0.0.1'));
  filter.close();
  expect(lines.at(-1)?.change).toEqual({ more: 5 });
  expect(vi.getTimerCount()).toBe(0);
});

test('T-02: a caller that changes its address within one IPv6 network is still one', () => {
  const lines: AuditDraft[] = [];
  const filter = createStrangerFilter((draft) => lines.push(draft));
  for (let n = 0; n < 500; n++) filter.record(from(`fd00::1:${n.toString(16)}`));
  expect(lines.length).toBe(60);
  filter.close();
});
