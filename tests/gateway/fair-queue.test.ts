import { request, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { errorCatalogue } from '#shared/contract/errors';
import type { EventMessage } from '#shared/contract/events';
import { startFakeLlm, type FakeLlm } from '../support/fake-llm';
import { startGateway, type TestGateway } from '../support/start-gateway';

const FAST = { rate_limit_requests: 1_000_000, rate_limit_window_seconds: 60 };
let fake: FakeLlm;
let gateway: TestGateway;

beforeEach(async () => {
  fake = await startFakeLlm();
  gateway = await startGateway();
  await gateway.api.services.create({
    name: 'ollama',
    kind: 'ollama',
    targets: [{ url: fake.url }],
    queueSeconds: 60,
    allowance: { concurrent: 1 },
  });
});
afterEach(async () => {
  fake.release();
  await gateway.stop();
  await fake.stop();
});

const addKey = (name: string) => gateway.api.keys.create({ name, services: '*', ...FAST });

const chat = { model: 'llama3.2:1b', stream: true, messages: [{ role: 'user', content: 'hi' }] };

interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly endedAt: number;
}

let ended = 0;

/** In the dialect of the app several codes are one word: the sentence tells them apart. */
const codeIn = (text: string): string | undefined =>
  Object.entries(errorCatalogue).find(([, { message }]) => text.includes(message))?.[0];

/** Asks on a connection of its own; `left` hangs up. */
function ask(secret: string): { answer: Promise<Answer>; leave: () => void } {
  const asked = request(`${gateway.publicUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    agent: false,
  });
  const answer = new Promise<Answer>((resolve, reject) => {
    asked.once('error', reject).once('response', (res) => {
      let text = '';
      res.on('data', (chunk: Buffer) => (text += chunk.toString()));
      res.once('end', () => {
        resolve({
          status: res.statusCode ?? 0,
          code: codeIn(text),
          headers: res.headers,
          endedAt: ++ended,
        });
      });
    });
  });
  asked.end(JSON.stringify(chat));
  return { answer, leave: () => asked.destroy() };
}

const waiting = async () => (await gateway.api.status.get({})).waiting;

test('T-13: somebody with five calls gets all of them, soon, beside somebody who sends two hundred', async () => {
  const [abuser, victim] = [await addKey('abuser'), await addKey('victim')];
  fake.hold();
  const flood = Array.from({ length: 200 }, () => ask(abuser.secret).answer);
  await expect.poll(waiting).toBe(10);
  const own = Array.from({ length: 5 }, () => ask(victim.secret).answer);
  await expect.poll(waiting).toBe(15);
  ended = 0;
  fake.release();
  const mine = await Promise.all(own);
  expect(mine.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  const theirs = await Promise.all(flood);
  const served = theirs.filter(({ status }) => status === 200);
  // One that ran, ten that waited, and the rest were told so at once.
  expect(served).toHaveLength(11);
  expect(theirs.filter(({ code }) => code === 'QUEUE_FULL')).toHaveLength(189);
  // Turn and turn about: at most one of the abuser's before each of the victim's, besides the one that ran.
  const last = Math.max(...mine.map(({ endedAt }) => endedAt));
  expect(served.filter(({ endedAt }) => endedAt < last).length).toBeLessThanOrEqual(7);
  expect(mine.map(({ headers }) => headers['x-latchkey-queue-position'])).toContain('2');
  expect(await waiting()).toBe(0);
  expect(fake.requests).toHaveLength(16);
});

test('T-13: whoever hangs up, and whose key is paused or revoked, leaves the queue at once', async () => {
  const [first, paused, revoked] = [await addKey('a'), await addKey('b'), await addKey('c')];
  fake.hold();
  const running = ask(first.secret);
  await fake.until(({ requests }) => requests.length === 1);
  const gone = ask(first.secret);
  gone.answer.catch(() => {});
  const waits = [ask(paused.secret).answer, ask(revoked.secret).answer];
  await expect.poll(waiting).toBe(3);
  gone.leave();
  await expect.poll(waiting).toBe(2);
  await gateway.api.keys.pause({ id: paused.key.id });
  expect(await waits[0]).toMatchObject({ status: 403, code: 'KEY_PAUSED' });
  await gateway.api.keys.revoke({ id: revoked.key.id });
  expect(await waits[1]).toMatchObject({ status: 401, code: 'KEY_REVOKED' });
  expect(await waiting()).toBe(0);
  fake.release();
  expect(await running.answer).toMatchObject({ status: 200 });
  expect(fake.requests).toHaveLength(1);
});

test('T-13: whoever waited as long as the owner allows is told when to come back', async () => {
  await gateway.api.services.update({ id: '1', queueSeconds: 1 });
  const { secret } = await addKey('phone');
  fake.hold();
  const running = ask(secret);
  await fake.until(({ requests }) => requests.length === 1);
  const late = await ask(secret).answer;
  expect(late).toMatchObject({ status: 503, code: 'QUEUE_TIMEOUT' });
  expect(Number(late.headers['retry-after'])).toBeGreaterThanOrEqual(1);
  fake.release();
  expect(await running.answer).toMatchObject({ status: 200 });
});

test('T-13: without a queue a busy service refuses at once', async () => {
  await gateway.api.services.update({ id: '1', queueSeconds: 0 });
  const { secret } = await addKey('phone');
  fake.hold();
  const running = ask(secret);
  await fake.until(({ requests }) => requests.length === 1);
  expect(await ask(secret).answer).toMatchObject({ status: 429, code: 'CONCURRENCY_REACHED' });
  fake.release();
  expect(await running.answer).toMatchObject({ status: 200 });
  expect((await ask(secret).answer).headers['x-latchkey-queue-position']).toBeUndefined();
});

test('S003-85, T-13: the window is told how many wait', async () => {
  const { secret } = await addKey('phone');
  const seen: number[] = [];
  gateway.gateway.events.listen((event: EventMessage) => {
    if (event.name === 'live') seen.push(event.payload.waiting);
  });
  fake.hold();
  const calls = [ask(secret), ask(secret), ask(secret)];
  await expect.poll(() => seen.at(-1)).toBe(2);
  fake.release();
  await Promise.all(calls.map(({ answer }) => answer));
  await expect.poll(() => seen.at(-1)).toBe(0);
});

test('S003-83: the gateway says how much of the time was its own, and what an answer is called on record', async () => {
  const { secret } = await addKey('phone');
  const { headers } = await ask(secret).answer;
  expect(headers['server-timing']).toMatch(/^latchkey;dur=\d+\.\d\d$/);
  const { entries } = await gateway.api.audit.search({ limit: 10 });
  expect(entries.map(({ requestId }) => requestId)).toContain(headers['x-request-id']);
});

test('S003-83: every answer has the name under which it is on record, pings and refusals too', async () => {
  const { secret } = await addKey('phone');
  const names = [];
  for (const path of ['/', '/health', '/nowhere', '/me', '/v1/models', '/proxy/none/x', '/%00']) {
    const headers = { authorization: `Bearer ${secret}` };
    const answer = await fetch(`${gateway.publicUrl}${path}`, { headers });
    await answer.arrayBuffer();
    names.push(answer.headers.get('x-request-id'));
    expect(names.at(-1), path).toMatch(/^[a-z0-9]{10,}$/);
  }
  const { entries } = await gateway.api.audit.search({ limit: 50 });
  const recorded = entries.map(({ requestId }) => requestId);
  expect(recorded).toEqual(expect.arrayContaining(names));
});
