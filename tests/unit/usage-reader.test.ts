import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noUsage } from '../../gateway/dialects/usage-figures';
import { createUsageReader } from '../../gateway/dialects/usage-reader';
import { delta, EVENTS, JSON_TYPE, readUsage, sse, usageAnswers } from '../support/usage-answers';

test.each(usageAnswers)(
  'usage of %s is read, however the bytes are cut',
  (_name, type, text, expected) => {
    for (const pieceBytes of [1, 3, 64, 100_000])
      expect(readUsage(type, text, pieceBytes)).toMatchObject(expected);
  },
);

test.each([-1, 1e308, 2 ** 60, 0.5, '5', {}, [7], true])(
  'I-06, T-08: a figure of %s is not believed, and noticed',
  (figure) => {
    const text = JSON.stringify({
      model: 'm',
      duration: figure === 0.5 || figure === '5' ? -1 : figure,
      usage: { prompt_tokens: figure, completion_tokens: figure },
    });
    expect(readUsage(JSON_TYPE, text)).toMatchObject({
      tokensIn: null,
      tokensOut: null,
      audioMs: null,
      model: 'm',
      isRefused: true,
    });
  },
);

test('T-08: a figure that is not there, or null, is no lie', () => {
  for (const usage of [null, {}, { prompt_tokens: null }, 'usage', 7]) {
    expect(readUsage(JSON_TYPE, JSON.stringify({ usage }))).toMatchObject({ isRefused: false });
  }
});

test('a long answer is read at its two ends', () => {
  const text = JSON.stringify({
    model: 'm',
    data: ['x'.repeat(3_000_000), '"completion_tokens": 99,'],
    usage: { prompt_tokens: 5, completion_tokens: 6 },
  });
  expect(readUsage(JSON_TYPE, text, 65_536)).toMatchObject({
    tokensIn: 5,
    tokensOut: 6,
    model: 'm',
  });
});

test('P-56: a bomb of one endless line, or one that is not JSON, is passed over in bounded memory', () => {
  const reader = createUsageReader(['Content-Type', EVENTS], 'text');
  const block = Buffer.alloc(1_048_576, 0x61);
  for (let at = 0; at < 64; at++) reader?.push(block);
  reader?.push(Buffer.from(`\n${sse(delta('a'))}data: {not json\n\n`));
  expect(reader?.end()).toMatchObject({ tokensIn: null, tokensOut: 1, model: 'm' });
  expect(readUsage(JSON_TYPE, '<html>')).toEqual(noUsage);
});

test('P-56: answers that cannot or need not be read have no reader', () => {
  const json = ['content-type', JSON_TYPE];
  expect(createUsageReader([...json, 'content-encoding', 'gzip'], 'text')).toBeUndefined();
  expect(createUsageReader(['content-type', 'audio/mpeg'], 'text')).toBeUndefined();
  expect(createUsageReader(json, 'none')).toBeUndefined();
  expect(createUsageReader([...json, 'Content-Encoding', 'identity'], 'text')).toBeDefined();
});

describe('pictures', () => {
  const big = 'iVBOR\\/w0KGgo='.repeat(30_000);
  const images = (value: object, pieceBytes: number) =>
    readUsage(JSON_TYPE, JSON.stringify(value), pieceBytes, 'image')?.images;

  test.each([
    [
      'of Stable Diffusion',
      { images: [big, big], parameters: { images: ['x'] }, info: '"images"' },
      2,
    ],
    ['of OpenAI', { created: 1, data: [{ b64_json: big }, { url: 'a,b' }, { url: '[,]' }] }, 3],
    ['in an answer without any', { images: [], data: {} }, 0],
    ['in an answer that only quotes one', { info: '{"images":["a","b"]}' }, 0],
    ['behind an escaped mark', { note: 'say \\" [', images: ['a\\\\', 'b"'] }, 2],
  ])('%s are counted, however the bytes are cut', (_name, value, count) => {
    const pieces = JSON.stringify(value).length > 10_000 ? [1009, 65_536] : [1, 2, 3, 1000];
    for (const pieceBytes of pieces) expect(images(value, pieceBytes)).toBe(count);
  });

  test('are as many as a whole reading of the answer would find', () => {
    const answer = fc.record({
      info: fc.jsonValue({ maxDepth: 3 }),
      images: fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 5 }),
      'data ': fc.jsonValue({ maxDepth: 3 }),
    });
    fc.assert(
      fc.property(answer, fc.integer({ min: 1, max: 40 }), (value, pieceBytes) => {
        expect(images(value, pieceBytes)).toBe(value.images.length);
      }),
    );
  });

  test('that are the answer itself, or come as events, are counted too', () => {
    expect(readUsage('image/png', '\x89PNG', 7, 'image')?.images).toBe(1);
    const done = { type: 'image_generation.completed', b64_json: 'x', usage: { output_tokens: 9 } };
    const partial = { type: 'image_generation.partial_image', b64_json: 'x' };
    expect(readUsage(EVENTS, sse(partial, done), 7, 'image')?.images).toBe(1);
  });
});
