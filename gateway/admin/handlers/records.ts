import type { HandlersOf } from '#shared/contract/define';
import { LatchkeyError } from '#shared/contract/errors';
import type { Operations } from '#shared/contract/operations/registry';
import { exportAudit } from '../../audit/audit-export';
import type { AuditLog } from '../../audit/audit-log';
import type { KeyStore } from '../../keys/key-store';
import type { Ledger } from '../../ledger/ledger';
import type { LastMinute } from '../../threats/last-minute';
import type { ThreatWatch } from '../../threats/threat-watch';
import type { Caller } from '../caller';

const DAY_MS = 86_400_000;

interface Asked {
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/** The range that was asked for, or the last 24 hours. Throws INPUT_INVALID when it ends before it begins. */
export function toRange({ fromMs, toMs }: Asked, now: Date): { fromMs: number; toMs: number } {
  const end = toMs ?? now.getTime();
  const start = fromMs ?? Math.max(0, end - DAY_MS);
  if (start >= end) {
    throw new LatchkeyError('INPUT_INVALID', { message: 'The range must end after it begins.' });
  }
  return { fromMs: start, toMs: end };
}

/** `usage.*`: what was called, in numbers. */
export const createUsageHandlers = (deps: {
  ledger: Pick<Ledger, 'summary' | 'series'>;
  keys: Pick<KeyStore, 'list'>;
  lastMinute: Pick<LastMinute, 'of'>;
  now: () => Date;
}): HandlersOf<Operations, Caller>['usage'] => ({
  summary: (asked) => deps.ledger.summary(toRange(asked, deps.now())),
  series: async ({ steps, ...asked }) =>
    deps.ledger.series({ ...toRange(asked, deps.now()), steps }),
  async lastMinute() {
    const rows = deps.keys.list().map((key) => {
      const row = {
        requests_last_minute: deps.lastMinute.of(key.id),
        rate_limit: key.rate_limit_requests,
        window_seconds: key.rate_limit_window_seconds,
      };
      return [key.id, row] as const;
    });
    return { keys: Object.fromEntries(rows) };
  },
});

/** `audit.*`: the record itself. */
export const createAuditHandlers = (deps: {
  audit: Pick<AuditLog, 'search' | 'verify' | 'lines'>;
  threats: Pick<ThreatWatch, 'list'>;
  dataDir: string;
  now: () => Date;
}): HandlersOf<Operations, Caller>['audit'] => ({
  search: (query) => deps.audit.search(query),
  verify: () => deps.audit.verify(),
  threats: async ({ filter }) => ({ threats: deps.threats.list(filter === 'open') }),
  export: (asked) => exportAudit(deps, asked),
});
