import { expect, test } from 'vitest';
import { mayKeep } from '../../gateway/pipeline/cache-rules';
import { ResponseCache } from '../../gateway/proxy/response-cache';

let nowMs = 0;
const create = (maxBytes?: number) =>
  new ResponseCache({ monotonicMs: () => nowMs, ...(maxBytes !== undefined && { maxBytes }) });

const answer = (bytes = 10) => ({ headers: [], body: Buffer.alloc(bytes) });

const keep = (cache: ResponseCache, name: string, path = '/a', bytes = 10) =>
  cache.keep(cache.begin('1', path), name, answer(bytes), 60);

test('S003-76: an answer is kept for exactly as long as the owner says', () => {
  const cache = create();
  keep(cache, 'one');
  nowMs += 59_999;
  expect(cache.find('one')?.ageSeconds).toBe(59);
  nowMs += 1;
  expect(cache.find('one')).toBeUndefined();
  expect(cache.bytes).toBe(0);
});

test('S003-76: what is kept never grows beyond its bound, and what was asked for last stays longest', () => {
  const cache = create(10_000);
  for (let at = 0; at < 100; at++) {
    keep(cache, `answer ${at}`, '/a', 2000);
    cache.find('answer 0');
    expect(cache.bytes).toBeLessThanOrEqual(10_000);
  }
  expect(cache.find('answer 0')).toBeDefined();
  expect(cache.find('answer 99')).toBeDefined();
  expect(cache.find('answer 50')).toBeUndefined();
});

test('S003-77: a change forgets what lies at its path, below and above, and nothing beside it', () => {
  const cache = create();
  for (const path of ['/notes', '/notes/1', '/notes/1/text', '/notes/2', '/notebook']) {
    keep(cache, path, path);
  }
  cache.clearPath('1', '/notes/1');
  const kept = ['/notes', '/notes/1', '/notes/1/text', '/notes/2', '/notebook'].filter(
    (name) => cache.find(name) !== undefined,
  );
  expect(kept).toEqual(['/notes/2', '/notebook']);
});

test('S003-77: an answer that was asked for before a change is not kept after it', () => {
  const cache = create();
  const [note, list, other] = ['/notes/1', '/notes', '/other'].map((path) =>
    cache.begin('1', path),
  );
  cache.clearPath('1', '/notes/1');
  for (const [name, asking] of Object.entries({ note, list, other })) {
    if (asking) cache.keep(asking, name, answer(), 60);
  }
  expect(cache.find('note')).toBeUndefined();
  expect(cache.find('list')).toBeUndefined();
  expect(cache.find('other')).toBeDefined();
});

test('S003-76: not more than ten thousand answers are kept, however small', () => {
  const cache = create();
  for (let at = 0; at < 10_001; at++) keep(cache, `answer ${at}`);
  expect(cache.find('answer 0')).toBeUndefined();
  expect(cache.find('answer 1')).toBeDefined();
});

test.each([
  [200, ['Content-Type', 'application/json'], true],
  [200, ['Vary', 'Accept, Origin'], true],
  [200, ['Vary', 'X-User'], false],
  [200, ['Vary', '*'], false],
  [200, ['Set-Cookie', 'a=b'], false],
  [200, ['CACHE-CONTROL', 'max-age=5, Private'], false],
  [200, ['Cache-Control', 'no-store'], false],
  [200, ['Content-Type', 'text/event-stream'], false],
  [404, [], false],
  [206, [], false],
])('S003-76: of an answer %i with %j, whether it is kept: %s', (status, headers, expected) => {
  expect(mayKeep(status, headers)).toBe(expected);
});
