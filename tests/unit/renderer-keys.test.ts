import { describe, expect, test } from 'vitest';
import { toBestUrl } from '../../renderer/keys/best-url';
import { toExpiresAt, toLastDay } from '../../renderer/keys/expiry';
import { toLimit } from '../../renderer/features/keys/key-limits';

const now = new Date(2026, 10, 21, 15, 30).getTime();
const localMidnight = (day: number) => new Date(2026, 10, day).toISOString();

describe('when a key ends', () => {
  test('never is null, and a day is over at local midnight', () => {
    expect(toExpiresAt('never', '', now)).toBeNull();
    expect(toExpiresAt('tonight', '', now)).toBe(localMidnight(22));
    expect(toExpiresAt('week', '', now)).toBe(localMidnight(29));
    // A Saturday: the weekend ends with the Sunday, on which it is tonight.
    expect(toExpiresAt('weekend', '', now)).toBe(localMidnight(23));
    expect(toExpiresAt('weekend', '', now + 86_400_000)).toBe(localMidnight(23));
  });

  test('a key works through all of its last day', () => {
    expect(toExpiresAt('date', '2026-11-21', now)).toBe(localMidnight(22));
    expect(toLastDay(localMidnight(22))).toBe('2026-11-21');
  });

  test('a day that is over, or none at all, is not accepted', () => {
    expect(toExpiresAt('date', '2026-11-20', now)).toBeUndefined();
    expect(toExpiresAt('date', '', now)).toBeUndefined();
  });
});

test('a limit is shown as its preset only when it is exactly that', () => {
  expect(toLimit(60, 60)).toBe('everyday');
  expect(toLimit(60, 30)).toBe('custom');
  expect(toLimit(61, 60)).toBe('custom');
});

test('a new key comes with the address that a phone can reach', () => {
  const lan = 'http://192.168.1.20:5539';
  expect(toBestUrl(['http://127.0.0.1:5539', 'http://[::1]:5539', lan])).toBe(lan);
  expect(toBestUrl(['http://[fd00::2]:5539', lan])).toBe(lan);
  expect(toBestUrl(['http://[::1]:5539', 'http://127.0.0.1:5539'])).toBe('http://127.0.0.1:5539');
  expect(toBestUrl([])).toBeUndefined();
});
