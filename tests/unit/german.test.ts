import { expect, test } from 'vitest';
import * as de from '#shared/text/languages/de';
import * as en from '#shared/text/languages/en';
import { textPairs } from '../support/text-pairs';

const GROUPS = ['window', 'desktop', 'phone', 'dashboard', 'written'] as const;
const pairs = GROUPS.flatMap((group) => textPairs(group, en[group], de[group]));

/** Words that are German too, units, and names that nobody translates. */
const SAME = new Set(
  `Latchkey Tailscale Ollama LM Studio Name Limit Limits Status App Apps Code Mo Fr Sa Person PDF CSV System Gateway Version
  HTTPS https Header curl Python JavaScript Claude iPhone iPad Mac Chromebook Android Computer latchkey crt Tablet Browser
  Text Server Port Ports WireGuard Cloud Cloudflare Tunnel Updates WLAN min h s W K Z Windows Linux macOS`.split(
    /\s+/,
  ),
);
/** The kinds of services are called by the names of programs. */
const isProgramName = (place: string): boolean => /\.kinds\.[\w-]+\.name$/.test(place);
const wordsIn = (text: string): string[] => text.match(/[\p{L}-]+/gu) ?? [];
const valuesIn = (text: string): string[] =>
  text.match(/«\d+(?:\.(?!toLowerCase|charAt|slice)\w+»)*/g) ?? [];

test('every text of the window, the tray, the phone and the dashboard is there in German', () => {
  const left = pairs
    .filter(({ one, other, place }) => one === other && !isProgramName(place))
    .filter(({ one }) => wordsIn(one).some((word) => !SAME.has(word)));
  expect(left.map(({ place, one }) => `${place}: ${one}`)).toEqual([]);
  expect(pairs.filter(({ other }) => other === 'undefined')).toEqual([]);
});

test('a German sentence says every value that the English one says, and no other', () => {
  const said = (text: string) => [...new Set(valuesIn(text))].sort().join(' ');
  const wrong = pairs.filter(({ one, other }) => said(one) !== said(other));
  expect(wrong.map(({ place, one, other }) => ({ place, one, other }))).toEqual([]);
});

test('a count that stands in the English sentence stands in the German one', () => {
  const numbersIn = (text: string, given: readonly string[]) =>
    given.filter((number) => new RegExp(`(?<!\\d)${number}(?!\\d)`).test(text));
  const wrong = pairs.filter(
    ({ one, other, given }) =>
      /^\d/.test(given[0] ?? '') && `${numbersIn(one, given)}` !== `${numbersIn(other, given)}`,
  );
  expect(wrong.map(({ place, one, other }) => ({ place, one, other }))).toEqual([]);
});

test('German speaks to one person as a friend, in German marks, and calls each thing by one name', () => {
  const told = pairs.map(({ place, other }) => `${place}: ${other}`);
  const formal = /[a-zäöüß,] (?:Sie|Ihnen|Ihre[nmrs]?)\b/;
  const marks = /“[A-Za-zÄÖÜäöü]|"/;
  const others = /\b(?:Gastpass|Services?|Alerts?)\b/;
  const isWrong = (text: string) => formal.test(text) || marks.test(text) || others.test(text);
  expect(told.filter((text) => isWrong(text.slice(text.indexOf(': '))))).toEqual([]);
});
