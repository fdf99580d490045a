import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { EventMessage } from '#shared/contract/events';
import { createKeyText } from '../../gateway/keys/api-key';
import { createAuthenticate } from '../../gateway/pipeline/authenticate';
import { createFailureThrottle } from '../../gateway/edge/failure-throttle';
import { createBanList } from '../../gateway/threats/ban-list';
import { LatchkeyError } from '#shared/contract/errors';
import type { Call } from '../../gateway/pipeline/call';
import { createKeyStore } from '../../gateway/keys/key-store';
import { createMemoryConfigStore } from '../support/memory-config-store';
import { startGateway, type TestGateway } from '../support/start-gateway';

const upstream = createServer((_req, res) => res.end('{}'));
let gateway: TestGateway;
let events: EventMessage[] = [];
beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  upstream.closeAllConnections();
  upstream.close();
});
beforeEach(async () => {
  gateway = await startGateway({ throttleLoopback: true });
  events = [];
  gateway.gateway.events.listen((event) => events.push(event));
});
afterEach(() => gateway.stop());

async function goodKey() {
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  await gateway.api.services.create({ name: 'up', kind: 'http', targets: [{ url }] });
  const { secret } = await gateway.api.keys.create({
    name: 'phone',
    services: '*',
    rate_limit_requests: 10_000,
  });
  return secret;
}

async function call(key: string) {
  const answer = await fetch(`${gateway.publicUrl}/proxy/up/x`, { headers: { 'x-api-key': key } });
  return { status: answer.status, body: await answer.text(), headers: answer.headers };
}
let guesses = 0;
const wrongKey = () => createKeyText(String(++guesses * 7_919).padStart(10, '0')).text;
const threats = () => events.flatMap((event) => (event.name === 'threat' ? [event.payload] : []));

test('T-02, S002-21: two thousand guesses get the same bodies, soon only "wait", and are one alert that counts them', async () => {
  const bodies = new Map<string, number>();
  const waits: number[] = [];
  for (let round = 0; round < 40; round++) {
    const answers = await Promise.all(Array.from({ length: 50 }, () => call(wrongKey())));
    for (const { status, body, headers } of answers) {
      const text = `${status} ${body.replace(/"request_?id":"[^"]*"/i, '')}`;
      bodies.set(text, (bodies.get(text) ?? 0) + 1);
      waits.push(Number(headers.get('retry-after') ?? 0));
    }
  }
  expect([...bodies].map(([text, count]) => [text.slice(0, 3), count])).toEqual([
    ['401', 5],
    ['429', 1995],
  ]);
  expect(waits.at(-1)).toBe(60);
  const { threats: alerts } = await gateway.api.audit.threats({});
  const guessed = alerts.filter(({ kind }) => kind === 'guessed_keys');
  expect(guessed).toMatchObject([{ severity: 'serious', suggestion: 'none' }]);
  expect(alerts.length).toBeLessThanOrEqual(2);
  expect(guessed[0]?.count).toBeGreaterThan(1_900);
  const { entries } = await gateway.api.audit.search({ event: 'UNAUTHORIZED', limit: 500 });
  expect(entries.length).toBe(60);
});

test('T-02: by the clock of ten thousand guesses, one a second at most is judged at all', () => {
  let ms = 0;
  const config = createMemoryConfigStore();
  const failures = createFailureThrottle({ monotonicMs: () => ms });
  const bans = createBanList({ bans: () => [], ownAddresses: () => [] });
  const authenticate = createAuthenticate({ keys: createKeyStore({ config }), failures, bans });
  const judged: number[] = [];
  for (let n = 0; n < 10_000; n++, ms += 2) {
    try {
      const presented = { text: wrongKey(), carrier: 'bearer' };
      void authenticate({ guarded: { presented }, clientIp: '203.0.113.9' } as unknown as Call);
    } catch (error) {
      if (error instanceof LatchkeyError && error.code === 'KEY_INVALID') judged.push(ms);
    }
  }
  expect(judged).toHaveLength(5);
});

test('T-14, D-12: while a stranger fails as fast as it can from the same address, the good key is never refused', async () => {
  const key = await goodKey();
  let isOver = false;
  let failed = 0;
  const stranger = async () => {
    while (!isOver) {
      const { status } = await call(wrongKey());
      expect([401, 429]).toContain(status);
      failed++;
    }
  };
  const strangers = [stranger(), stranger(), stranger(), stranger()];
  const statuses: number[] = [];
  while (failed < 500 || statuses.length < 200) statuses.push((await call(key)).status);
  isOver = true;
  await Promise.all(strangers);
  expect(statuses.filter((status) => status !== 200)).toEqual([]);
  const { bans } = await gateway.api.bans.list({});
  expect(bans).toMatchObject([{ source: 'automatic', cidr: '127.0.0.1' }]);
  await gateway.api.bans.remove({ id: bans[0]?.id ?? '' });
  expect((await gateway.api.bans.list({})).bans).toEqual([]);
});

test('the window is told of an alert within five seconds, and of a ban', async () => {
  await Promise.all(Array.from({ length: 12 }, () => call('wrong-key-of-a-neighbour')));
  await vi.waitFor(() => expect(threats().length).toBeGreaterThan(0), 5000);
  expect(threats()[0]?.threat).toMatchObject({ kind: 'failed_attempts', state: 'open' });
  await ban('203.0.113.0/24');
  expect(events).toContainEqual({ name: 'changed', payload: { group: 'security' } });
});

const ban = (cidr: string, more: object = {}) =>
  gateway.api.bans.add({
    cidr,
    reason: 'Guesses',
    until: new Date(Date.now() + 3_600_000).toISOString(),
    ...more,
  });

test.each(['127.0.0.1', '127.0.0.0/8', '::1'])(
  'D-12: the owner cannot ban %s, nor for longer than a year or not at all',
  async (cidr) => {
    await expect(ban(cidr)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    for (const ms of [1000, 367 * 86_400_000]) {
      const until = new Date(Date.now() + ms).toISOString();
      await expect(ban('203.0.113.9', { until })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    }
  },
);

test('D-12: a ban of the whole internet locks nobody out on this computer, and ends when it is lifted', async () => {
  const key = await goodKey();
  const { id } = await ban('0.0.0.0/0', { alsoValidKeys: true });
  expect((await call(key)).status).toBe(200);
  await gateway.api.bans.remove({ id });
  await expect(gateway.api.bans.remove({ id })).rejects.toMatchObject({ code: 'BAN_UNKNOWN' });
});

test('an address that is turned away already gets no second ban: the one it has is made longer, never shorter', async () => {
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const add = (cidr: string, days: number, alsoValidKeys = false) =>
    gateway.api.bans.add({ cidr, reason: 'guesses', until: inDays(days), alsoValidKeys });
  const first = await add('192.168.1.77', 2);
  expect(await add('192.168.1.77', 1)).toEqual(first);
  const longer = await add('192.168.1.77/32', 3, true);
  expect(longer).toMatchObject({ id: first.id, cidr: '192.168.1.77', alsoValidKeys: true });
  expect(Date.parse(longer.until)).toBeGreaterThan(Date.parse(first.until));
  await add('192.168.1.0/24', 1);
  const { bans } = await gateway.api.bans.list({});
  expect(bans.map(({ cidr }) => cidr)).toEqual(['192.168.1.77', '192.168.1.0/24']);
});
