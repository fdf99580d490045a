import { expect, test } from 'vitest';
import type { AllowanceState } from '#shared/contract/operations/allowances';
import { covers } from '../../renderer/features/activity/fixes/covers';
import { toBlocker, toExtra } from '../../renderer/features/activity/fixes/allowance-fixes';
import { toHigherPace, toServicePath } from '../../renderer/features/activity/fixes/key-fixes';

test('the pace that is offered is an everyday one, or twice what there is', () => {
  const pace = (requests: number, seconds: number) =>
    toHigherPace({ rate_limit_requests: requests, rate_limit_window_seconds: seconds });
  expect(pace(2, 60)).toEqual({ requests: 60, windowSeconds: 60 });
  expect(pace(10, 1)).toEqual({ requests: 20, windowSeconds: 1 });
  expect(pace(60, 60)).toEqual({ requests: 120, windowSeconds: 60 });
  expect(pace(1_000_000, 60)).toEqual({ requests: 1_000_000, windowSeconds: 60 });
});

test('of several limits the one that is used up is raised, by half of it and never by too little', () => {
  const state = (of: AllowanceState['of'], limit: string, used: string): AllowanceState => ({
    of,
    id: of,
    measure: 'calls',
    period: 'day',
    limit,
    used,
    reserved: '0',
    resetsAt: null,
  });
  const states = [state('key', '20', '3'), state('person', '10', '10')];
  expect(toBlocker(states, 'calls')?.of).toBe('person');
  expect(toBlocker(states, 'money')).toBeUndefined();
  const extra = (measure: 'calls' | 'tokens' | 'money', limit: string, used = limit) =>
    toExtra({ ...state('key', limit, used), measure }, measure);
  expect([extra('calls', '100'), extra('calls', '10'), extra('calls', '2')]).toEqual([50n, 5n, 5n]);
  expect([extra('tokens', '100000'), extra('tokens', '10')]).toEqual([50_000n, 5_000n]);
  expect(extra('money', '10')).toBe(100_000_000n);
  // An answer may be longer than what was left: only what goes beyond it is more.
  expect(extra('tokens', '20000', '50000')).toBe(40_000n);
});

test('a path is named as the service sees it', () => {
  expect(toServicePath('/proxy/2/api/pull')).toBe('/api/pull');
  expect(toServicePath('/k/•••/proxy/chat/api/pull')).toBe('/api/pull');
  expect(toServicePath('/api/pull')).toBe('/api/pull');
  expect(toServicePath('/proxy/2')).toBe('/');
});

test('an address is found in its network, in both families, and nothing odd is', () => {
  const inside: [string, string][] = [
    ['203.0.113.0/24', '203.0.113.7'],
    ['203.0.113.7', '203.0.113.7'],
    ['fd00::/8', 'fd12:3456::1'],
    ['2001:db8::1', '2001:db8:0:0:0:0:0:1'],
    ['0.0.0.0/0', '8.8.8.8'],
  ];
  for (const [cidr, ip] of inside) expect(covers(cidr, ip), cidr).toBe(true);
  const outside: [string, string][] = [
    ['203.0.113.0/24', '203.0.114.7'],
    ['203.0.113.0/24', '::1'],
    ['203.0.113.0/33', '203.0.113.7'],
    ['nonsense', '203.0.113.7'],
    ['1::2::3', '1::2'],
    ['::/x', '::1'],
  ];
  for (const [cidr, ip] of outside) expect(covers(cidr, ip), cidr).toBe(false);
});
