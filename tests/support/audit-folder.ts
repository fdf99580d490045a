import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { openAuditLog, type AuditLog } from '../../gateway/audit/audit-log';
import { auditDraft } from './audit-drafts';

/** A record in a folder of its own, open and new for each test of a file. */
export function useAuditFolder() {
  let dataDir = '';
  const record = {
    log: undefined as unknown as AuditLog,
    at: (name: string) => path.join(dataDir, 'audit', name),
    /** Opens it again, after it was closed. */
    async open(maxBytes = 1_000_000, keepFiles = 5) {
      record.log = await openAuditLog({ dataDir, maxBytes, keepFiles });
    },
    linesOf: async (name = 'audit.jsonl') =>
      (await readFile(record.at(name), 'utf8')).split('\n').slice(0, -1),
    writeLines: (lines: readonly string[], name = 'audit.jsonl') =>
      writeFile(record.at(name), lines.map((line) => `${line}\n`).join('')),
    /** So many calls, in the file when it returns. */
    async fill(count: number) {
      for (let i = 1; i <= count; i++) {
        record.log.append(auditDraft({ requestId: `request-${i}` }));
      }
      await record.log.verify();
    },
  };
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-audit-'));
    await record.open();
  });
  afterEach(async () => {
    await record.log.close();
    await rm(dataDir, { recursive: true, force: true });
  });
  return record;
}
