import type { AuditEntry } from '#shared/contract/operations/records';

/** Somebody who said to be the owner and was not: the admin address puts nothing else on record as refused. */
export const isWrongSecret = ({ event, code }: AuditEntry): boolean =>
  event === 'UNAUTHORIZED' && code === 'ADMIN_REQUIRED';
