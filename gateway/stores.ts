import { openAuditLog, type AuditLog } from './audit/audit-log';
import { assertMayRunOpen } from './listeners/may-run-open';
import { followKeysFiles } from './keys/import/follow-keys-files';
import { openLedger, type Ledger } from './ledger/ledger';
import { openLimiter, type Limiter } from './limits/limiter';
import type { GatewayOptions } from './server';
import { openRecordWatch, type RecordWatch } from './record-watch';
import { startRetention } from './retention';
import { openHealthFile } from './services/health-file';
import type { HealthHistory } from './services/health-history';
import { openConfigStore, type ConfigStore } from './storage/config-store';

/** Everything that is kept on disk. */
export interface Stores extends Pick<
  RecordWatch,
  'threats' | 'lastMinute' | 'strangers' | 'guessers'
> {
  readonly config: ConfigStore;
  readonly ledger: Ledger;
  readonly audit: AuditLog;
  readonly limiter: Limiter;
  /** How the services were, before the last restart too. */
  readonly health: HealthHistory;
  /** Puts everything on disk, the lock of the folder last. */
  close(): Promise<void>;
}

type Closable = { close(): Promise<void> };

/** Opens the stores of one data folder; when one cannot be opened, those before it are closed again. */
export async function openStores(options: GatewayOptions): Promise<Stores> {
  const { dataDir, log, monotonicMs } = options;
  const open: Closable[] = [];
  const keep = <T extends Closable>(store: T): T => {
    open.unshift(store);
    return store;
  };
  const close = async () => {
    for (const store of open.splice(0)) await store.close();
  };
  try {
    const config = keep(await openConfigStore({ dataDir }));
    const { auditMaxBytes: maxBytes, auditKeepFiles: keepFiles } = config.current.settings;
    const ledger = keep(await openLedger({ dataDir }));
    const { wallMs } = options;
    const retention = startRetention({ dataDir, config, ledger, wallMs, report: log.error });
    keep({ close: async () => retention.close() });
    const audit = await openAuditLog({ dataDir, maxBytes, keepFiles });
    const records = keep({ watch: undefined as RecordWatch | undefined, close: closeRecords });
    async function closeRecords() {
      records.watch?.writeHeldBack();
      await audit.close();
      // Its last lines are read along too.
      await records.watch?.close();
    }
    records.watch = await openRecordWatch({ options, config, audit });
    const { threats, lastMinute, strangers, guessers } = records.watch;
    const report = (message: string, cause: unknown) => log.error(message, cause);
    const limiter = keep(
      await openLimiter({ dataDir, report, ...(monotonicMs && { monotonicMs }) }),
    );
    const services = () => config.current.services;
    const health = keep(await openHealthFile({ dataDir, services, report, wallMs }));
    assertMayRunOpen(options, config.current.enabledInterfaces);
    if (options.keysFiles) {
      keep({ close: await followKeysFiles({ ...options.keysFiles, config, log }) });
    }
    const read = { threats, lastMinute, strangers, guessers };
    return { config, ledger, audit, ...read, limiter, health: health.history, close };
  } catch (error) {
    await close();
    throw error;
  }
}
