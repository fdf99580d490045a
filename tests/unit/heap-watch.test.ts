import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createHeapWatch, readHeap, type HeapReading } from '../../gateway/edge/heap-watch';

const MB = 1_048_576;
let heap: HeapReading;
let live: { count: number };
beforeEach(() => {
  vi.useFakeTimers();
  heap = { usedBytes: 10 * MB, limitBytes: 100 * MB };
  live = { count: 1 };
});
afterEach(() => void vi.useRealTimers());

const watch = () => createHeapWatch({ live, read: () => heap });
const codeOf = (action: () => void): unknown => {
  try {
    action();
    return 'passed';
  } catch (error) {
    return error;
  }
};
const refused = { code: 'OVERLOADED', status: 503, retryAfterMs: 2_000 };

test('F-26: above 85 % of the heap new calls are refused within a second, and pass again below', () => {
  const { assertNotFull, close } = watch();
  heap = { ...heap, usedBytes: 86 * MB };
  expect(codeOf(assertNotFull)).toBe('passed');
  vi.advanceTimersByTime(1_000);
  expect(codeOf(assertNotFull)).toMatchObject(refused);
  heap = { ...heap, usedBytes: 84 * MB };
  vi.advanceTimersByTime(1_000);
  expect(codeOf(assertNotFull)).toBe('passed');
  close();
});

test('F-26: while nothing is under way a call passes: refusing it would free nothing', () => {
  heap = { ...heap, usedBytes: 90 * MB };
  const { assertNotFull } = watch();
  expect(codeOf(assertNotFull)).toMatchObject(refused);
  live.count = 0;
  expect(codeOf(assertNotFull)).toBe('passed');
});

test('F-26: a body is looked into only where its parsed form has room, whatever it unfolds into', () => {
  const { assertRoomFor } = watch();
  const room = (body: Buffer) => codeOf(() => assertRoomFor(body));
  const text = Buffer.from(JSON.stringify({ prompt: '[{,'.repeat(3 * MB) }));
  const lists = Buffer.from(`[${'{},'.repeat(1.5 * MB)}{}]`);
  expect(room(text)).toBe('passed');
  expect(room(lists)).toMatchObject(refused);
  expect(room(lists.subarray(0, MB / 2))).toBe('passed');
  heap = { ...heap, usedBytes: 80 * MB };
  expect(room(text)).toMatchObject(refused);
  expect(room(Buffer.alloc(10_000, '['))).toBe('passed');
});

test('F-26: what fills the heap while nothing is under way does not count against a body', () => {
  const { assertRoomFor } = watch();
  heap = { ...heap, usedBytes: 80 * MB };
  const text = Buffer.alloc(9 * MB, 'a');
  expect(codeOf(() => assertRoomFor(text))).toMatchObject(refused);
  live.count = 0;
  expect(codeOf(() => assertRoomFor(text))).toBe('passed');
});

test('the real heap is read in plausible numbers', () => {
  const { usedBytes, limitBytes } = readHeap();
  expect(usedBytes).toBeGreaterThan(MB);
  expect(usedBytes).toBeLessThan(limitBytes);
});
