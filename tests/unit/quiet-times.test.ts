import { expect, test } from 'vitest';
import type { QuietTime } from '#shared/contract/operations/allowances';
import { createLocalDays } from '../../gateway/limits/local-days';
import { isLetThrough, isOn, quietEndMs } from '../../gateway/limits/quiet-times';
import { quiet } from '../support/evening-home';

const isOnAt = (time: QuietTime, iso: string, zone = 'UTC') => {
  const atMs = Date.parse(iso);
  return isOn(time, atMs, createLocalDays(() => zone)(atMs));
};

test.each([
  ['2026-11-18T20:59:00Z', false],
  ['2026-11-18T21:00:00Z', true],
  ['2026-11-19T06:59:00Z', true],
  ['2026-11-19T07:00:00Z', false],
])('X11: a time that reaches into the next morning is on at %s: %s', (iso, expected) => {
  expect(isOnAt(quiet({}), iso)).toBe(expected);
});

test.each([
  // Friday's bedtime reaches into Saturday morning, Saturday has none of its own.
  ['2026-11-20T22:00:00Z', true],
  ['2026-11-21T06:00:00Z', true],
  ['2026-11-21T22:00:00Z', false],
  ['2026-11-22T06:00:00Z', false],
])('a time of Friday is on at %s: %s', (iso, expected) => {
  expect(isOnAt(quiet({ days: [5] }), iso)).toBe(expected);
});

test('Sunday night reaches into Monday, and a time from noon to noon lasts a whole day', () => {
  expect(isOnAt(quiet({ days: [7] }), '2026-11-23T06:00:00Z')).toBe(true);
  const day = quiet({ days: [3], from: '12:00', to: '12:00' });
  expect(isOnAt(day, '2026-11-18T12:00:00Z')).toBe(true);
  expect(isOnAt(day, '2026-11-19T11:59:00Z')).toBe(true);
  expect(isOnAt(day, '2026-11-19T12:00:00Z')).toBe(false);
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
  const asked = { ...wanted, alias: 'homework' };
  expect(isLetThrough(quiet({ models: ['homework'] }), asked)).toBe(true);
  expect(isLetThrough(quiet({ models: ['homework'] }), wanted)).toBe(false);
});

test('the days follow the time zone at once when it is changed', () => {
  let zone = 'UTC';
  const daysAt = createLocalDays(() => zone);
  const noon = Date.parse('2026-11-18T12:00:30Z');
  const time = quiet({ from: '12:00', to: '13:00' });
  expect(isOn(time, noon, daysAt(noon))).toBe(true);
  zone = 'Asia/Kolkata';
  expect(isOn(time, noon, daysAt(noon))).toBe(false);
});

test.each<[string, Partial<QuietTime>, string, string]>([
  // The clocks skip 02:00 to 03:00, the end with it.
  ['skipped end', { from: '22:00', to: '02:30' }, '2026-03-28T21:00Z', '2026-03-29T01:00Z'],
  ['skipped begin', { from: '02:15', to: '04:00' }, '2026-03-29T01:00Z', '2026-03-29T02:00Z'],
  ['shorter night', { from: '22:00', to: '06:00' }, '2026-03-28T21:00Z', '2026-03-29T04:00Z'],
  // The clocks show 02:00 to 03:00 twice.
  ['end in it', { from: '22:00', to: '02:30' }, '2026-10-24T20:00Z', '2026-10-25T01:30Z'],
  ['end of it', { from: '22:00', to: '03:00' }, '2026-10-24T20:00Z', '2026-10-25T02:00Z'],
  ['begin in it', { from: '02:30', to: '04:00' }, '2026-10-25T00:30Z', '2026-10-25T03:00Z'],
  ['within it', { from: '02:15', to: '02:45' }, '2026-10-25T00:15Z', '2026-10-25T01:45Z'],
  ['longer night', { from: '22:00', to: '06:00' }, '2026-10-24T20:00Z', '2026-10-25T05:00Z'],
])(
  'X11: when the clocks change, a time is one stretch, and its end is true (%s)',
  (_name, fields, fromIso, toIso) => {
    const [fromMs, toMs] = [Date.parse(fromIso), Date.parse(toIso)];
    // The evening before, or the day itself when it begins in the morning.
    const time = quiet({ days: fields.from === '22:00' ? [6] : [7], ...fields });
    const daysAt = createLocalDays(() => 'Europe/Berlin');
    for (let atMs = fromMs - 6 * 3_600_000; atMs < toMs + 6 * 3_600_000; atMs += 60_000) {
      const isWithin = atMs >= fromMs && atMs < toMs;
      expect([atMs, isOn(time, atMs, daysAt(atMs))]).toEqual([atMs, isWithin]);
      if (isWithin) expect(quietEndMs([time], time, atMs, 'Europe/Berlin')).toBe(toMs);
    }
  },
);

test('X11: a time that lies in a skipped hour altogether is not on, and none is lost where midnight is skipped', () => {
  const skipped = quiet({ days: [7], from: '02:15', to: '02:45' });
  for (let minute = 0; minute < 180; minute++) {
    const atMs = Date.parse('2026-03-29T00:00Z') + minute * 60_000;
    expect(isOnAt(skipped, new Date(atMs).toISOString(), 'Europe/Berlin')).toBe(false);
  }
  // Beirut goes from 00:00 to 01:00 on 29 March 2026.
  const late = quiet({ days: [6], from: '23:00', to: '00:30' });
  expect(isOnAt(late, '2026-03-28T21:59:00Z', 'Asia/Beirut')).toBe(true);
  expect(isOnAt(late, '2026-03-28T22:00:00Z', 'Asia/Beirut')).toBe(false);
  expect(endOf([late], '2026-03-28T21:30:00Z', 'Asia/Beirut')).toBe('2026-03-28T22:00:00.000Z');
});
