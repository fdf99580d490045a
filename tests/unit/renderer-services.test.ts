import { expect, test } from 'vitest';
import { OperationError } from '#shared/contract/errors';
import { toPlace, toStretches, toTotal } from '../../renderer/services/health-strip';
import { toHealthWords, toStretchHint } from '../../renderer/services/health-words';
import { toFullUrl, toUrlProblem } from '../../renderer/features/services/url-problem';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const HOUR_MS = 3_600_000;
const at = (hoursAgo: number) => new Date(NOW - hoursAgo * HOUR_MS).toISOString();

test('a day of a service is one strip without gaps, and what is not known is not made up', () => {
  const changes = [
    { at: at(6), health: 'unknown' },
    { at: at(5), health: 'up' },
    { at: at(2), health: 'down' },
    { at: at(1.5), health: 'up' },
  ] as const;
  const stretches = toStretches({ changes }, NOW, 'day');
  const hours = stretches.map(({ health, fromMs, untilMs }) => [
    health,
    (untilMs - fromMs) / HOUR_MS,
  ]);
  expect(hours).toEqual([
    ['before', 18],
    ['unknown', 1],
    ['up', 3],
    ['down', 0.5],
    ['up', 1.5],
  ]);
  expect(toTotal(stretches, 'down')).toEqual({ count: 1, minutes: 30 });
});

test('each stretch stands at its time, however many short ones came before it', () => {
  const flaps = Array.from({ length: 600 }, (_, minute) => ({
    at: at(20 - minute / 60),
    health: minute % 2 === 0 ? ('down' as const) : ('up' as const),
  }));
  const stretches = toStretches({ changes: flaps }, NOW, 'day');
  const places = stretches.map((stretch) => toPlace(stretch, NOW, 'day'));
  expect(places[0]).toEqual({ begins: 0, lasts: (100 * 4) / 24 });
  expect(places[301]?.begins).toBeCloseTo((100 * 9) / 24);
  expect(places.at(-1)?.begins).toBeCloseTo(100 - (places.at(-1)?.lasts ?? 0));
});

test('a service that was watched the whole day has nothing unknown before it', () => {
  const stretches = toStretches({ changes: [{ at: at(30), health: 'up' }] }, NOW, 'day');
  expect(stretches.map(({ health }) => health)).toEqual(['up']);
  expect(toTotal(stretches, 'down')).toEqual({ count: 0, minutes: 0 });
});

test('the time in which Latchkey was off is told as that, and never as an outage', () => {
  const changes = [
    { at: at(100), health: 'up' },
    { at: at(60), health: 'off' },
    { at: at(2), health: 'unknown' },
    { at: at(1), health: 'up' },
  ] as const;
  const day = toStretches({ changes }, NOW, 'day');
  expect(day.map(({ health }) => health)).toEqual(['off', 'unknown', 'up']);
  expect(toTotal(day, 'down')).toEqual({ count: 0, minutes: 0 });
  expect(toHealthWords(day, 'day')).toBe(
    'It answered whenever it was asked. Latchkey itself was off for 22 h 0 min.',
  );
  const week = toStretches({ changes }, NOW, 'week');
  expect(week.map(({ health }) => health)).toEqual(['before', 'up', 'off', 'unknown', 'up']);
  expect(toHealthWords(week, 'week')).toContain('off for 2 days 10 h. Watched since ');
  expect(week[2] && toStretchHint(week[2], 'week', NOW)).toMatch(/^Latchkey was off from .+ to .+/);
});

test('what is wrong with an address is said in words of its own', () => {
  const refused = (details: unknown, code = 'TARGET_NOT_ALLOWED') =>
    toUrlProblem(new OperationError({ code, message: 'no', details }));
  for (const reason of ['syntax', 'scheme', 'user', 'query', 'path', 'address', 'own_port']) {
    expect(refused({ reason })?.length, reason).toBeGreaterThan(20);
  }
  expect(refused({ reason: 'toString' })).toBeUndefined();
  expect(refused({ reason: 'scheme' }, 'NAME_TAKEN')).toBeUndefined();
  expect(toUrlProblem(new Error('x'))).toBeUndefined();
});

test('a missing http:// is offered, and nothing else is guessed', () => {
  expect(toFullUrl('localhost:11434')).toBe('http://localhost:11434');
  expect(toFullUrl(' 192.168.1.5:8000/v1 ')).toBe('http://192.168.1.5:8000/v1');
  expect(toFullUrl('ftp://host')).toBeUndefined();
  expect(toFullUrl('two words')).toBeUndefined();
  expect(toFullUrl('')).toBeUndefined();
});
