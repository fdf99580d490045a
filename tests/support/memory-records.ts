import type { AuditDraft, AuditLog } from '../../gateway/audit/audit-log';
import type { AuditEntry } from '#shared/contract/operations/records';

/** The promise of the audit log as far as the admin side needs it, without a disk. */
export function createMemoryAudit(): AuditLog {
  const entries: AuditEntry[] = [];
  const listeners = new Set<(entry: AuditEntry) => void>();
  const append = ({ atMs, ...draft }: AuditDraft) => {
    const entry = { ...draft, seq: entries.length + 1, at: new Date(atMs).toISOString() };
    entries.push(entry);
    listeners.forEach((listener) => listener(entry));
  };
  return {
    append,
    appendDurably: async (draft) => append(draft),
    async search({ event, limit = 100 }) {
      const found = entries.filter((entry) => !event || entry.event === event).reverse();
      return { entries: found.slice(0, limit), more: found.length > limit };
    },
    async *lines() {
      for (const entry of entries) yield { entry, line: JSON.stringify(entry) };
    },
    resize: async () => {},
    verify: async () => ({ intact: true, lines: entries.length, broken: null }),
    onAppend(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    healthy: true,
    isUnsure: false,
    close: async () => {},
  };
}
