import { expect, test } from 'vitest';
import type { KeySummary } from '#shared/contract/operations/keys';
import {
  checkCertificate,
  checkIdle,
  idleKeys,
} from '../../renderer/features/security/more-checks';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const DAY_MS = 86_400_000;
const daysAhead = (days: number) => new Date(NOW + days * DAY_MS).toISOString();

const shown = (days: number) => ({
  certificate: {
    fingerprintSha256: 'AA',
    notAfter: daysAhead(days),
    names: ['home'],
    source: 'own' as const,
    caPem: '',
  },
  problem: null,
});

test.each([
  ['good for months', shown(300), true, 'good'],
  ['near its end although it renews itself', shown(5), true, 'look'],
  ['over', shown(-1), true, 'bad'],
  ['not there, as HTTPS is off', { certificate: null, problem: null }, false, 'unknown'],
  ['not there, as HTTPS does not work', { certificate: null, problem: 'No disk.' }, true, 'bad'],
] as const)('a certificate that is %s is marked so', (_what, reply, isOn, mark) => {
  const check = checkCertificate(reply, isOn, NOW);
  expect(check.mark).toBe(mark);
  expect(check.text.length).toBeGreaterThan(5);
});

test('what keeps HTTPS from working is said in the words of the window, not in those of the gateway', () => {
  const problem = 'Port 5541 for HTTPS is in use by "caddy". Latchkey keeps trying.';
  const trouble = { code: 'port_taken', port: 5541, program: 'caddy' } as const;
  const check = checkCertificate({ certificate: null, problem, trouble }, true, NOW);
  expect(check.text).toContain('“caddy” uses port 5541');
  const unknown = checkCertificate({ certificate: null, problem }, true, NOW);
  expect(unknown.text).not.toContain(problem);
});

test('a key counts as forgotten after 90 days without a call, and only while it works', () => {
  const key = (name: string, change: Partial<KeySummary>) =>
    ({
      name,
      state: 'active',
      lastUsedAt: null,
      createdAt: daysAhead(-200),
      ...change,
    }) as KeySummary;
  const keys = [
    key('Never used', {}),
    key('Old', { lastUsedAt: daysAhead(-91) }),
    key('Used', { lastUsedAt: daysAhead(-89) }),
    key('New', { createdAt: daysAhead(-1) }),
    key('Ended', { state: 'revoked' }),
  ];
  expect(idleKeys(keys, NOW).map(({ name }) => name)).toEqual(['Never used', 'Old']);
  expect(checkIdle(keys, NOW)).toMatchObject({
    mark: 'look',
    title: '2 keys were not used for 90 days',
  });
  expect(checkIdle([], NOW).mark).toBe('good');
});
