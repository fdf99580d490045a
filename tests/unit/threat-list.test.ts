import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { auditDraft } from '../support/audit-drafts';
import { stranger, times, useThreatRig } from '../support/threat-rig';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const rig = useThreatRig();
const { open, opened, see } = rig;

describe('the list of alerts', () => {
  test('what goes on after it was seen is not told again for a day, and then it is', () => {
    times(10, () => see(stranger()));
    rig.watch.acknowledge(opened()[0]?.id ?? '', 'seen');
    times(20, () => see(stranger(), 10_000));
    expect(opened()).toEqual([]);
    rig.nowMs += 2 * DAY;
    times(10, () => see(stranger()));
    expect(opened()).toHaveLength(1);
    expect(rig.watch.list(false)).toHaveLength(2);
  });

  test('it keeps 500, survives a restart, and is private; an unknown one is said to be', async () => {
    times(520, (n) => times(10, () => see(stranger({ ip: `10.0.${n >> 8}.${n & 255}` }), 1)));
    await rig.watch.close();
    await open();
    expect(rig.watch.list(false)).toHaveLength(500);
    expect(rig.watch.list(true)[0]?.ip).toBe('10.0.2.7');
    expect(() => rig.watch.acknowledge('none', 'seen')).toThrow(
      expect.objectContaining({ code: 'THREAT_UNKNOWN' }),
    );
    if (process.platform === 'win32') return;
    for (const file of ['seen.json', 'threats.json']) {
      const place = path.join(rig.dataDir, file);
      const mode = await stat(place).then(
        (found) => found.mode & 0o777,
        () => 0o600,
      );
      expect(mode, file).toBe(0o600);
    }
  });

  test('a damaged file is a fresh start, and what was learnt of keys that are gone is forgotten', async () => {
    see({ keyId: 'gone' });
    await rig.watch.close();
    await open();
    see();
    await rig.watch.close();
    expect(await readFile(path.join(rig.dataDir, 'seen.json'), 'utf8')).not.toContain('gone');
    await writeFile(path.join(rig.dataDir, 'seen.json'), '{"keys":');
    await writeFile(path.join(rig.dataDir, 'threats.json'), '[1]');
    await open();
    expect(rig.watch.list(false)).toEqual([]);
  });

  test('a line that only says how many more there were adds nothing', () => {
    times(9, () => see(stranger()));
    see(stranger({ change: { more: 500 } }));
    expect(opened()).toEqual([]);
    rig.watch.seeHeldBack({ ...auditDraft(stranger()), atMs: rig.nowMs });
    expect(opened()).toHaveLength(1);
  });
});
