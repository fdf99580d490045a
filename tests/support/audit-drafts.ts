import type { AuditDraft } from '../../gateway/audit/audit-log';

/** A call that went through; `change` makes it another one. */
export const auditDraft = (change: Partial<AuditDraft> = {}): AuditDraft => ({
  atMs: Date.UTC(2026, 10, 21, 10, 35, 7, 45),
  event: 'AUTHORIZED',
  requestId: 'request-1',
  method: 'POST',
  path: '/chat/api/generate',
  status: 200,
  ip: '192.168.1.20',
  userAgent: 'curl/8',
  keyId: 'abcdefghij',
  keyName: 'Phone',
  person: 'Ada',
  serviceId: '1',
  serviceName: 'chat',
  code: null,
  milliseconds: 12.5,
  bytesIn: 10,
  bytesOut: 20,
  tokensIn: 1,
  tokensOut: 2,
  model: 'llama3',
  costNano: '1000000',
  operation: null,
  presented: null,
  ...change,
});
