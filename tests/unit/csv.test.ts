import { expect, test } from 'vitest';
import { toCsvRow } from '#shared/domain/csv';

test.each([
  ['=cmd()', "'=cmd()"],
  ['＝cmd()', "'＝cmd()"],
  ['＋1', "'＋1"],
  ['－1', "'－1"],
  ['＠SUM(A1)', "'＠SUM(A1)"],
  [' =cmd()', "' =cmd()"],
  ['\n=cmd()', '"\'\n\'=cmd()"'],
  ['\t=cmd()', "'\t'=cmd()"],
  ['\ttext', "'\ttext"],
  ['a;=cmd()', '"a;\'=cmd()"'],
  ['a; ＝cmd()', '"a;\' ＝cmd()"'],
  ['a\n-cmd()', '"a\n\'-cmd()"'],
  ['a;b', '"a;b"'],
  ['gpt-4o, small', '"gpt-4o, small"'],
  ['plain = text', 'plain = text'],
])('I-06: a spreadsheet runs no formula of a cell that says %j', (value, cell) => {
  expect(toCsvRow([value])).toBe(`${cell}\r\n`);
});

test('numbers stay numbers', () => {
  expect(toCsvRow([-5, -5n, null, true])).toBe('-5,-5,,true\r\n');
});
