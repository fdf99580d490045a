import type { HandlersOf } from '#shared/contract/define';
import type { Operations } from '#shared/contract/operations/registry';
import { LatchkeyError } from '#shared/contract/errors';
import type { AuditLog } from '../../audit/audit-log';
import type { Ledger } from '../../ledger/ledger';
import { createBackup } from '../../storage/backup-create';
import { endedSince, pausedSince, type EndsOnRecord } from '../../storage/backup-merge';
import { readBackup, type ReadBackup } from '../../storage/backup-read';
import type { ConfigStore } from '../../storage/config-store';
import { cancelRestore, stageRestore } from '../../storage/restore-stage';
import type { Caller } from '../caller';

interface BackupDeps {
  readonly dataDir: string;
  readonly config: ConfigStore;
  readonly ledger: Pick<Ledger, 'backup'>;
  readonly audit: Pick<AuditLog, 'lines'>;
  readonly runtime: () => { readonly version: string };
  readonly now: () => Date;
}

const ENDS = new Set(['keys.revoke', 'keys.remove']);

const keyIdOf = (change: unknown): string | undefined => {
  const { phase, input } = (change ?? {}) as { phase?: unknown; input?: { id?: unknown } };
  return phase === 'asked' && typeof input?.id === 'string' ? input.id : undefined;
};

/** Keys that were revoked or removed according to the record, also those that the list has forgotten. */
async function endsOnRecord(audit: BackupDeps['audit']): Promise<EndsOnRecord> {
  const ends = new Map<string, string>();
  for await (const { entry } of audit.lines()) {
    const id = ENDS.has(entry.operation ?? '') ? keyIdOf(entry.change) : undefined;
    if (id !== undefined) ends.set(id, entry.at);
  }
  return ends;
}

const toContents = ({ manifest, bytes }: Pick<ReadBackup, 'manifest' | 'bytes'>) => ({
  ...manifest,
  bytes,
});

const assertPlace = ({ name, file }: { name?: string | undefined; file?: string | undefined }) => {
  if ((name === undefined) === (file === undefined)) {
    throw new LatchkeyError('INPUT_INVALID', { message: 'Name a backup, or a file, not both.' });
  }
};

/** `backup.*`: everything in one encrypted file, and back. */
export function createBackupHandlers(deps: BackupDeps): HandlersOf<Operations, Caller>['backup'] {
  const { dataDir, config, audit, now } = deps;
  const endsOf = async ({ envelope }: ReadBackup) =>
    endedSince(envelope.config, config.current, await endsOnRecord(audit));
  const pausesOf = ({ envelope }: ReadBackup) => pausedSince(envelope.config, config.current);
  return {
    async create({ passphrase }) {
      const { version } = deps.runtime();
      const made = await createBackup({ ...deps, version, now: now() }, passphrase);
      const { services, keys, people } = config.current;
      return {
        ...made,
        createdAt: now().toISOString(),
        version,
        services: services.length,
        keys: keys.length,
        people: people.length,
        records: true,
      };
    },
    async inspect({ passphrase, ...place }) {
      assertPlace(place);
      const read = await readBackup(dataDir, place, passphrase);
      return { ...toContents(read), revokedSince: await endsOf(read), pausedSince: pausesOf(read) };
    },
    async restore({ passphrase, name, file, records, reviveKeys }) {
      const place = { name, file };
      assertPlace(place);
      const options = { dataDir, place, passphrase, records, reviveKeys, now: now(), endsOf };
      const { ended, keptAs, ...read } = await stageRestore(options);
      const since = { revokedSince: [...ended], pausedSince: pausesOf(read) };
      return { ...toContents(read), ...since, keptAs, restartNeeded: true };
    },
    cancelRestore: async () => ({ cancelled: await cancelRestore(dataDir) }),
  };
}
