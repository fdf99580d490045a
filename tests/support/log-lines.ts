import type { AuditEntry } from '#shared/contract/operations/records';
import { blankDraft } from '../../gateway/audit/blank-draft';
import { renderAccess, renderClassic } from '../../gateway/audit/renderers';

let seq = 0;
/** A call of Ada's phone in November 2026. */
export const entry = (at: string, fields: Partial<AuditEntry> = {}): AuditEntry => ({
  ...blankDraft,
  seq: ++seq,
  at: `2026-11-${at}.000Z`,
  event: 'AUTHORIZED',
  requestId: 'r',
  method: 'POST',
  path: '/chat/api/generate',
  status: 200,
  ip: '192.168.1.20',
  keyId: 'adaKey0001',
  keyName: 'Phone',
  person: 'Ada',
  serviceId: '1',
  serviceName: 'chat',
  ...fields,
});
/** Whoever comes without a key. */
export const stranger: Partial<AuditEntry> = {
  event: 'UNAUTHORIZED',
  status: 401,
  ip: '10.0.0.66',
  keyId: null,
  keyName: null,
  person: null,
  serviceId: null,
  serviceName: null,
};
/** Twelve tries within twelve seconds. */
export const guesses = Array.from({ length: 12 }, (_, second) =>
  entry(`21T09:00:${String(second).padStart(2, '0')}`, stranger),
);
/** A day of a household with one attack. */
export const DAY: readonly AuditEntry[] = [
  entry('19T10:00:00'),
  entry('20T10:00:00'),
  entry('21T08:00:00'),
  entry('21T08:30:00', { path: '/v1/chat/completions', ip: '192.168.1.21' }),
  entry('21T08:40:00', {
    keyId: 'bobKey0001',
    keyName: 'Laptop',
    person: null,
    path: '/tts/api/speak',
    serviceName: 'speech',
  }),
  ...guesses,
  entry('21T10:00:00', { event: 'ERROR', status: 504, code: 'UPSTREAM_TIMEOUT' }),
  entry('21T10:30:00', {
    ...stranger,
    event: 'PUBLIC',
    status: 200,
    method: 'GET',
    path: '/health',
    ip: '127.0.0.1',
  }),
  entry('21T11:00:00', { event: 'ADMIN', status: 0, path: '/admin/v1/keys.create' }),
  entry('21T11:00:01', { event: 'ADMIN', status: 200, path: '/admin/v1/keys.create' }),
];
/** The three forms of a log. */
export const forms: Record<string, (entry: AuditEntry) => string> = {
  audit: (each) => JSON.stringify(each),
  classic: renderClassic,
  access: renderAccess,
};
