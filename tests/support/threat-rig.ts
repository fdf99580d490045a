import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import type { Threat } from '#shared/contract/operations/security';
import type { AuditDraft } from '../../gateway/audit/audit-log';
import { defaultSettings } from '../../gateway/storage/empty-config';
import { openThreatWatch, type ThreatWatch } from '../../gateway/threats/threat-watch';
import { auditDraft } from './audit-drafts';

/** Noon in UTC, on a day without a change of clocks. */
export const NOON = Date.UTC(2026, 10, 2, 12);

/** A try with a wrong key, from an address nobody knows. */
export const stranger = (more: Partial<AuditDraft> = {}): Partial<AuditDraft> => ({
  event: 'UNAUTHORIZED',
  status: 401,
  code: 'KEY_INVALID',
  keyId: null,
  ip: '203.0.113.9',
  presented: 'lk_00000',
  ...more,
});

/** Does it so many times. */
export function times(count: number, action: (n: number) => void): void {
  for (let n = 0; n < count; n++) action(n);
}

/** The alerts over a clock that only the test moves, new for each test of a file. */
export function useThreatRig() {
  const rig = {
    dataDir: '',
    watch: undefined as unknown as ThreatWatch,
    told: [] as Threat[],
    nowMs: NOON,
    alerts: defaultSettings().alerts,
    /** Opens it again, after it was closed. */
    async open() {
      rig.watch = await openThreatWatch({
        dataDir: rig.dataDir,
        settings: () => ({ alerts: rig.alerts, timeZone: 'UTC' }),
        isKey: (keyId) => keyId !== 'gone',
        report: (message) => expect.unreachable(message),
        now: () => rig.nowMs,
        soonMs: 5,
      });
      rig.watch.onThreat((threat) => rig.told.push(threat));
    },
    /** A line of the record, so long after the last. */
    see(change: Partial<AuditDraft> = {}, afterMs = 1000) {
      rig.nowMs += afterMs;
      const { atMs, ...rest } = auditDraft(change);
      rig.watch.see({ ...rest, seq: 1, at: new Date(atMs).toISOString() });
    },
    /** The alerts that are open. */
    opened: () => rig.watch.list(true),
  };
  beforeEach(async () => {
    rig.dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-threats-'));
    [rig.told, rig.nowMs, rig.alerts] = [[], NOON, defaultSettings().alerts];
    await rig.open();
  });
  afterEach(async () => {
    await rig.watch.close();
    await rm(rig.dataDir, { recursive: true, force: true });
  });
  return rig;
}
