import path from 'node:path';
import type { AuditLog } from './audit/audit-log';
import { renderAccess, renderClassic } from './audit/renderers';
import { createStrangerFilter, type StrangerFilter } from './audit/stranger-filter';
import { createTextLog, type TextLog } from './audit/text-log';
import type { GatewayOptions } from './server';
import type { ConfigStore } from './storage/config-store';
import { sweepExports } from './storage/export-files';
import { createLastMinute, type LastMinute } from './threats/last-minute';
import { openThreatWatch, type ThreatWatch } from './threats/threat-watch';

/** Everything that reads along as the record is written. */
export interface RecordWatch {
  readonly threats: ThreatWatch;
  readonly lastMinute: LastMinute;
  /** Takes what is refused to callers without a good key. */
  readonly strangers: StrangerFilter;
  /** The same for whoever is not the owner: a flood at one door hides nobody at the other. */
  readonly guessers: StrangerFilter;
  /** Writes what is still held back of the record. */
  writeHeldBack(): void;
  close(): Promise<void>;
}

interface WatchDeps {
  readonly options: GatewayOptions;
  readonly config: ConfigStore;
  readonly audit: AuditLog;
}

/** The text forms of older gateways; a failure of theirs never reaches a call. */
function writeTextLogs({ options, config, audit }: WatchDeps): () => Promise<void> {
  const settings = () => config.current.settings;
  const textLog = (file: string): TextLog =>
    createTextLog({
      file,
      maxBytes: () => settings().auditMaxBytes,
      keepFiles: () => settings().auditKeepFiles,
      warn: (message) => options.log.warn(message),
    });
  const access = textLog(path.join(options.dataDir, 'logs', 'api_access.log'));
  const classic = options.auditLogFile ? textLog(options.auditLogFile) : undefined;
  audit.onAppend((entry) => {
    if (settings().accessLog && entry.event !== 'ADMIN') access.write(renderAccess(entry));
    classic?.write(renderClassic(entry));
  });
  return async () => {
    await access.flush();
    await classic?.flush();
  };
}

/** A new size of the record holds at once. */
function followSize({ options, config, audit }: WatchDeps): void {
  config.onChange(({ settings: next }, { settings: before }) => {
    const { auditMaxBytes: maxBytes, auditKeepFiles: keepFiles } = next;
    if (maxBytes === before.auditMaxBytes && keepFiles === before.auditKeepFiles) return;
    audit
      .resize({ maxBytes, keepFiles })
      .catch((cause: unknown) => options.log.error('the record could not be resized', cause));
  });
}

const SWEEP_MS = 3_600_000;

/** Exports are gone after a day, also when nobody asks for another one. */
function sweepHourly({ options: { dataDir, log } }: WatchDeps): NodeJS.Timeout {
  const sweep = () => {
    sweepExports(dataDir).catch((cause: unknown) => log.error('old exports stay', cause));
  };
  sweep();
  return setInterval(sweep, SWEEP_MS).unref();
}

/** Begins to read along. It is to be closed after the record, whose last lines it still takes. */
export async function openRecordWatch(deps: WatchDeps): Promise<RecordWatch> {
  const { options, config, audit } = deps;
  const threats = await openThreatWatch({
    dataDir: options.dataDir,
    settings: () => config.current.settings,
    isKey: (keyId) => config.current.keys.some((key) => key.id === keyId),
    report: (message, cause) => options.log.error(message, cause),
  });
  const lastMinute = createLastMinute();
  audit.onAppend((entry) => {
    lastMinute.see(entry);
    threats.see(entry);
  });
  const createFilter = () =>
    createStrangerFilter((draft) => audit.append(draft), threats.seeHeldBack);
  const [strangers, guessers] = [createFilter(), createFilter()];
  const flushLogs = writeTextLogs(deps);
  followSize(deps);
  const sweeping = sweepHourly(deps);
  return {
    threats,
    lastMinute,
    strangers,
    guessers,
    writeHeldBack() {
      strangers.close();
      guessers.close();
    },
    async close() {
      clearInterval(sweeping);
      await flushLogs();
      await threats.close();
    },
  };
}
