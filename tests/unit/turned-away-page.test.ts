import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ErrorCode } from '#shared/contract/errors';
import { turnedAwayPage } from '../../gateway/dashboard/turned-away-page';
import { isDashboard, isPage, matchRoute, nowhere } from '../../gateway/routes/route-table';

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const CODE = 'x'.repeat(22);

interface Asked {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly code?: ErrorCode;
}

/** As `refuse` asks for it. */
const ask = ({ path = '/', method = 'GET', headers = {}, code = 'ADDRESS_BANNED' }: Asked) => {
  const route = matchRoute(path, method) ?? nowhere;
  if (!isPage(route)) return undefined;
  const asked = { method, headers: { ...BROWSER, ...headers } };
  return turnedAwayPage(asked, code, isDashboard(route));
};

test.each(['/', '/join', `/join/${CODE}`, '/join/device', '/join/trust', '/dashboard', '/oops'])(
  'a person who opens %s from a banned address gets a page',
  (path) => {
    expect(ask({ path })?.body).toContain('This device is turned away for now');
  },
);

test.each<[string, Asked]>([
  ['a service', { path: '/proxy/1/' }],
  ['a list of models', { path: '/api/tags' }],
  ['a file of a page', { path: '/join/assets/phone.js' }],
  ['the health of the gateway', { path: '/health' }],
  ['its own state', { path: '/me' }],
  ['something by POST', { path: `/join/${CODE}`, method: 'POST' }],
  ['anything as an app does', { headers: { accept: '*/*' } }],
  ['anything from within a page', { headers: { 'sec-fetch-mode': 'cors' } }],
  ['anything with a key that is wrong', { code: 'KEY_INVALID' }],
])('whoever asks for %s gets the error that apps understand', (_what, asked) => {
  expect(ask(asked)).toBeUndefined();
});

test.each<[ErrorCode, string]>([
  ['ADDRESS_BANNED', 'Dieses Gerät ist gerade gesperrt'],
  ['ADDRESS_NOT_ALLOWED', 'Nicht von dieser Adresse'],
  ['TOO_MANY_FAILURES', 'Zu viele falsche Versuche'],
])('%s is said in the language of the browser', (code, title) => {
  const headers = { 'accept-language': 'fr, de-CH;q=0.7, en;q=0.3' };
  const page = ask({ code, headers })?.body ?? '';
  expect(page).toContain('<html lang="de">');
  expect(page).toContain(`<h1>${title}</h1>`);
});

test.each<[ErrorCode, string]>([
  ['KEY_PAUSED', 'This dashboard is paused'],
  ['KEY_REVOKED', 'This dashboard has ended'],
  ['KEY_EXPIRED', 'This dashboard has ended'],
  ['KEY_MISTYPED', 'There is no dashboard here'],
  ['OVERLOADED', 'Not just now'],
])('%s is a page on the dashboard, and there alone', (code, title) => {
  expect(ask({ path: '/dashboard', code })?.body).toContain(`<h1>${title}</h1>`);
  expect(ask({ path: '/oops', code })).toBeUndefined();
  expect(ask({ path: '/dashboard', code, headers: { accept: '*/*' } })).toBeUndefined();
});

test('T-09: nothing of a request is in the page, which may run, load and send nothing', () => {
  const hostile = '<img src=x onerror=alert(1)>"\'';
  const headers = { 'accept-language': `${hostile}, de`, host: hostile, 'user-agent': hostile };
  const page = ask({ headers });
  expect(page?.body).toBe(ask({ headers: { 'accept-language': 'de' } })?.body);
  expect(page?.body).not.toMatch(/<(img|script|form|a|button|input|iframe|link)\b/i);
  const style = /<style>([^]*)<\/style>/.exec(page?.body ?? '')?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(page?.headers).toMatchObject({
    'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'x-frame-options': 'DENY',
  });
});

test('T-02: a flood of the same request is given the very same text, made once', () => {
  const [one, other] = [ask({}), ask({})];
  expect(one?.body).toBe(other?.body);
  expect(one?.headers).toBe(other?.headers);
});
