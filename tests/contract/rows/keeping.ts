import { expect } from 'vitest';
import { row, type Prepared, type Row } from './row';

const aBackup = async ({ world }: Prepared) => {
  const passphrase = 'correct horse';
  const reply = await world.http('backup.create', { passphrase });
  const { name } = (reply.ok ? reply.value : {}) as { name?: string };
  return { name, passphrase };
};

/** One row for each operation on settings, the panel, imports and backups. */
export const keepingRows: Record<string, Row> = {
  'settings.get': row({}, { settings: { publicPort: 5539, adminPort: 5540 } }),
  'settings.update': row({ currency: 'CHF' }, { settings: { currency: 'CHF' } }),
  'panel.createCode': row(
    {},
    { code: expect.stringMatching(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/) as string },
  ),
  'import.preview': row(
    { content: 'mum:aaaa-aaaa-aaaa-aaaa\nbad', format: 'auto' },
    {
      format: 'api_keys.txt',
      entries: [{ row: 1, name: 'mum', hint: 'aaaa…', weak: true, verdict: 'new' }],
      warnings: [{ row: 2 }],
      counts: { new: 1, notRead: 1 },
    },
  ),
  'import.run': row(
    { content: 'mum:aaaa-aaaa-aaaa-aaaa', format: 'api_keys.txt' },
    { created: 1, counts: { new: 1 }, warnings: [] },
  ),
  'backup.create': row(
    { passphrase: 'correct horse' },
    { name: expect.stringMatching(/\.lkb$/) as string, keys: 2, services: 1, records: true },
  ),
  'backup.inspect': row(aBackup, {
    keys: 2,
    revokedSince: [],
    pausedSince: [],
  }),
  'backup.restore': row(aBackup, {
    restartNeeded: true,
    revokedSince: [],
    pausedSince: [],
    keptAs: expect.stringMatching(/^before-restore-/) as string,
  }),
  'backup.cancelRestore': row({}, { cancelled: false }),
  'import.exportClassic': row(
    {},
    { count: 1, content: expect.stringContaining('sha256:') as string },
  ),
  'panel.rotateSecret': row({}, { secret: expect.stringMatching(/^lka_/) as string }),
};
