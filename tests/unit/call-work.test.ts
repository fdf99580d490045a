import { expect, test } from 'vitest';
import type { Grant } from '../../gateway/pipeline/call';
import { askedWorkOf, priceFactsOf } from '../../gateway/pipeline/call-work';
import { unread } from '../../gateway/pipeline/read-ahead';

interface Given {
  readonly path: string;
  readonly kind?: string;
  readonly json?: object;
  readonly maxTokens?: number;
  readonly length?: number;
}

/** As much of a grant as the figures of a call hang on. */
const grantOf = ({ path, kind = 'openai', json, maxTokens, length }: Given): Grant =>
  ({
    call: {
      method: 'POST',
      dialect: 'openai',
      route: { kind: 'dialect' },
      req: { headers: length === undefined ? {} : { 'content-length': String(length) } },
    },
    key: { id: 'k1', person: 'p1' },
    service: { id: '7', kind },
    path,
    asked: { ...unread, json, maxTokens: maxTokens ?? null },
  }) as unknown as Grant;

test('D-6: a chat may come to its prompt and the longest answer that it asks for', () => {
  const json = { messages: [{ content: 'x'.repeat(400) }] };
  expect(askedWorkOf(grantOf({ path: '/v1/chat/completions', json, maxTokens: 50 }))).toEqual({
    ...{ tokensIn: 100, maxTokens: 50, isOpenEnded: false, answers: 1, images: 0, hasSound: false },
  });
  const unreadChat = grantOf({ path: '/v1/chat/completions', length: 4000 });
  expect(askedWorkOf(unreadChat)).toMatchObject({ tokensIn: 1000, maxTokens: null });
});

test('T-08: nobody reserves more than any call can have', () => {
  const endless = grantOf({ path: '/v1/chat/completions', maxTokens: 1e300 });
  expect(askedWorkOf(endless).maxTokens).toBe(10_000_000);
  const images = grantOf({ path: '/v1/images/generations', json: { n: 1e9 } });
  expect(askedWorkOf(images).images).toBe(100);
});

test('T-08: several answers to one text, or to several texts, are reserved several times', () => {
  const of = (json: object) =>
    askedWorkOf(grantOf({ path: '/v1/completions', json, maxTokens: 50 })).answers;
  expect(of({ prompt: 'x', n: 10 })).toBe(10);
  expect(of({ prompt: 'x', n: 2, best_of: 5 })).toBe(5);
  expect(of({ prompt: 'x', n: 1e9 })).toBe(128);
  expect(of({ prompt: 'x', n: -3 })).toBe(1);
  expect(of({ prompt: ['a', 'b', 'c'], n: 2 })).toBe(6);
  expect(of({ prompt: [1, 2, 3] })).toBe(1);
  expect(of({ prompt: [[1, 2], [3]] })).toBe(2);
});

test('pictures are counted as asked for, and neither they nor embeddings answer in tokens', () => {
  const json = { prompt: 'a cat', batch_size: 2, n_iter: 3 };
  expect(askedWorkOf(grantOf({ path: '/sdapi/v1/txt2img', kind: 'a1111', json }))).toEqual({
    ...{ tokensIn: 0, maxTokens: null, isOpenEnded: false, answers: 0, images: 6, hasSound: false },
  });
  const embedding = grantOf({ path: '/v1/embeddings', json: { input: 'x'.repeat(40) } });
  expect(askedWorkOf(embedding)).toMatchObject({ tokensIn: 10, answers: 0, images: 0 });
});

test('D-6: of speech, and of work that is not known, nobody knows how much sound it is', () => {
  const of = (path: string, kind = 'openai') => askedWorkOf(grantOf({ path, kind })).hasSound;
  expect(of('/v1/audio/speech')).toBe(true);
  expect(of('/asr', 'whisper-asr')).toBe(true);
  expect(of('/v1/chat/completions')).toBe(false);
});

test('T-08: token ids count, and so does text however deep it stands', () => {
  const tokens = (json: object) =>
    askedWorkOf(grantOf({ path: '/v1/completions', json, length: 100 })).tokensIn;
  expect(tokens({ prompt: Array.from({ length: 500 }, (_, at) => at) })).toBe(500);
  expect(tokens({ prompt: [[1, 2], [3]] })).toBe(3);
  expect(tokens({ context: [1, 2, 3], prompt: '' })).toBe(3);
  let deep: unknown = 'x'.repeat(400);
  for (let level = 0; level < 5000; level++) deep = [deep];
  expect(tokens({ messages: deep })).toBe(100);
  expect(tokens({ Messages: [{ content: 'x'.repeat(400) }] })).toBe(100);
});

test('T-08: a text that only begins like a picture is text', () => {
  const tokens = (content: string) =>
    askedWorkOf(grantOf({ path: '/v1/chat/completions', json: { messages: [{ content }] } }));
  expect(tokens(`${'x'.repeat(2001)} ${'and so on '.repeat(10_000)}`).tokensIn).toBeGreaterThan(
    25_000,
  );
  expect(tokens(`data:image/png;base64,${'iVBORw0KGgo'.repeat(9000)}`).tokensIn).toBe(1500);
});

test('the price hangs on the model that answered, the service, the key and its person', () => {
  expect(priceFactsOf(grantOf({ path: '/' }), 'llama3.2')).toEqual({
    ...{ serviceId: '7', model: 'llama3.2', keyId: 'k1', person: 'p1' },
  });
});
