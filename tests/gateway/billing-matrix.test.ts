import { once } from 'node:events';
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { billedRows, type BilledRow } from '../support/billed-rows';
import {
  pathOf,
  startScriptedAi,
  type Ending,
  type Order,
  type SpokenDialect,
} from '../support/scripted-ai';
import { startGateway, type TestGateway } from '../support/start-gateway';

/** 40 characters and the four of its role: eleven tokens, also when they have to be reckoned. */
const PROMPT = 'Count from one to five in words, please.';
const TOKENS_IN = 11;
const WORDS = ['one', 'two', 'three', 'four', 'five'];
const STOP_AFTER = 3;
const PLAIN_STOP = 42;

const PER_REQUEST = 10_000_000n;
const PER_TOKEN_IN = 2_000n;
const PER_TOKEN_OUT = 6_000n;

let ai: Awaited<ReturnType<typeof startScriptedAi>>;
let gateway: TestGateway;
let serviceId = '';

beforeAll(async () => {
  ai = await startScriptedAi();
  gateway = await startGateway();
  const { service } = await gateway.api.services.create({
    name: 'AI',
    kind: 'http',
    targets: [{ url: ai.url }],
  });
  serviceId = service.id;
  await gateway.api.billing.setPrice({
    scope: { model: 'truth-*' },
    price: {
      perRequestNano: PER_REQUEST.toString(),
      perMillionInNano: (PER_TOKEN_IN * 1_000_000n).toString(),
      perMillionOutNano: (PER_TOKEN_OUT * 1_000_000n).toString(),
    },
  });
});
afterAll(async () => {
  await gateway.stop();
  ai.stop();
});

const makeKey = (name: string) =>
  gateway.api.keys.create({ name, services: '*', rate_limit_requests: 100_000 });

interface Cell {
  readonly dialect: SpokenDialect;
  readonly isStream: boolean;
  readonly ending: Ending;
}

function send({ dialect, isStream, ending }: Cell, secret: string): ClientRequest {
  const stopAfter = isStream ? STOP_AFTER : PLAIN_STOP;
  const order: Order = { words: WORDS, stopAfter, ending, tokensIn: TOKENS_IN };
  const messages = [{ role: 'user', content: PROMPT }];
  const usage = isStream ? { stream_options: { include_usage: true } } : {};
  const body = JSON.stringify({ model: 'truth-1', messages, stream: isStream, ...usage, order });
  const req = http.request(`${gateway.publicUrl}/proxy/${serviceId}${pathOf[dialect]}`, {
    method: 'POST',
    headers: {
      'x-api-key': secret,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    },
  });
  req.on('error', () => {}); // cutting is part of the cells
  req.end(body);
  return req;
}

/** Reads the answer to its end, or leaves when so much of it is there as the service will ever send. */
async function read(req: ClientRequest, { isStream, ending }: Cell): Promise<void> {
  const [res] = (await once(req, 'response')) as [IncomingMessage];
  let text = '';
  await new Promise<void>((resolve) => {
    res.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const isAll = isStream ? text.includes('"three"') : text.length >= PLAIN_STOP;
      if (ending === 'cut by the client' && isAll) req.destroy();
    });
    res.once('close', resolve).on('error', () => {});
  });
}

async function rowOf(keyId: string): Promise<BilledRow> {
  let row: BilledRow | undefined;
  await expect
    .poll(async () => (row = (await billedRows(gateway)).find((one) => one.key_id === keyId)))
    .toBeDefined();
  return row!;
}

/** What must be on the bill. */
function truthOf({ isStream, ending }: Cell): Partial<BilledRow> & { cost: bigint } {
  if (ending === 'error') {
    return { status: 500, billed: false, tokens_in: null, tokens_out: null, flags: '', cost: 0n };
  }
  const isCut = ending !== 'finished';
  const cutTokens = isStream ? STOP_AFTER : Math.ceil(PLAIN_STOP / 4);
  const out = isCut ? cutTokens : WORDS.length;
  return {
    ...{ status: 200, billed: true, tokens_in: TOKENS_IN, tokens_out: out, model: 'truth-1' },
    flags: isCut ? 'estimated' : '',
    cost: PER_REQUEST + BigInt(TOKENS_IN) * PER_TOKEN_IN + BigInt(out) * PER_TOKEN_OUT,
  };
}

const outcomes: Record<Ending, string> = {
  finished: 'succeeded',
  'cut by the client': 'interrupted',
  'cut by the service': 'truncated',
  error: 'failed',
};
const dialects: SpokenDialect[] = ['OpenAI', 'Anthropic', 'Ollama'];
const endings = Object.keys(outcomes) as Ending[];
const cells: Cell[] = dialects.flatMap((dialect) =>
  [true, false].flatMap((isStream) => endings.map((ending) => ({ dialect, isStream, ending }))),
);

describe('S003-31, D-6: what is recorded of a call and charged for it is the truth', () => {
  test.each(cells)('$dialect, stream $isStream, $ending', async (cell) => {
    const { key, secret } = await makeKey(`${cell.dialect} ${cell.isStream} ${cell.ending}`);
    await read(send(cell, secret), cell);
    const { cost, ...truth } = truthOf(cell);
    const row = await rowOf(key.id);
    expect(row).toMatchObject({ ...truth, outcome: outcomes[cell.ending] });
    expect(BigInt(row.cost_nano)).toBe(cost);
  });

  test('D-5: the sum of all these rows is the bill of the cycle, of the keys and of the range', async () => {
    const rows = await billedRows(gateway);
    const sum = rows.reduce((total, { cost_nano: cost }) => total + BigInt(cost), 0n).toString();
    const cycle = await gateway.api.billing.summary({});
    const range = await gateway.api.billing.summary({ fromMs: 0 });
    const { keys } = await gateway.api.billing.keys({});
    const byKey = keys.reduce((total, key) => total + BigInt(key.totalCostNano), 0n).toString();
    expect([cycle.totals.costNano, range.totals.costNano, byKey]).toEqual([sum, sum, sum]);
    expect(cycle.totals.billed).toBe(rows.filter(({ billed }) => billed).length);
  });
});

test('D-6: an answer costs the same streamed or not', async () => {
  const costs = new Set<string>();
  for (const isStream of [true, false]) {
    const { key, secret } = await makeKey(`same ${isStream}`);
    const cell: Cell = { dialect: 'Ollama', isStream, ending: 'finished' };
    await read(send(cell, secret), cell);
    costs.add((await rowOf(key.id)).cost_nano);
  }
  expect(costs.size).toBe(1);
});

test('S003-26, S003-31: a service that is not there costs nothing, one that is free stays free', async () => {
  const { service } = await gateway.api.services.create({
    name: 'Gone',
    kind: 'http',
    targets: [{ url: 'http://127.0.0.1:9' }],
  });
  const { key, secret } = await makeKey('nothing to pay');
  const answer = await fetch(`${gateway.publicUrl}/proxy/${service.id}/x`, {
    headers: { 'x-api-key': secret },
  });
  expect(answer.status).toBe(502);
  expect(await rowOf(key.id)).toMatchObject({
    ...{ billed: false, cost_nano: '0', code: 'UPSTREAM_DOWN' },
  });
  const zero = { perRequestNano: '0', perMillionInNano: '0', perMillionOutNano: '0' };
  const free = await makeKey('guest');
  await gateway.api.billing.setPrice({ scope: { keyId: free.key.id }, price: zero });
  const cell: Cell = { dialect: 'OpenAI', isStream: true, ending: 'finished' };
  await read(send(cell, free.secret), cell);
  expect(await rowOf(free.key.id)).toMatchObject({ billed: true, tokens_out: 5, cost_nano: '0' });
});

test('I-05: a hundred streams that are cut leave a hundred settled rows, and nothing held back', async () => {
  const { key, secret } = await makeKey('cutter');
  await gateway.api.keys.update({ id: key.id, allowance: { tokens: { day: 1_000_000 } } });
  const cell: Cell = { dialect: 'OpenAI', isStream: true, ending: 'cut by the client' };
  await Promise.all(Array.from({ length: 100 }, () => read(send(cell, secret), cell)));
  const mine = async () => (await billedRows(gateway)).filter((row) => row.key_id === key.id);
  await expect.poll(async () => (await mine()).length).toBe(100);
  const rows = await mine();
  for (const row of rows) expect(row).toMatchObject({ tokens_out: 3, flags: 'estimated' });
  const { states } = await gateway.api.keys.allowance({ id: key.id });
  const tokens = states.find(({ measure, period }) => measure === 'tokens' && period === 'day');
  expect(tokens).toMatchObject({ used: String(100 * (TOKENS_IN + 3)), reserved: '0' });
});
