import { describe, expect, test } from 'vitest';
import { fromAmount, toAmount } from '../../gateway/cli/amount';
import { COMMANDS } from '../../gateway/cli/command-table';
import { completionScript } from '../../gateway/cli/completion-script';
import { localTime } from '../../gateway/cli/local-time';
import { toMoment } from '../../gateway/cli/moment';
import { toQuietTime } from '../../gateway/cli/quiet-text';

describe('amounts are typed in units and kept exactly', () => {
  test.each([
    ['0.002', '2000000'],
    ['5.00', '5000000000'],
    ['+0.000000001', '1'],
    ['0', '0'],
    ['999999999', '999999999000000000'],
  ])('%s', (typed, nano) => {
    expect(toAmount(typed, '--price')).toBe(nano);
    expect(Number(fromAmount(nano))).toBe(Number(typed));
  });

  test.each(['', '-1', '1e3', '0.0000000001', '1,5', '1000000000', 'NaN', '0x10', '٣'])(
    'but not %j',
    (typed) => {
      expect(() => toAmount(typed, '--price')).toThrow(/--price takes an amount/);
    },
  );
});

test('a moment is shown as the clock of this terminal shows it, and how far that is from UTC', () => {
  const at = '2026-07-01T23:30:15.000Z';
  const shown = localTime(at, { seconds: true });
  expect(shown).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:15 [+-]\d\d:\d\d$/);
  expect(new Date(shown.replace(' ', 'T').replace(' ', '')).toISOString()).toBe(at);
  expect(localTime(Date.parse(at))).toBe(shown.replace(':15 ', ' '));
  expect(['', 'never'].map((text) => localTime(text))).toEqual(['', 'never']);
});

describe('a time to come is typed as people say it', () => {
  // A Saturday; clocks in Berlin are one hour ahead.
  const now = new Date('2026-11-21T15:30:00Z');
  test.each([
    ['30m', 'UTC', '2026-11-21T16:00:00.000Z'],
    ['2H', 'UTC', '2026-11-21T17:30:00.000Z'],
    ['7d', 'UTC', '2026-11-28T15:30:00.000Z'],
    ['tonight', 'Europe/Berlin', '2026-11-21T23:00:00.000Z'],
    ['tomorrow', 'Europe/Berlin', '2026-11-22T23:00:00.000Z'],
    ['21:00', 'Europe/Berlin', '2026-11-21T20:00:00.000Z'],
    ['7:15', 'Europe/Berlin', '2026-11-22T06:15:00.000Z'],
    ['2026-12-24', 'Europe/Berlin', '2026-12-24T23:00:00.000Z'],
    ['2026-12-24', 'Pacific/Kiritimati', '2026-12-24T10:00:00.000Z'],
    ['2026-12-24', 'Pacific/Pago_Pago', '2026-12-25T11:00:00.000Z'],
    ['2026-12-24T18:00:00+01:00', 'UTC', '2026-12-24T17:00:00.000Z'],
  ])('%s in %s', (typed, zone, at) => {
    expect(toMoment(typed, now, zone)).toBe(at);
  });

  test('on a day whose clocks change, the clock on the wall counts', () => {
    const evening = new Date('2027-03-27T20:00:00Z');
    expect(toMoment('9:00', evening, 'Europe/Berlin')).toBe('2027-03-28T07:00:00.000Z');
  });

  test.each(['', 'soon', '0m', '25:00', '2026-11-20', '2026-02-31x', '-1h', '1w'])(
    'but not %j',
    (typed) => {
      expect(() => toMoment(typed, now, 'UTC')).toThrow(/a time to come/);
    },
  );
});

describe('a quiet time is one line', () => {
  test('with days in words, lists or ranges, also over the end of the week', () => {
    expect(toQuietTime('Bedtime mon-sun 21:00-07:00 grace 5')).toEqual({
      name: 'Bedtime',
      days: [1, 2, 3, 4, 5, 6, 7],
      from: '21:00',
      to: '07:00',
      services: [],
      models: [],
      graceMinutes: 5,
      message: null,
    });
    expect(toQuietTime('A weekend 00:00-23:59').days).toEqual([6, 7]);
    expect(toQuietTime('A sat-mon,wed 00:00-23:59').days).toEqual([1, 3, 6, 7]);
    expect(toQuietTime('Home work weekdays 14:00-17:00 models a*,b say Go on')).toMatchObject({
      name: 'Home work',
      models: ['a*', 'b'],
      message: 'Go on',
    });
  });

  test.each([
    'Bedtime',
    'mon-sun 21:00-07:00',
    'Bedtime someday 21:00-07:00',
    'Bedtime daily 24:00-07:00',
    'Bedtime daily 21:00-07:00 grace',
    'Bedtime daily 21:00-07:00 grace long',
    'Bedtime daily 21:00-07:00 nonsense 5',
  ])('but not %j', (typed) => {
    expect(() => toQuietTime(typed)).toThrow(/is no quiet time/);
  });
});

test('completion knows words after words after words, and commands that others begin with', () => {
  const bash = completionScript('bash', COMMANDS);
  expect(bash).toMatch(/^ {4}"billing"\) words=".*\bprice\b.*" ;;$/m);
  expect(bash).toMatch(/^ {4}"billing price"\) words="set" ;;$/m);
  expect(bash).toMatch(/^ {4}"usage"\) words="records .*--days.*" ;;$/m);
  expect(bash).toContain('path="$path ${COMP_WORDS[3]}"');
  const cases = [...bash.matchAll(/^ {4}("[^"]+")\) words=/gm)].map(([, typed]) => typed);
  expect(new Set(cases).size).toBe(cases.length);
});
