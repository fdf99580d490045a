import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startFakeLlm, type FakeLlm } from '../support/fake-llm';
import { startGateway, type TestGateway } from '../support/start-gateway';

let fake: FakeLlm;
let gateway: TestGateway;
let tablet: string;
let phone: string;
let passedMs = 0;

const HOSTILE = `<img src=x onerror=alert(1)>"'&`;

beforeEach(async () => {
  fake = await startFakeLlm();
  passedMs = 0;
  gateway = await startGateway({ monotonicMs: () => performance.now() + passedMs });
  const { api } = gateway;
  await api.services.create({ name: HOSTILE, kind: 'ollama', targets: [{ url: fake.url }] });
  ({ secret: tablet } = await api.keys.create({
    name: 'Kitchen',
    services: [],
    role: 'dashboard',
  }));
  const allowance = { calls: { day: 3 } };
  const fields = { name: "Mum's phone", services: '*', person: HOSTILE, allowance } as const;
  ({ secret: phone } = await api.keys.create(fields));
});
afterEach(async () => {
  await gateway.stop();
  await fake.stop();
});

const ask = (path: string, init: RequestInit = {}) => fetch(`${gateway.publicUrl}${path}`, init);
const look = (headers: Record<string, string> = {}) => ask(`/k/${tablet}/dashboard`, { headers });
const call = (secret: string) =>
  ask('/v1/chat/completions', {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'llama3.2:1b', messages: [{ role: 'user', content: 'hi' }] }),
  });
const codeOf = async (answer: Response) => [
  answer.status,
  /"code":"(\w+)"/.exec(await answer.text())?.[1]?.toLowerCase(),
];

test('a tablet with a key of its own sees who called, what it cost and how the services are', async () => {
  for (let n = 0; n < 2; n++) await (await call(phone)).text();
  const page = await (await look()).text();
  expect(page).toContain('Mum&#39;s phone');
  expect(page).toContain('2 calls');
  const ofOneDay = /<dt>(Calls|Turned away|Cost)<\/dt><dd>[^<]+<small class="time">last 24 hours</g;
  expect(page.match(ofOneDay)).toHaveLength(3);
  expect(page).toContain('0.002 EUR');
  expect(page).toContain('67% used');
  expect(page).toMatch(/<i class="up">Answers<\/i>/);
  expect(page).toContain('http-equiv="refresh"');
});

test('T-09: names cannot become markup, and the page may run nothing and load nothing', async () => {
  await (await call(phone)).text();
  const answer = await look();
  const page = await answer.text();
  expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
  expect(page).not.toMatch(/<(img|script|form|a|button|input|iframe)\b/i);
  const policy = answer.headers.get('content-security-policy') ?? '';
  const style = /<style>([^]*)<\/style>/.exec(page)?.[1] ?? '';
  expect(style).toContain('.tile');
  const hash = createHash('sha256').update(style).digest('base64');
  expect(policy).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
  expect(page).not.toContain(tablet);
});

test('tablets and reloads share one reading of the record for five seconds, as the window counts', async () => {
  const figures = async () => /(\d+) calls? ·/.exec(await (await look()).text())?.[1];
  await (await call(phone)).text();
  expect(await figures()).toBe('1');
  await (await call(phone)).text();
  passedMs += 4000;
  expect(await Promise.all(Array.from({ length: 20 }, figures))).toEqual(Array(20).fill('1'));
  passedMs += 1001;
  const { byKey } = await gateway.api.usage.summary({});
  expect(await figures()).toBe(String(byKey.find(({ calls }) => calls > 0)?.calls));
  expect(await figures()).toBe('2');
});

test('it speaks the language of the tablet, in the numbers of that language', async () => {
  await (await call(phone)).text();
  const page = await (await look({ 'accept-language': 'fr, de-AT;q=0.8, en;q=0.5' })).text();
  expect(page).toContain('<html lang="de">');
  expect(page).toContain('0,001 EUR');
  expect(page).toContain('1 Anfrage ');
  expect(await (await look({ 'accept-language': 'fr' })).text()).toContain('<html lang="en">');
});

test('its key opens nothing else: every other request is refused and is on record', async () => {
  const before = fake.requests.length;
  expect(await codeOf(await call(tablet))).toEqual([403, 'key_read_only']);
  for (const path of ['/v1/models', '/api/tags', '/status', '/me', '/proxy/1/', '/dashboard/x']) {
    expect(await codeOf(await ask(`/k/${tablet}${path}`)), path).toEqual([403, 'key_read_only']);
  }
  expect(fake.requests.length).toBe(before);
  const { entries } = await gateway.api.audit.search({ outcome: 'refused' });
  expect(entries[0]).toMatchObject({ code: 'KEY_READ_ONLY', keyName: 'Kitchen' });
});

test.each(['POST', 'PUT', 'DELETE', 'PATCH'])('%s on the dashboard is refused', async (method) => {
  const answer = await ask(`/k/${tablet}/dashboard`, { method });
  expect(await codeOf(answer)).toEqual([405, 'method_not_allowed']);
});

test('the key of a phone, no key and a revoked key do not open it', async () => {
  expect(await codeOf(await ask(`/k/${phone}/dashboard`))).toEqual([403, 'path_not_allowed']);
  expect((await ask('/dashboard')).status).toBe(401);
  const { keys } = await gateway.api.keys.list({});
  const id = keys.find(({ name }) => name === 'Kitchen')?.id ?? '';
  await gateway.api.keys.revoke({ id });
  expect(await codeOf(await look())).toEqual([401, 'key_revoked']);
});

test('a tablet on the wall comes back by itself when its key is good again, and gives up when it is not', async () => {
  const { keys } = await gateway.api.keys.list({});
  const id = keys.find(({ name }) => name === 'Kitchen')?.id ?? '';
  await gateway.api.keys.pause({ id });
  const paused = await look();
  expect([paused.status, paused.headers.get('refresh')]).toEqual([403, '30']);
  await gateway.api.keys.resume({ id });
  expect((await look()).status).toBe(200);
  await gateway.api.keys.revoke({ id });
  expect((await look()).headers.get('refresh')).toBeNull();
});

/** As a browser asks that a person opened: `fetch` cannot, it says of itself that it is part of a page. */
async function seen(path = `/k/${tablet}/dashboard`) {
  const headers = { accept: 'text/html,*/*;q=0.8', 'accept-language': 'de' };
  const asked = get(`${gateway.publicUrl}${path}`, { headers });
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const title = /<h1>(.*)<\/h1>/.exec(await text(answer))?.[1];
  return [answer.statusCode, answer.headers['refresh'], title];
}

test('a tablet whose key is paused, over or unknown shows a page in its language, and apps still get JSON', async () => {
  const { keys } = await gateway.api.keys.list({});
  const id = keys.find(({ name }) => name === 'Kitchen')?.id ?? '';
  await gateway.api.keys.pause({ id });
  expect(await seen()).toEqual([403, '30', 'Diese Anzeige ist angehalten']);
  expect(await codeOf(await look())).toEqual([403, 'key_paused']);
  await gateway.api.keys.resume({ id });
  await gateway.api.keys.revoke({ id });
  expect(await seen()).toEqual([401, undefined, 'Diese Anzeige ist beendet']);
  expect(await seen('/k/nothing/dashboard')).toEqual([401, undefined, 'Hier ist keine Anzeige']);
  expect(await seen(`/k/${phone}/dashboard`)).toEqual([403, undefined, 'Hier ist keine Anzeige']);
  const scan = [401, undefined, 'Herein kommt man mit einem Code'];
  for (const path of ['/join', '/join/', '/dashboard'])
    expect(await seen(path), path).toEqual(scan);
  expect(await codeOf(await ask('/join'))).toEqual([401, 'key_missing']);
});

test('what a key is for cannot be changed later', async () => {
  const { keys } = await gateway.api.keys.list({});
  const id = keys.find(({ name }) => name === 'Kitchen')?.id ?? '';
  const change = { id, name: 'Hall', role: 'device' };
  await gateway.api.keys.update(change);
  expect(await codeOf(await call(tablet))).toEqual([403, 'key_read_only']);
});
