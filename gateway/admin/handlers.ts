import type { HandlersOf } from '#shared/contract/define';
import type { Operations } from '#shared/contract/operations/registry';
import type { AuditLog } from '../audit/audit-log';
import type { FailureThrottle } from '../edge/failure-throttle';
import type { KeyStore } from '../keys/key-store';
import type { PersonStore } from '../keys/person-store';
import type { Ledger } from '../ledger/ledger';
import type { Allowances } from '../limits/allowances';
import type { FairQueue } from '../limits/fair-queue';
import type { Limiter } from '../limits/limiter';
import { readListeningSockets } from '../listeners/listening-sockets';
import type { LiveCalls } from '../pipeline/live-calls';
import type { PairingDesk } from '../pairing/pairing-desk';
import type { ReadListening } from '../services/local-ports';
import type { ResponseCache } from '../proxy/response-cache';
import type { ServiceStore } from '../services/service-store';
import type { TargetRules } from '../services/target-rules';
import type { ConfigStore } from '../storage/config-store';
import type { LastMinute } from '../threats/last-minute';
import type { ThreatWatch } from '../threats/threat-watch';
import type { AdminAuth } from './admin-auth';
import type { Caller } from './caller';
import { createBackupHandlers } from './handlers/backup';
import { createBillingHandlers } from './handlers/billing';
import { createKeyHandlers } from './handlers/keys';
import { createNetworkHandlers, type NetworkControl } from './handlers/network';
import { createPairingHandlers } from './handlers/pairing';
import { createPeopleHandlers } from './handlers/people';
import { createAuditHandlers, createUsageHandlers } from './handlers/records';
import { createBanHandlers, createThreatHandlers } from './handlers/security';
import { createServiceHandlers } from './handlers/services';
import { createSettingsHandlers } from './handlers/settings';
import { createPanelHandlers, createStatusHandlers, type Runtime } from './handlers/system';
import { createImportHandlers } from './handlers/transfer';

export interface HandlerDeps {
  readonly config: ConfigStore;
  readonly keys: KeyStore;
  readonly people: PersonStore;
  readonly services: ServiceStore;
  readonly cache: Pick<ResponseCache, 'clear'>;
  readonly targets: TargetRules;
  readonly ledger: Ledger;
  readonly limiter: Pick<Limiter, 'forget'>;
  readonly live: Pick<LiveCalls, 'list'>;
  readonly queue: Pick<FairQueue, 'waitingOf'>;
  readonly allowances: Pick<Allowances, 'statesOf' | 'moneyUsedBy'>;
  readonly audit: Pick<AuditLog, 'search' | 'verify' | 'lines'>;
  readonly threats: Pick<ThreatWatch, 'list' | 'acknowledge'>;
  readonly lastMinute: Pick<LastMinute, 'of'>;
  readonly failures: Pick<FailureThrottle, 'list' | 'forget' | 'forgotten' | 'restore'>;
  readonly ownAddresses: () => readonly string[];
  readonly dataDir: string;
  readonly network: NetworkControl;
  readonly pairing: Pick<PairingDesk, 'start' | 'status' | 'cancel'>;
  readonly auth: AdminAuth;
  readonly runtime: Runtime;
  readonly lastUsedFrom?: (keyId: string) => string | undefined;
  readonly now?: () => Date;
  /** What this computer listens on. */
  readonly readListening?: ReadListening;
}

/** Every operation of the gateway; one that is missing does not compile. */
export function createHandlers(asked: HandlerDeps): HandlersOf<Operations, Caller> {
  const timeZone = () => asked.config.current.settings.timeZone;
  const deps = {
    now: () => new Date(),
    lastUsedFrom: () => undefined,
    timeZone,
    readListening: readListeningSockets,
    ...asked,
  };
  return {
    status: createStatusHandlers(deps),
    services: createServiceHandlers(deps),
    keys: createKeyHandlers(deps),
    people: createPeopleHandlers(deps),
    network: createNetworkHandlers(deps),
    pairing: createPairingHandlers(deps),
    usage: createUsageHandlers(deps),
    billing: createBillingHandlers(deps),
    audit: createAuditHandlers(deps),
    threats: createThreatHandlers(deps),
    bans: createBanHandlers(deps),
    settings: createSettingsHandlers(deps),
    panel: createPanelHandlers(deps),
    import: createImportHandlers(deps),
    backup: createBackupHandlers(deps),
  };
}
