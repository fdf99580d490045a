import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chat, LimitsWorld, statusOf } from '../support/limits-world';

let world: LimitsWorld;
beforeEach(async () => {
  world = new LimitsWorld();
  await world.start();
  await world.setUp();
});
afterEach(() => world.stop());

/** Starts a stream and hangs up after so many bytes of the answer; resolves when the connection is gone. */
const hangUpAfter = (secret: string, bytes: number) =>
  new Promise<void>((resolve) => {
    const asked = request(
      `${world.gateway.publicUrl}/v1/chat/completions`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        agent: false,
      },
      (answer) => {
        let seen = 0;
        answer.on('data', (chunk: Buffer) => {
          seen += chunk.length;
          if (seen >= bytes) asked.destroy();
        });
        answer.on('error', () => {});
      },
    );
    asked.on('error', () => {});
    asked.on('close', () => resolve());
    asked.end(JSON.stringify({ ...chat, stream: true }));
  });

test('I-06: 200 streams at once on a budget for 10 calls: exactly 10 reach the service', async () => {
  await world.gateway.api.settings.update({ defaultPricePerRequestNano: '1000' });
  const { key, secret } = await world.addKey({ allowance: { money: { month: '10000' } } });
  world.fake.hold();
  const stream = { ...chat, stream: true };
  const answers = Array.from({ length: 200 }, async () => {
    const answer = await world.ask('/v1/chat/completions', secret, stream);
    await answer.text();
    return answer.status;
  });
  await world.fake.until(({ requests }) => requests.length === 10);
  world.fake.release();
  const statuses = await Promise.all(answers);
  expect(statuses.filter((status) => status === 200)).toHaveLength(10);
  expect(statuses.filter((status) => status === 429)).toHaveLength(190);
  expect(world.fake.requests).toHaveLength(10);
  expect(await world.stateOf(key.id, 'money', 'month')).toMatchObject({
    used: '10000',
    reserved: '0',
  });
});

test('I-05, D-6: a thousand streams that are cut anywhere leave nothing held back, and each is on record', async () => {
  const { key, secret } = await world.addKey({
    allowance: { concurrent: 10_000, calls: { day: 100_000 }, tokens: { day: 100_000_000 } },
  });
  let asked = 0;
  const worker = async () => {
    while (asked < 1000) {
      asked++;
      await hangUpAfter(secret, Math.floor(Math.random() * 1200));
    }
  };
  await Promise.all(Array.from({ length: 20 }, worker));
  await expect
    .poll(async () => (await world.gateway.api.status.get({})).liveCalls, { timeout: 10_000 })
    .toBe(0);
  const calls = await world.stateOf(key.id, 'calls', 'day');
  expect(calls).toMatchObject({ reserved: '0' });
  expect(await world.stateOf(key.id, 'tokens', 'day')).toMatchObject({ reserved: '0' });
  expect(await world.stateOf(key.id, 'concurrent', 'now')).toMatchObject({ used: '0' });
  const { totals } = await world.gateway.api.usage.summary({
    fromMs: 0,
    toMs: Date.now() + 86_400_000,
  });
  expect(totals.calls).toBe(1000);
  const tokens = await world.stateOf(key.id, 'tokens', 'day');
  expect(tokens?.used).toBe(String(totals.tokensIn + totals.tokensOut));
}, 60_000);

test('T-13: a key with one call at a time holds up nobody else', async () => {
  const { secret } = await world.addKey({ allowance: { concurrent: 1 } });
  const other = await world.addKey();
  world.fake.hold();
  const first = world.ask('/v1/chat/completions', secret, { ...chat, stream: true });
  await world.fake.until(({ requests }) => requests.length === 1);
  const refused = await world.ask('/v1/chat/completions', secret);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
  expect(await statusOf(world.ask('/v1/chat/completions', other.secret))).toBe(200);
  world.fake.release();
  await (await first).text();
  expect(await statusOf(world.ask('/v1/chat/completions', secret))).toBe(200);
});

test('T-13: of 50 streams at once a key for five has five, whatever it asks for', async () => {
  const { key, secret } = await world.addKey({ allowance: { concurrent: 5 } });
  world.fake.hold();
  let refused = 0;
  const stream = async () => {
    const answer = await world.ask('/v1/chat/completions', secret, { ...chat, stream: true });
    if (answer.status === 429) refused++;
    await answer.text();
    return answer.status;
  };
  const answers = Array.from({ length: 50 }, stream);
  await expect.poll(() => refused).toBe(45);
  expect(await world.stateOf(key.id, 'concurrent', 'now')).toMatchObject({ used: '5' });
  world.fake.release();
  const statuses = await Promise.all(answers);
  expect(statuses.filter((status) => status === 200)).toHaveLength(5);
  expect(statuses.filter((status) => status === 429)).toHaveLength(45);
  expect(await world.stateOf(key.id, 'concurrent', 'now')).toMatchObject({ used: '0' });
});
