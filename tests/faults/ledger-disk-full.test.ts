import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openAuditLog } from '../../gateway/audit/audit-log';
import { openLedger } from '../../gateway/ledger/ledger';
import { openConfigStore } from '../../gateway/storage/config-store';
import { auditDraft } from '../support/audit-drafts';
import { ALL_TIME_MS, openCall, settlement } from '../support/ledger-calls';

const canMount = process.platform === 'linux' && process.getuid?.() === 0;
let disk = '';

beforeAll(async () => {
  disk = await mkdtemp(path.join(tmpdir(), 'latchkey-full-'));
  if (canMount) execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k,mode=700', 'tmpfs', disk]);
});
afterAll(async () => {
  if (canMount) execFileSync('umount', ['-l', disk]);
  await rm(disk, { recursive: true, force: true });
});

/** Takes all the room that is left. */
const fillUp = async () => {
  let size = 512 * 1024;
  for (let i = 0; size >= 1; i++) {
    await writeFile(path.join(disk, `ballast-${i}`), Buffer.alloc(size)).catch(() => {
      size = Math.floor(size / 2);
    });
  }
};
const enlarge = () => execFileSync('mount', ['-o', 'remount,size=4m', disk]);

test('F-05: a full disk refuses calls and changes, still answers questions, and resumes by itself', async ({
  skip,
}) => {
  skip(!canMount, 'only root on Linux can mount a disk of 512 KiB');
  const dataDir = disk;
  const config = await openConfigStore({ dataDir });
  const ledger = await openLedger({ dataDir });
  const audit = await openAuditLog({ dataDir, maxBytes: 1_000_000, keepFiles: 5 });
  const call = () => ledger.settle(ledger.open(openCall()), settlement());
  await call();
  audit.append(auditDraft());

  await fillUp();
  let acknowledged = 1;
  const untilRefused = async () => {
    for (;;) {
      await call();
      acknowledged++;
    }
  };
  await expect(untilRefused()).rejects.toMatchObject({ code: 'RECORD_UNAVAILABLE', status: 503 });
  expect(ledger.healthy).toBe(false);
  await expect(
    audit.appendDurably(auditDraft({ path: `/${'x'.repeat(9000)}` })),
  ).rejects.toMatchObject({
    code: 'RECORD_UNAVAILABLE',
  });
  expect(audit.healthy).toBe(false);
  const change = () => config.update((draft) => draft.enabledInterfaces.push('eth0/ipv4'));
  await expect(change()).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  expect(config.current.enabledInterfaces).toEqual([]);
  expect((await audit.search({})).entries).toHaveLength(2);

  enlarge();
  await vi.waitFor(() => expect([ledger.healthy, audit.healthy]).toEqual([true, true]), 8000);
  await call();
  await change();
  await audit.appendDurably(auditDraft());
  expect(await audit.verify()).toEqual({ intact: true, lines: 3, broken: null });
  const { totals } = await ledger.summary({ fromMs: 0, toMs: ALL_TIME_MS });
  // What was refused is kept as cut off, and is not billed.
  expect(totals.succeeded).toBe(acknowledged + 1);
  expect(totals.costNano).toBe(String((acknowledged + 1) * 1_000_000));
  await Promise.all([ledger.close(), audit.close(), config.close()]);
}, 30_000);
