import { expect, test } from 'vitest';
import { readCredentials } from '../../gateway/edge/credentials';
import { indexHeaders } from '../../gateway/edge/header-index';

const KEY = 'lk_0123456789_' + 'a'.repeat(49);
const OTHER = 'an-older-foreign-key_42';
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

const read = (headers: readonly string[], pathKey?: string, queryKeys: readonly string[] = []) => {
  const raw = headers.flatMap((header) => {
    const colon = header.indexOf(':');
    return [header.slice(0, colon), header.slice(colon + 1).trim()];
  });
  return readCredentials(indexHeaders(raw), pathKey, queryKeys);
};

test.each([
  [`Authorization: Bearer ${KEY}`, 'bearer'],
  [`authorization: bearer ${KEY}`, 'bearer'],
  [`AUTHORIZATION: BEARER   ${KEY} `, 'bearer'],
  [`Authorization: ${KEY}`, 'authorization'],
  [`Authorization: ${basic(`user:${KEY}`)}`, 'basic'],
  [`Authorization: ${basic(`:${KEY}`)}`, 'basic'],
  [`Authorization: ${basic(`${KEY}:`)}`, 'basic'],
  [`Authorization: ${basic(KEY)}`, 'basic'],
  [`Authorization: ${basic(`${KEY}:x`)}`, 'basic'],
  [`X-API-Key: ${KEY}`, 'x-api-key'],
  [`x-api-key: ${KEY}`, 'x-api-key'],
  [`Api-Key: ${KEY}`, 'api-key'],
  [`X-Goog-Api-Key: ${KEY}`, 'x-goog-api-key'],
  [`Sec-WebSocket-Protocol: chat, latchkey.key.${KEY}`, 'subprotocol'],
])('X3: a key is accepted as %s', (header, carrier) => {
  expect(read([header])).toEqual({ ok: true, presented: { text: KEY, carrier } });
});

test('X3: without any credential there is no key, and an empty one is none', () => {
  const none = { ok: true, presented: undefined };
  expect(read([])).toEqual(none);
  expect(read(['Authorization: Bearer '])).toEqual(none);
  expect(read(['Authorization: Bearer'])).toEqual(none);
  expect(read(['X-Api-Key: '])).toEqual(none);
  expect(read(['Authorization:'])).toEqual(none);
});

test('X3: a key in the path wins over every header, dummy or real', () => {
  for (const header of [
    'Authorization: Bearer ollama',
    'Authorization: Bearer ',
    `Api-Key: ${OTHER}`,
  ]) {
    expect(read([header], KEY)).toEqual({ ok: true, presented: { text: KEY, carrier: 'path' } });
  }
  expect(read([`Api-Key: ${OTHER}`, `X-Api-Key: ${KEY}`], 'short')).toMatchObject({
    presented: { text: 'short' },
  });
});

test('X3: an empty or dummy Bearer beside a good key is ignored', () => {
  for (const dummy of [
    '',
    'ollama',
    'default-key',
    'no spaces, please: really not',
    'x'.repeat(200),
  ]) {
    const seen = read([`Authorization: Bearer ${dummy}`, `X-Api-Key: ${KEY}`]);
    expect(seen).toEqual({ ok: true, presented: { text: KEY, carrier: 'x-api-key' } });
  }
});

test('X3: a dummy alone is still what was presented, so the refusal can say that it is wrong', () => {
  expect(read(['Authorization: Bearer ollama'])).toEqual({
    ok: true,
    presented: { text: 'ollama', carrier: 'bearer' },
  });
});

test('P-30: two different well-formed keys are refused', () => {
  expect(read([`Authorization: Bearer ${KEY}`, `X-Api-Key: ${OTHER}`]).ok).toBe(false);
  expect(read([`X-Api-Key: ${KEY}`, `Api-Key: ${OTHER}`]).ok).toBe(false);
  expect(read([`X-Api-Key: ${KEY}`], undefined, [OTHER]).ok).toBe(false);
  const protocols = `Sec-WebSocket-Protocol: latchkey.key.${KEY}, latchkey.key.${OTHER}`;
  expect(read([protocols]).ok).toBe(false);
});

test('P-30: the same header twice is refused, equal or not', () => {
  for (const name of ['Authorization', 'X-Api-Key', 'Api-Key', 'X-Goog-Api-Key']) {
    expect(read([`${name}: ${KEY}`, `${name.toLowerCase()}: ${KEY}`]).ok).toBe(false);
    expect(read([`${name}: ${KEY}`, `${name}: x`]).ok).toBe(false);
  }
});

test('P-30: the same key in two places is one key', () => {
  expect(read([`Authorization: Bearer ${KEY}`, `X-Api-Key: ${KEY}`])).toMatchObject({
    presented: { text: KEY },
  });
});

test('P-32: headers called __proto__ and constructor are headers like any other', () => {
  expect(read(['__proto__: x', 'constructor: y', 'toString: z', `Api-Key: ${KEY}`])).toMatchObject({
    presented: { text: KEY },
  });
});
