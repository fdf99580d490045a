import type { AuditEntry } from '../contract/operations/records';
import { isWantedRefusal } from './wanted-refusal';

type CallOutcome = 'changes' | 'succeeded' | 'refused' | 'failed';

/**
 * How an entry of the record ended: changed by the owner, refused by the gateway, failed behind it, or gone through. An
 * error that a service answered with carries no code of the gateway: that failed, whatever its status is.
 */
export function toOutcome({ event, status, code }: AuditEntry): CallOutcome {
  if (event === 'ADMIN') return 'changes';
  if (event === 'UNAUTHORIZED' || isWantedRefusal(code)) return 'refused';
  if (status >= 500 || event === 'ERROR') return 'failed';
  if (status < 400) return 'succeeded';
  return code === null ? 'failed' : 'refused';
}
