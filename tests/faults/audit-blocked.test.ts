import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openAuditLog } from '../../gateway/audit/audit-log';
import { auditDraft } from '../support/audit-drafts';

let dataDir = '';
const file = () => path.join(dataDir, 'audit', 'audit.jsonl');
const open = () => openAuditLog({ dataDir, maxBytes: 1_000_000, keepFiles: 5 });
const block = () => execFileSync('mkfifo', [file()]);
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-blocked-'));
  await mkdir(path.join(dataDir, 'audit'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const msOf = async (work: () => Promise<unknown>) => {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
};

describe.runIf(process.platform !== 'win32')('F-06: the file of the record', () => {
  test('F-06: is a pipe that nobody reads: nothing hangs, changes are refused, and it goes on when the pipe is gone', async () => {
    block();
    const log = await open();
    expect(log.healthy).toBe(false);
    log.append(auditDraft());
    const refused = () =>
      expect(log.appendDurably(auditDraft())).rejects.toMatchObject({ code: 'RECORD_UNAVAILABLE' });
    expect(await msOf(refused)).toBeLessThan(2000);
    expect((await log.search({})).entries).toHaveLength(2);

    await rm(file());
    await vi.waitFor(() => expect(log.healthy).toBe(true), 8000);
    expect(await log.verify()).toEqual({ intact: true, lines: 2, broken: null });
    await log.close();
  });

  test('F-06: becomes a pipe while it is in use', async () => {
    const log = await open();
    await log.appendDurably(auditDraft());
    await rm(file());
    block();
    const refused = () =>
      expect(log.appendDurably(auditDraft())).rejects.toMatchObject({ code: 'RECORD_UNAVAILABLE' });
    expect(await msOf(refused)).toBeLessThan(2000);
    expect(log.healthy).toBe(false);
    await rm(file());
    await log.close();
  });

  test('F-06: cannot be there, as a file has the place of its folder', async () => {
    await rm(path.dirname(file()), { recursive: true });
    await writeFile(path.dirname(file()), '');
    const log = await open();
    await expect(log.appendDurably(auditDraft())).rejects.toMatchObject({ status: 503 });
    await log.close();
  });

  test('F-06: refuses for so long that entries are lost: their number is on record', async () => {
    block();
    const log = await open();
    for (let i = 0; i < 10_005; i++) log.append(auditDraft());
    await log.search({});
    await rm(file());
    await vi.waitFor(() => expect(log.healthy).toBe(true), 8000);
    log.append(auditDraft());
    const [, gap] = (await log.search({ limit: 2 })).entries;
    expect(gap).toMatchObject({ operation: 'audit.gap', change: { lost: 5 } });
    expect(await log.verify()).toEqual({ intact: true, lines: 10_002, broken: null });
    await log.close();
  });
});
