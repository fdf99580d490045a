import { expect, test } from 'vitest';
import type { AuditEntry } from '#shared/contract/operations/records';
import { explain, toActor, toTone } from '../../renderer/features/activity/explain';
import { toFacts } from '../../renderer/features/activity/facts';

const entry = (change: Partial<AuditEntry>): AuditEntry => ({
  seq: 7,
  at: '2026-11-21T12:00:00.000Z',
  event: 'AUTHORIZED',
  requestId: 'r1',
  method: 'POST',
  path: '/v1/chat/completions',
  status: 200,
  ip: '192.168.1.30',
  userAgent: 'phone',
  keyId: 'k1',
  keyName: 'Mum’s phone',
  person: null,
  serviceId: '2',
  serviceName: 'Stable Diffusion',
  code: null,
  milliseconds: 12,
  bytesIn: 1,
  bytesOut: 2,
  tokensIn: null,
  tokensOut: null,
  model: null,
  costNano: '0',
  operation: null,
  presented: null,
  ...change,
});

test('a refusal names the key and the service, and says what to do', () => {
  const refused = entry({ event: 'UNAUTHORIZED', status: 403, code: 'SERVICE_NOT_ALLOWED' });
  const { title, help } = explain(refused);
  expect(title).toBe('This key may not use Stable Diffusion');
  expect(help).toContain('Mum’s phone');
  expect(toTone(refused)).toBe('warning');
});

test('a service that is off is named, and is a failure rather than a refusal', () => {
  const failed = entry({ event: 'ERROR', status: 502, code: 'UPSTREAM_DOWN' });
  expect(explain(failed).title).toBe('Stable Diffusion could not be reached');
  expect(toTone(failed)).toBe('danger');
});

test('an answer of the service that says no is not blamed on the key', () => {
  expect(explain(entry({ status: 404 })).title).toBe('The service answered with 404');
  expect(toTone(entry({ status: 404 }))).toBe('danger');
});

test('a quiet time and a pause are what the owner wants, so they look like refusals', () => {
  const asleep = entry({ event: 'ERROR', status: 503, code: 'QUIET_HOURS' });
  expect([toTone(asleep), toTone({ ...asleep, code: 'GATEWAY_PAUSED' })]).toEqual([
    'warning',
    'warning',
  ]);
});

test('a call that went through and a change by the owner look different', () => {
  expect(toTone(entry({}))).toBe('success');
  const change = entry({ event: 'ADMIN', keyName: null, operation: 'keys.create' });
  expect(toTone(change)).toBe('accent');
  expect(toActor(change)).toBe('You');
});

test('what is not known about a call is left out of its details', () => {
  const names = toFacts(entry({}), 'EUR').map(({ name }) => name);
  expect(names).toContain('Service');
  expect(names).not.toContain('Model');
  expect(names).not.toContain('Cost');
});
