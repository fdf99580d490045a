import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UsageEventFilter } from '../../gateway/dialects/usage-event';

const words =
  'data: {"id":"1","choices":[{"delta":{"content":"grüß"}}],"usage":null}\n\n' +
  ': ping\n\n' +
  'data: {"id":"1","choices":[{"delta":{"content":"\\"usage\\" []"}}]}\r\n\r\n';
const usage = 'data: {"id":"1","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}\n\n';
const end = 'data: [DONE]\n\n';

function pass(stream: string, sizes: readonly number[]): string {
  const bytes = Buffer.from(stream);
  const filter = new UsageEventFilter();
  const out: Buffer[] = [];
  let at = 0;
  for (let n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length] ?? 1;
    const given = filter.push(bytes.subarray(at, at + size));
    if (given) out.push(given);
    at += size;
  }
  out.push(filter.end() ?? Buffer.alloc(0));
  return Buffer.concat(out).toString();
}

test('the event with the usage is taken out wherever the stream is cut, and nothing else changes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 9 }),
      (sizes) => {
        expect(pass(words + usage + end, sizes)).toBe(words + end);
        expect(pass(words + end, sizes)).toBe(words + end);
      },
    ),
    { numRuns: 200 },
  );
});

test('an event without choices that has no usage stays', () => {
  const filtered = 'data: {"choices":[],"prompt_filter_results":[]}\n\n';
  expect(pass(filtered, [1000])).toBe(filtered);
});

test('the event goes even when the stream ends without an empty line', () => {
  expect(pass(words + usage.trimEnd(), [7])).toBe(words);
});

test('what is longer than any such event is not held back', () => {
  const filter = new UsageEventFilter();
  const long = Buffer.alloc(300_000, 'x');
  expect(filter.push(long)?.length).toBe(300_000);
});
