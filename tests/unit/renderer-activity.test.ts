import { describe, expect, test } from 'vitest';
import type { AuditEntry } from '#shared/contract/operations/records';
import { explain, toActor, toAsked, toTone } from '../../renderer/features/activity/explain';
import { toFacts } from '../../renderer/features/activity/facts';
import { toLines } from '../../renderer/features/activity/to-lines';
import { auditEntry } from '../support/audit-entry';

/** Of a phone without a person, to a service for pictures. */
const entry = (change: Partial<AuditEntry>) =>
  auditEntry({
    keyName: 'Mum’s phone',
    person: null,
    serviceId: '2',
    serviceName: 'Stable Diffusion',
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

describe('the page for new devices', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 12, minute)).toISOString();
  const visit = (seq: number, minute: number, change: Partial<AuditEntry> = {}) =>
    entry({
      ...{ seq, at: at(minute), requestId: `r${seq}`, event: 'PUBLIC', method: 'GET' },
      ...{ path: '/join/…', keyId: null, keyName: null, serviceId: null, serviceName: null },
      ...change,
    });
  const call = (seq: number, minute: number) =>
    entry({ seq, at: at(minute), requestId: `r${seq}` });
  const shown = (entries: readonly AuditEntry[], isSearched = false) =>
    toLines(entries, isSearched).map(({ kind, entry: { seq }, count, id }) => [
      kind,
      seq,
      count,
      id,
    ]);

  test('its visits of one phone are one quiet line, and the calls between them stay', () => {
    const entries = [
      visit(8, 14, { path: '/join/ca.crt' }),
      call(7, 13),
      visit(6, 12, { path: '/join/device' }),
      call(5, 11),
      visit(4, 10),
    ];
    expect(shown(entries)).toEqual([
      ['visits', 8, 3, 4],
      ['one', 7, 1, 7],
      ['one', 5, 1, 5],
    ]);
  });

  test('another phone, another hour and whatever was refused have lines of their own', () => {
    const entries = [
      visit(9, 50),
      visit(8, 14, { ip: '192.168.1.31' }),
      visit(7, 13),
      visit(6, 12, { status: 410 }),
      visit(5, 11, { event: 'UNAUTHORIZED', status: 410, code: 'PAIRING_EXPIRED' }),
      visit(4, 10, { path: '/joined' }),
    ];
    expect(shown(entries).map(([kind, seq]) => [kind, seq])).toEqual([
      ['visits', 9],
      ['visits', 8],
      ['visits', 7],
      ['one', 6],
      ['one', 5],
      ['one', 4],
    ]);
  });

  test('no service is said to have answered it', () => {
    expect(explain(visit(4, 10)).title).toBe('The page was shown');
  });

  test('whoever searches finds each of them', () => {
    expect(shown([visit(5, 11), visit(4, 10)], true)).toEqual([
      ['one', 5, 1, 5],
      ['one', 4, 1, 4],
    ]);
  });
});

test('whoever tried a wrong admin secret is told of in a plain sentence', () => {
  const guess = entry({
    event: 'UNAUTHORIZED',
    method: 'POST',
    path: '/admin/v1/keys.list',
    status: 401,
    ip: '192.168.1.7',
    keyId: null,
    keyName: null,
    serviceId: null,
    serviceName: null,
    code: 'ADMIN_REQUIRED',
  });
  const { title, help } = explain(guess);
  expect(title).toBe('Somebody at 192.168.1.7 tried a wrong admin secret');
  expect(help).toContain('turn the address away');
  expect([toActor(guess), toAsked(guess)]).toEqual(['Unknown', 'The owner’s sign-in']);
  expect(toTone(guess)).toBe('warning');
  expect(toAsked(entry({}))).toBe('Stable Diffusion · /v1/chat/completions');
});

test.each(['TOO_MANY_FAILURES', 'ADDRESS_BANNED', 'SESSION_ENDED'])(
  'whoever goes on at the owner’s door (%s) is told of as one at that door',
  (code) => {
    const further = entry({
      event: 'UNAUTHORIZED',
      path: '/admin/v1/keys.list',
      ip: '192.168.1.7',
      keyId: null,
      keyName: null,
      serviceId: null,
      serviceName: null,
      code,
    });
    const isGuess = code !== 'SESSION_ENDED';
    const guessed = 'Somebody at 192.168.1.7 tried a wrong admin secret';
    expect(explain(further).title).toBe(isGuess ? guessed : 'The sign-in has ended');
    expect([toActor(further), toAsked(further)]).toEqual(['Unknown', 'The owner’s sign-in']);
    const atService = entry({ ...further, path: '/v1/chat/completions' });
    expect(explain(atService).title).not.toBe(guessed);
    expect(toActor(atService)).toBe(isGuess ? 'No key' : 'Unknown');
  },
);
