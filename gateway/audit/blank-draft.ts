import type { AuditDraft } from './audit-log';

/** An audit entry with nothing in it: whoever records something other than a call fills in what it knows. */
export const blankDraft: Omit<AuditDraft, 'atMs' | 'event'> = {
  requestId: '',
  method: '',
  path: '',
  status: 0,
  ip: '',
  userAgent: '',
  keyId: null,
  keyName: null,
  person: null,
  serviceId: null,
  serviceName: null,
  code: null,
  milliseconds: 0,
  bytesIn: 0,
  bytesOut: 0,
  tokensIn: null,
  tokensOut: null,
  model: null,
  costNano: '0',
  operation: null,
  presented: null,
};
