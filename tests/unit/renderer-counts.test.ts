import { expect, test } from 'vitest';
import { windowDe } from '#shared/text/de/window';
import { windowEn } from '#shared/text/en/window';
import { toRaiseText } from '../../renderer/limits/raise-text';

test('one of a thing is said as one, in both languages', () => {
  const until = '2026-11-21T23:00:00Z';
  const one = { measure: 'calls', extra: '1', until } as const;
  expect(toRaiseText(one, 'EUR')).toEqual({ extra: '1', what: 'call' });
  expect(toRaiseText({ ...one, extra: '2' }, 'EUR')).toEqual({ extra: '2', what: 'calls' });
  const said = ({
    limits,
    keyMore,
    people,
    month,
    billing,
    receipts,
    activity,
    fixes,
  }: typeof windowEn) => [
    limits.units.calls('1'),
    keyMore.raisedPace('1'),
    people.calls('1'),
    month.calls('1'),
    billing.billedCount('1'),
    receipts.savedText('1', '2 KB'),
    activity.intact('1'),
    fixes.moreOf.calls('1'),
  ];
  expect(said(windowEn).join('\n')).not.toMatch(/calls|lines|requests/);
  expect(said(windowDe).join('\n')).not.toMatch(/Anfragen|Zeilen|berechnete Anfragen/);
});

test('what was taken back is said as what is no longer so', () => {
  const said = 'No longer so: “Anna has 2 more calls”';
  expect(windowEn.shell.noLonger('Anna has 2 more calls')).toBe(said);
  expect(windowDe.shell.noLonger('Anna hat 2 Anfragen mehr')).toMatch(/^Gilt nicht mehr: /);
});

test('German says where others could read along in good German', () => {
  expect(windowDe.security.checks.plainHelp('Heimnetz')).toMatch(/^Im Heimnetz /);
});
