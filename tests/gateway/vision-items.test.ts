import type { IncomingHttpHeaders } from 'node:http';
import { request, type RequestOptions } from 'node:https';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createKeyText } from '../../gateway/keys/api-key';
import { startFakeLlm, type FakeLlm } from '../support/fake-llm';
import { startGateway, type TestGateway } from '../support/start-gateway';
import { untilHttps } from '../support/until-https';

// A busy computer takes its time over certificates and handshakes.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const CHAT = '/v1/chat/completions';
const QUESTION = JSON.stringify({
  model: 'llama3.2:1b',
  messages: [{ role: 'user', content: 'Hi' }],
});
const PAGE = 'https://chat.example';

let llm: FakeLlm;
let gateway: TestGateway;
beforeEach(async () => {
  llm = await startFakeLlm();
  gateway = await startGateway({ tlsPort: 0, pollMs: 50, throttleLoopback: true });
  const targets = [{ url: llm.url }];
  await gateway.api.services.create({ name: 'Chat', kind: 'ollama', targets });
});
afterEach(async () => {
  await gateway.stop();
  await llm.stop();
});

const keyFor = async (name: string, more: object = {}) =>
  gateway.api.keys.create({ name, services: '*', rate_limit_requests: 10_000, ...more });

/** The gateway over HTTPS, as a device sees it that trusts this home's authority and nobody else's. */
async function overHttps() {
  await gateway.api.settings.update({ httpsEnabled: true });
  const { url, ca } = await untilHttps(gateway);
  return (
    where: string,
    headers: Record<string, string> = {},
    { method = 'POST', ...more }: RequestOptions = {},
  ) =>
    new Promise<{ status: number | undefined; headers: IncomingHttpHeaders }>((resolve, reject) => {
      const options = { method, ca, ...more };
      const asked = request(`${url}${where}`, options, (answer) => {
        answer.resume();
        answer.once('end', () => resolve({ status: answer.statusCode, headers: answer.headers }));
      });
      for (const [name, value] of Object.entries(headers)) asked.setHeader(name, value);
      asked.setHeader('content-type', 'application/json');
      asked.once('error', reject);
      asked.end(method === 'POST' ? QUESTION : undefined);
    });
}

test('S001-1: a phone, a page on the web and a script ask over HTTPS with keys of their own, and nobody without one', async () => {
  const ask = await overHttps();
  const [phone, page, script] = [
    await keyFor('Phone app'),
    await keyFor('Chat page', { origins: [PAGE] }),
    await keyFor('Script'),
  ];
  // Many apps of phones have a field for the address and none for a key.
  expect(await ask(`/k/${phone.secret}${CHAT}`)).toMatchObject({ status: 200 });
  expect(await ask(CHAT, { 'x-api-key': script.secret })).toMatchObject({ status: 200 });
  const fromPage = { authorization: `Bearer ${page.secret}`, origin: PAGE };
  expect(await ask(CHAT, fromPage)).toMatchObject({
    status: 200,
    headers: { 'access-control-allow-origin': PAGE },
  });
  const preflight = { origin: PAGE, 'access-control-request-method': 'POST' };
  expect(await ask(CHAT, preflight, { method: 'OPTIONS' })).toMatchObject({ status: 204 });

  const fromElsewhere = await ask(CHAT, { ...fromPage, origin: 'https://evil.example' });
  expect(fromElsewhere.headers['access-control-allow-origin']).toBeUndefined();
  const asked = llm.requests.length;
  expect(await ask(CHAT)).toMatchObject({ status: 401 });
  expect(await ask(CHAT, { authorization: 'Bearer lk_wrong' })).toMatchObject({ status: 401 });
  expect(llm.requests).toHaveLength(asked);
  await expect(ask(CHAT, {}, { ca: [] })).rejects.toThrow(/certificate/);
});

test('S001-32: on a server guesses over HTTPS are slowed down and banned, on record, and the good key goes on', async () => {
  const ask = await overHttps();
  const { secret } = await keyFor('Laptop');
  const guess = (n: number) =>
    ask(CHAT, { authorization: `Bearer ${createKeyText(String(n).padStart(10, '0')).text}` });
  const statuses: (number | undefined)[] = [];
  for (let n = 1; n <= 40; n++) statuses.push((await guess(n)).status);
  expect(statuses[0]).toBe(401);
  expect(statuses.at(-1)).toBe(429);
  const slowed = await guess(99);
  expect(Number(slowed.headers['retry-after'])).toBeGreaterThan(0);
  expect((await gateway.api.bans.list({})).bans).toMatchObject([{ source: 'automatic' }]);
  const { threats } = await gateway.api.audit.threats({ filter: 'open' });
  expect(threats.map(({ kind }) => kind)).toContain('failed_attempts');
  expect(await ask(CHAT, { authorization: `Bearer ${secret}` })).toMatchObject({ status: 200 });
});

test('S001-34: when calls came and from whom, what they cost and how fast they were is known, and all figures agree', async () => {
  const anna = await keyFor('Anna', { person: 'Anna' });
  const ben = await keyFor('Ben', { person: 'Ben' });
  const ask = (secret: string) =>
    fetch(`${gateway.publicUrl}${CHAT}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: QUESTION,
    }).then((answer) => answer.text());
  for (const secret of [anna.secret, anna.secret, ben.secret, 'lk_wrong']) await ask(secret);

  const { api } = gateway;
  const { byPerson, byModel, totals } = await api.usage.summary({});
  const callsOf = new Map(byPerson.map(({ person, calls }) => [person, calls]));
  expect([anna, ben].map(({ key }) => callsOf.get(key.person ?? ''))).toEqual([2, 1]);
  expect(byModel).toContainEqual(expect.objectContaining({ model: 'llama3.2:1b', calls: 3 }));
  const { points } = await api.usage.series({ steps: 24 });
  const sums = { succeeded: 0, refused: 0 };
  for (const { succeeded, refused } of points) {
    sums.succeeded += succeeded;
    sums.refused += refused;
  }
  expect(sums).toEqual({ succeeded: 3, refused: totals.refused });

  expect(totals).toMatchObject({ succeeded: 3, costNano: '3000000' });
  const bill = await api.billing.summary({});
  expect(bill.totals).toMatchObject({ costNano: '3000000' });

  const { entries } = await api.audit.search({ outcome: 'succeeded' });
  expect(entries.map(({ milliseconds }) => milliseconds > 0)).toEqual([true, true, true]);
  const headers = { authorization: `Bearer ${gateway.adminSecret}` };
  const metrics = await (await fetch(`${gateway.adminUrl}/metrics`, { headers })).text();
  expect(metrics).toContain('latchkey_first_byte_seconds_count{service="1"} 3\n');
  expect(metrics).toMatch(/latchkey_first_byte_seconds_sum\{service="1"\} 0\.\d+/);
});
