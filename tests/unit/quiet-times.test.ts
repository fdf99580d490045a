import { expect, test } from 'vitest';
import type { QuietTime } from '#shared/contract/operations/allowances';
import { toLocalTime } from '#shared/domain/time-zone';
import { createLocalClock, isLetThrough, isOn, quietEndMs } from '../../gateway/limits/quiet-times';

const quiet = (fields: Partial<QuietTime>): QuietTime => ({
  name: 'bedtime',
  days: [1, 2, 3, 4, 5, 6, 7],
  from: '21:00',
  to: '07:00',
  services: [],
  models: [],
  graceMinutes: 0,
  message: null,
  ...fields,
});

const at = (iso: string, zone = 'UTC') => {
  const { weekday, hour, minute } = toLocalTime(Date.parse(iso), zone);
  return { weekday, minute: hour * 60 + minute };
};

test.each([
  ['2026-11-18T20:59:00Z', false],
  ['2026-11-18T21:00:00Z', true],
  ['2026-11-19T06:59:00Z', true],
  ['2026-11-19T07:00:00Z', false],
])('X11: a time that reaches into the next morning is on at %s: %s', (iso, expected) => {
  expect(isOn(quiet({}), at(iso))).toBe(expected);
});

test.each([
  // Friday's bedtime reaches into Saturday morning, Saturday has none of its own.
  ['2026-11-20T22:00:00Z', true],
  ['2026-11-21T06:00:00Z', true],
  ['2026-11-21T22:00:00Z', false],
  ['2026-11-22T06:00:00Z', false],
])('a time of Friday is on at %s: %s', (iso, expected) => {
  expect(isOn(quiet({ days: [5] }), at(iso))).toBe(expected);
});

test('Sunday night reaches into Monday, and a time from noon to noon lasts a whole day', () => {
  expect(isOn(quiet({ days: [7] }), at('2026-11-23T06:00:00Z'))).toBe(true);
  const day = quiet({ days: [3], from: '12:00', to: '12:00' });
  expect(isOn(day, at('2026-11-18T12:00:00Z'))).toBe(true);
  expect(isOn(day, at('2026-11-19T11:59:00Z'))).toBe(true);
  expect(isOn(day, at('2026-11-19T12:00:00Z'))).toBe(false);
});

const endOf = (times: QuietTime[], iso: string, zone = 'UTC') =>
  new Date(quietEndMs(times, times[0]!, Date.parse(iso), zone)).toISOString();

test('X11: the end of a time is the next one on the clock, also on days when the clocks change', () => {
  expect(endOf([quiet({})], '2026-11-18T22:00:00Z')).toBe('2026-11-19T07:00:00.000Z');
  expect(endOf([quiet({})], '2026-11-19T03:00:00Z')).toBe('2026-11-19T07:00:00.000Z');
  const berlin = (iso: string) => endOf([quiet({})], iso, 'Europe/Berlin');
  expect(berlin('2026-03-28T22:00:00Z')).toBe('2026-03-29T05:00:00.000Z');
  expect(berlin('2026-10-24T22:30:00Z')).toBe('2026-10-25T06:00:00.000Z');
});

test('X11: a time that follows another at once belongs to the wait', () => {
  const times = [quiet({}), quiet({ name: 'school', from: '07:00', to: '13:00', days: [4] })];
  expect(endOf(times, '2026-11-18T22:00:00Z')).toBe('2026-11-19T13:00:00.000Z');
});

test('times without an end are waited for no longer than it takes to look through a week', () => {
  const always = [quiet({ from: '00:00', to: '12:00' }), quiet({ from: '12:00', to: '00:00' })];
  const end = Date.parse(endOf(always, '2026-11-18T22:00:00Z'));
  expect(end - Date.parse('2026-11-18T22:00:00Z')).toBeLessThan(30 * 86_400_000);
});

test('what is listed is let through: by id or name of the service, by model, and both when both are listed', () => {
  const wanted = { service: { id: '3', name: 'study' }, model: 'llama3:latest' };
  expect(isLetThrough(quiet({}), wanted)).toBe(false);
  expect(isLetThrough(quiet({ services: ['3'] }), wanted)).toBe(true);
  expect(isLetThrough(quiet({ services: ['study'] }), wanted)).toBe(true);
  expect(isLetThrough(quiet({ services: ['4'] }), wanted)).toBe(false);
  expect(isLetThrough(quiet({ models: ['llama3'] }), wanted)).toBe(true);
  expect(isLetThrough(quiet({ services: ['3'], models: ['qwen*'] }), wanted)).toBe(false);
  expect(isLetThrough(quiet({ models: ['*'] }), { ...wanted, model: null })).toBe(false);
});

test('the clock on the wall follows the time zone at once when it is changed', () => {
  let zone = 'UTC';
  const clock = createLocalClock(() => zone);
  const noon = Date.parse('2026-11-18T12:00:30Z');
  expect(clock(noon)).toMatchObject({ weekday: 3, minute: 720 });
  zone = 'Asia/Kolkata';
  expect(clock(noon)).toMatchObject({ weekday: 3, minute: 1050 });
});
