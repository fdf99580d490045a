import type { HandlersOf } from '#shared/contract/define';
import { LatchkeyError } from '#shared/contract/errors';
import type { Operations } from '#shared/contract/operations/registry';
import type { AuditLog } from '../../audit/audit-log';
import type { Ledger } from '../../ledger/ledger';
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
  now: () => Date;
}): HandlersOf<Operations, Caller>['usage'] => ({
  async summary(asked) {
    const range = toRange(asked, deps.now());
    return { ...range, ...(await deps.ledger.summary(range)) };
  },
  series: async ({ steps, ...asked }) =>
    deps.ledger.series({ ...toRange(asked, deps.now()), steps }),
});

/** `audit.*`: the record itself. */
export const createAuditHandlers = (deps: {
  audit: Pick<AuditLog, 'search' | 'verify'>;
}): HandlersOf<Operations, Caller>['audit'] => ({
  search: (query) => deps.audit.search(query),
  verify: () => deps.audit.verify(),
});
