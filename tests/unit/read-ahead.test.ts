import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LatchkeyError } from '#shared/contract/errors';
import type { Call } from '../../gateway/pipeline/call';
import { createReadAhead, type Asked } from '../../gateway/pipeline/read-ahead';
import { newKey } from '../../gateway/keys/new-key';

const MAX_BYTES = 64 * 1024;
const key = newKey('aaaaaaaaaa', '0'.repeat(64), 'phone', '2026-11-21T00:00:00Z');
const readAhead = createReadAhead({ isNeeded: () => true, maxBytes: MAX_BYTES });

/** Only what the reading looks at. */
const toCall = (req: IncomingMessage, res: ServerResponse) =>
  ({
    req,
    res,
    method: req.method ?? 'GET',
    guarded: { presented: undefined },
    route: {
      kind: 'dialect',
      dialect: 'openai',
      rest: req.url === '/' ? '/v1/chat/completions' : req.url,
    },
  }) as unknown as Call;

type Seen = { asked?: Asked; error?: unknown; rest: number };
let onSeen: (seen: Seen) => void;
let seen: Promise<Seen>;
const server = createServer((req, res) => {
  void (async () => {
    try {
      const asked = await readAhead(toCall(req, res), key);
      let rest = 0;
      if (asked.body?.isWhole !== true)
        for await (const chunk of req) rest += (chunk as Buffer).length;
      onSeen({ asked, rest });
    } catch (error) {
      onSeen({ error, rest: 0 });
    }
    res.end();
  })();
});

beforeEach(async () => {
  seen = new Promise((resolve) => (onSeen = resolve));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const send = async (body: string, type = 'application/json', path = '/') => {
  const headers = { 'content-type': type, connection: 'close' };
  await fetch(`${url()}${path}`, { method: 'POST', body, headers });
  return seen;
};

test.each([
  ['{"model":"a","max_tokens":5}', 'a', 5],
  ['{"MODEL":"a","max_completion_tokens":7,"max_tokens":5}', 'a', 7],
  ['{"model":"a","max_output_tokens":9}', 'a', 9],
  ['{"model":"a","options":{"num_predict":11}}', 'a', 11],
  ['{"model":"a","options":{"num_predict":-1}}', 'a', null],
  ['{"model":"a","max_tokens":"5"}', 'a', 5],
  ['{"model":"a","max_completion_tokens":1,"max_tokens":1000}', 'a', 1000],
  ['{"model":"a","max_tokens":1,"options":{"num_predict":900}}', 'a', 900],
  ['{"model":"a","max_tokens":1,"Max_Tokens":70,"OPTIONS":{"Num_Predict":80}}', 'a', 80],
  ['{"model":"a","max_tokens":0.5}', 'a', 1],
  ['{"model":"a","n_predict":12}', 'a', 12],
  ['{"model":{"a":1}}', null, null],
  ['{"m\\u006fdel":"a"}', 'a', null],
])('of %s the model is %s and the most AI tokens %s', async (body, model, maxTokens) => {
  const { asked } = await send(body);
  expect(asked).toMatchObject({ model, maxTokens });
  expect(asked?.body?.start.toString()).toBe(body);
});

test.each([
  ['{"model":"a","max_tokens":5}', false],
  ['{"model":"a"}', false],
  ['{"model":"a","max_tokens":null}', false],
  ['{"model":"a","max_tokens":5,"options":{"num_predict":-1}}', true],
  ['{"model":"a","max_tokens":-1}', true],
  ['{"model":"a","max_tokens":0}', true],
  ['{"model":"a","max_tokens":"5"}', true],
])('T-08: the answer to %s may have no end: %s', async (body, isOpenEnded) => {
  const { asked } = await send(body);
  expect(asked?.isOpenEnded).toBe(isOpenEnded);
});

test('T-11: a body that names a model twice is refused', async () => {
  const { error } = await send('{"model":"a","Model":"b"}');
  expect(error).toBeInstanceOf(LatchkeyError);
  expect(error).toMatchObject({ code: 'REQUEST_MALFORMED' });
});

test('a body that curl calls a form is read all the same', async () => {
  const { asked } = await send('{"model":"a"}', 'application/x-www-form-urlencoded');
  expect(asked?.model).toBe('a');
});

test('an upload is left to the service', async () => {
  const { asked, rest } = await send(
    '{"model":"a"}',
    'multipart/form-data; boundary=x',
    '/v1/files',
  );
  expect(asked).toMatchObject({ body: undefined, json: undefined, model: null });
  expect(rest).toBe(13);
});

test.each(['audio/x', 'image/png', 'multipart/form-data'])(
  'T-08: a text that calls itself %s is read like any other where texts are asked for',
  async (type) => {
    const { asked } = await send('{"model":"a","max_tokens":9}', type, '/V1/messages');
    expect(asked).toMatchObject({ model: 'a', maxTokens: 9 });
  },
);

test('of a body that is too large only the start is held, and not a byte of the rest is lost', async () => {
  const body = JSON.stringify({ model: 'a', pad: 'x'.repeat(10 * MAX_BYTES) });
  const { asked, rest } = await send(body);
  expect(asked).toMatchObject({ json: undefined, model: 'a' });
  const held = asked?.body?.start.length ?? 0;
  expect(held).toBeLessThan(4 * MAX_BYTES);
  expect(held + rest).toBe(body.length);
});

test('a caller who leaves in the middle of a body ends the reading', async () => {
  const asked = request(url(), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': 1000 },
  });
  asked.on('error', () => {});
  server.once('request', () => setImmediate(() => asked.destroy()));
  asked.write('{"model":');
  expect((await seen).error).toMatchObject({ code: 'REQUEST_TIMEOUT' });
});
