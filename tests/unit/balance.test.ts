import { describe, expect, test } from 'vitest';
import { chooseTarget, type Balanced } from '../../gateway/services/balance';
import { matchesPath, rewritePath } from '../../gateway/services/path-pattern';
import { TargetState } from '../../gateway/services/target-state';
import type { Target } from '../../gateway/services/targets';
import { plainService } from '../../gateway/storage/empty-config';

const target = (name: string, weight = 1): Target => ({
  url: `http://${name}:1`,
  origin: new URL(`http://${name}:1`),
  basePath: '',
  weight,
  wakeMac: null,
  state: new TargetState(() => {}),
});
const serviceOf = (balance: Balanced['balance'], ...targets: Target[]): Balanced => ({
  targets,
  balance,
  rules: plainService().rules,
});
const rules = { failures: 3, openSeconds: 10 };
const pick = (service: Balanced, more: Partial<Parameters<typeof chooseTarget>[1]> = {}) =>
  chooseTarget(service, {
    path: '/x',
    conversation: () => 'c',
    tried: [],
    nowMs: 0,
    ...more,
  })?.origin.hostname;

const fail = (one: Target, nowMs: number) => {
  one.state.end(one.state.begin(nowMs), 'bad', rules, nowMs);
};

describe('S003-74: calls are shared out', () => {
  test('by weight: over ten calls each target gets its share, evenly spread', () => {
    const service = serviceOf('weighted', target('a', 3), target('b', 1), target('c', 1));
    const picks = Array.from({ length: 10 }, () => pick(service)).join('');
    expect([...picks].sort().join('')).toBe('aaaaaabbcc');
    expect(picks).not.toContain('aaaa');
  });

  test('to the least busy, in turns when they are equally busy', () => {
    const [a, b] = [target('a'), target('b')];
    const service = serviceOf('least-busy', a, b);
    a.state.begin(0);
    expect([pick(service), pick(service)]).toEqual(['b', 'b']);
    b.state.begin(0);
    expect(new Set([pick(service), pick(service)])).toEqual(new Set(['a', 'b']));
  });

  test('one conversation stays where it is, and a target that goes moves only its own', () => {
    const all = [target('a'), target('b'), target('c')];
    const service = serviceOf('sticky', ...all);
    const chats = Array.from({ length: 300 }, (_, at) => `chat ${at}`);
    const where = (from: Balanced) => chats.map((chat) => pick(from, { conversation: () => chat }));
    const before = where(service);
    expect(where(service)).toEqual(before);
    const without = where(serviceOf('sticky', ...all.slice(0, 2)));
    before.forEach((place, at) => {
      if (place !== 'c') expect(without[at]).toBe(place);
    });
    expect(new Set(before).size).toBe(3);
  });

  test('a target of weight 0 is only used when no other is left', () => {
    const [a, spare] = [target('a'), target('spare', 0)];
    const service = serviceOf('least-busy', a, spare);
    expect(pick(service)).toBe('a');
    expect(pick(service, { tried: [a] })).toBe('spare');
  });
});

describe('S003-61: a target that fails is left alone for a while', () => {
  test('after three failures nothing is sent there for ten seconds, then one call tries', () => {
    const [a, b] = [target('a'), target('b')];
    const service = serviceOf('least-busy', a, b);
    for (let n = 0; n < 3; n++) fail(a, 0);
    expect([pick(service), pick(service)]).toEqual(['b', 'b']);
    b.state.begin(0);
    expect(pick(service, { nowMs: 10_000 })).toBe('a');
    const attempt = a.state.begin(10_000);
    expect(pick(service, { nowMs: 10_000 })).toBe('b');
    a.state.markUp();
    a.state.end(attempt, 'neutral', rules, 10_001);
    expect(pick(service, { nowMs: 10_001 })).toBe('a');
  });

  test('when the one call fails too, it is left alone again', () => {
    const [a, b] = [target('a'), target('b')];
    const service = serviceOf('least-busy', a, b);
    for (let n = 0; n < 3; n++) fail(a, 0);
    fail(a, 10_000);
    b.state.begin(0);
    expect(pick(service, { nowMs: 15_000 })).toBe('b');
  });

  test('an answer that has begun ends the wait, however long it goes on', () => {
    const a = target('a');
    const service = serviceOf('least-busy', a);
    for (let n = 0; n < 3; n++) fail(a, 0);
    a.state.begin(10_000);
    expect(() => pick(service, { nowMs: 10_001 })).toThrow(
      expect.objectContaining({ code: 'SERVICE_UNAVAILABLE', retryAfterMs: 4999 }),
    );
    a.state.markUp();
    expect(pick(service, { nowMs: 10_002 })).toBe('a');
  });

  test('a call that hangs while it finds out keeps the others out for seconds, and each one less long', () => {
    const a = target('a');
    const service = serviceOf('least-busy', a);
    for (let n = 0; n < 3; n++) fail(a, 0);
    const tried: number[] = [];
    for (let nowMs = 10_000; nowMs < 25_000; nowMs += 250) {
      if (a.state.closedForMs(nowMs) > 0) continue;
      expect(pick(service, { nowMs })).toBe('a');
      a.state.begin(nowMs);
      tried.push(nowMs);
    }
    expect(tried.slice(0, 4)).toEqual([10_000, 15_000, 17_500, 18_750]);
    expect(tried.length).toBeGreaterThan(20);
  });

  test('a call that began before the target was left alone does not make that longer', () => {
    const a = target('a');
    const old = a.state.begin(0);
    for (let n = 0; n < 3; n++) fail(a, 0);
    a.state.end(old, 'bad', rules, 9000);
    expect([a.state.closedForMs(9000), a.state.closedForMs(10_000)]).toEqual([1000, 0]);
  });

  test('X11: when every target is left alone, the caller is told when to come again', () => {
    const a = target('a');
    for (let n = 0; n < 3; n++) fail(a, 0);
    expect(() => pick(serviceOf('least-busy', a), { nowMs: 4000 })).toThrow(
      expect.objectContaining({ code: 'SERVICE_UNAVAILABLE', retryAfterMs: 6000 }),
    );
  });
});

describe('S003-73: paths', () => {
  test('a route sends its paths to its targets only', () => {
    const [a, b] = [target('a'), target('b')];
    const service = serviceOf('least-busy', a, b);
    const routed = {
      ...service,
      rules: { ...service.rules, routes: [{ path: '/api/v2/*', targets: [1] }] },
    };
    expect([pick(routed, { path: '/api/v2/x' }), pick(routed, { path: '/api/v2' })]).toEqual([
      'b',
      'b',
    ]);
    expect(pick(routed, { path: '/api/v2/x', tried: [b] })).toBeUndefined();
    a.state.begin(0);
    b.state.begin(0);
    b.state.begin(0);
    expect(pick(routed, { path: '/api/v20' })).toBe('a');
  });

  test.each([
    ['/a/*', '/a/b', true],
    ['/a/*', '/a', true],
    ['/a/*', '/ab', false],
    ['/a', '/a/b', false],
    ['/A', '/a', false],
  ])('%s and %s: %s', (pattern, path, expected) => {
    expect(matchesPath(pattern, path)).toBe(expected);
  });

  test.each([
    ['/api/v1/chat', '/v1/chat'],
    ['/api/v1', '/v1'],
    ['/api/v10/chat', '/api/v10/chat'],
    ['/old', '/'],
    ['/old/x', '/x'],
  ])('%s is rewritten to %s', (path, expected) => {
    const rewrites = [
      { from: '/api/v1', to: '/v1' },
      { from: '/old', to: '/' },
    ];
    expect(rewritePath(rewrites, path)).toBe(expected);
  });
});
