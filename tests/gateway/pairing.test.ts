import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, BROWSER, codeOf, join, startPairingRig, toJoined } from '../support/pairing-rig';
import type { PairingRig } from '../support/pairing-rig';

let rig: PairingRig;
beforeEach(async () => {
  rig = await startPairingRig();
});
afterEach(() => rig.close());

const stateOfPage = (html: string) => /latchkey-page" content="(\w+)"/.exec(html)?.[1];
const chat = (key: string) =>
  ask(`${rig.publicUrl}/api/chat`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'llama3.2:3b', messages: [{ role: 'user', content: 'Hi' }] }),
  });
const keys = async () => (await rig.api.keys.list({})).keys;
const changesOf = (group: string) =>
  rig.events.filter((event) => event.name === 'changed' && event.payload.group === group).length;

test('a phone goes from the code to its first answer, and each step is told', async () => {
  const { pairing, url, ways } = await rig.api.pairing.start({});
  const port = new URL(rig.publicUrl).port;
  expect(pairing).toMatchObject({ state: 'waiting', firewall: null, device: null });
  expect(url).toMatch(new RegExp(`^http://127\\.0\\.0\\.2:${port}/join/[0-9A-Za-z]{22}$`));
  expect(ways).toMatchObject([
    { interfaceId: 'eth0/ipv4', works: true, problem: null },
    { kind: 'loopback', works: false, problem: 'this_computer_only' },
  ]);
  const id = pairing?.id ?? '';
  const link = url ?? '';

  const page = await ask(link, { headers: BROWSER });
  expect([page.status, stateOfPage(page.body)]).toEqual([200, 'open']);
  expect(await rig.state(id)).toBe('opened');

  const joined = toJoined(await join(link));
  expect(joined).toMatchObject({
    name: 'Kitchen tablet',
    services: [{ id: '1', name: 'Chat', kind: 'ollama', path: '/proxy/1' }],
    https: null,
    person: null,
    expiresAt: null,
  });
  expect((await rig.api.pairing.status({ id })).pairing).toMatchObject({
    state: 'paired',
    device: { keyId: joined.keyId, name: 'Kitchen tablet', address: '127.0.0.1' },
  });
  expect(await keys()).toMatchObject([{ rate_limit_requests: 60, rate_limit_window_seconds: 60 }]);

  const look = { headers: { authorization: `Bearer ${joined.secret}` } };
  await ask(`${rig.publicUrl}/me`, look);
  await ask(`${rig.publicUrl}/v1/models`, look);
  expect(await rig.state(id)).toBe('paired');
  expect((await chat(joined.secret)).status).toBe(200);
  await expect.poll(() => rig.state(id), { timeout: 15_000, interval: 20 }).toBe('answered');
  expect(changesOf('pairing')).toBe(4);
});

test('what the owner chose is what the key may do, and no two keys have one name', async () => {
  const expiresAt = '2099-01-01T00:00:00.000Z';
  const guest = { services: ['1'], person: 'Sam', pace: 'light', expiresAt } as const;
  const first = toJoined(await join((await rig.invite(guest)).url, 'Phone'));
  const second = toJoined(await join((await rig.invite({ pace: 'heavy' })).url, 'phone'));
  const third = toJoined(await join((await rig.invite()).url, 'x'.repeat(60)));
  const fourth = toJoined(await join((await rig.invite()).url, 'x'.repeat(60)));

  expect([first.name, first.person, first.expiresAt]).toEqual(['Phone', 'Sam', expiresAt]);
  expect(second.name).toBe('phone 2');
  expect([third.name.length, fourth.name]).toEqual([60, `${'x'.repeat(58)} 2`]);
  expect(await keys()).toMatchObject([
    { services: ['1'], person: 'p1', rate_limit_requests: 10, expiresAt },
    { services: '*', person: null, rate_limit_requests: 300, expiresAt: null },
    {},
    {},
  ]);
});

test('cameras, messengers and browsers that look ahead use nothing up and say nothing', async () => {
  const { id, url } = await rig.invite();
  await ask(url, { method: 'HEAD', headers: BROWSER });
  await ask(url, { headers: { accept: '*/*' } });
  await ask(url, { headers: { ...BROWSER, 'sec-purpose': 'prefetch' } });
  expect(await rig.state(id)).toBe('waiting');
  for (let n = 0; n < 5; n++) await ask(url, { headers: BROWSER });
  expect(await rig.state(id)).toBe('opened');
  expect((await join(url)).status).toBe(200);
});

test('a lost answer is given to the same page again, and to no other', async () => {
  const { url } = await rig.invite();
  const first = await join(url);
  expect(await join(url)).toMatchObject({ status: 200, body: first.body });
  const other = await join(url, 'Thief', 'another-page-altogether');
  expect([other.status, codeOf(other)]).toEqual([410, 'PAIRING_USED']);
  const page = await ask(url, { headers: BROWSER });
  expect([page.status, stateOfPage(page.body)]).toEqual([410, 'used']);

  await rig.api.keys.rotate({ id: toJoined(first).keyId });
  expect(codeOf(await join(url))).toBe('PAIRING_USED');
  expect(await keys()).toHaveLength(1);
});

test('fifty phones at one code: one gets a key', async () => {
  const { url } = await rig.invite();
  const claims = Array.from({ length: 50 }, (_, n) => `claim-of-the-phone-${n + 10}`);
  const answers = await Promise.all(claims.map((claim) => join(url, 'Phone', claim)));
  const won = answers.filter(({ status }) => status === 200);
  expect(won).toHaveLength(1);
  expect(
    answers.filter((one) => one.status === 410 && codeOf(one) === 'PAIRING_USED'),
  ).toHaveLength(49);
  expect(await keys()).toHaveLength(1);

  const again = await rig.invite();
  const same = await Promise.all(Array.from({ length: 20 }, () => join(again.url)));
  expect(new Set(same.map(({ body }) => body)).size).toBe(1);
  expect(await keys()).toHaveLength(2);
});

test('paused services do not keep a phone from being connected', async () => {
  await rig.api.settings.update({ paused: true });
  expect((await join((await rig.invite()).url)).status).toBe(200);
});

test('a wish that cannot come true is refused before anybody scans it', async () => {
  const past = '2020-01-01T00:00:00Z';
  await expect(rig.api.pairing.start({ expiresAt: past })).rejects.toMatchObject({
    code: 'INPUT_INVALID',
  });
  await expect(rig.api.pairing.start({ services: ['9'] })).rejects.toMatchObject({
    code: 'SERVICE_UNKNOWN',
  });
  await expect(rig.api.pairing.start({ interfaceId: 'eth9' })).rejects.toMatchObject({
    code: 'INTERFACE_UNKNOWN',
  });
});

test.each(['by id', 'by name'])(
  'a person who is removed before the device comes gets no key without limits (%s)',
  async (how) => {
    const { person } = await rig.api.people.create({
      name: 'Mia',
      allowance: { calls: { day: 1 } },
    });
    const { url } = await rig.invite({ person: how === 'by id' ? person.id : 'mia' });
    await rig.api.people.remove({ id: person.id });
    const late = await join(url);
    expect([late.status, codeOf(late)]).toEqual([404, 'PERSON_UNKNOWN']);
    expect(await keys()).toEqual([]);
    expect((await rig.api.people.list({})).people).toEqual([]);
  },
);

test('a pass whose end comes before the guest does makes no key', async () => {
  const { url } = await rig.invite({ expiresAt: new Date(Date.now() + 60_000).toISOString() });
  rig.pass(60_000);
  const late = await join(url);
  expect([late.status, codeOf(late)]).toEqual([410, 'PAIRING_EXPIRED']);
  expect(await keys()).toEqual([]);
});

describe('the pages', () => {
  test('T-06: nothing of another site may be in them or around them', async () => {
    const { url } = await rig.invite();
    const { origin } = new URL(url);
    for (const place of [url, `${origin}/join/device`, `${origin}/join/trust`]) {
      const { status, headers } = await ask(place, { headers: BROWSER });
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
        'content-security-policy':
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
          "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; " +
          "frame-ancestors 'none'; require-trusted-types-for 'script'",
      });
    }
    expect(stateOfPage((await ask(`${origin}/join/device`)).body)).toBe('device');
    expect(stateOfPage((await ask(`${origin}/join/trust`)).body)).toBe('trust');
    expect((await ask(`${origin}/join/device`, { method: 'POST' })).status).toBe(405);
  });

  test('their files are those of the build, and no others', async () => {
    const script = await ask(`${rig.publicUrl}/join/assets/phone-abc123.js`);
    expect([script.status, script.body]).toEqual([200, 'export const phone = 1;']);
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
    for (const name of ['secret.txt', 'phone.html', '..%2fsecret.txt', 'x/phone-abc123.js', '']) {
      const { status } = await ask(`${rig.publicUrl}/join/assets/${name}`);
      expect(status, name).toBeGreaterThanOrEqual(400);
    }
  });
});
