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
    ...{ tokensIn: 100, maxTokens: 50, answersInTokens: true, images: 0 },
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

test('pictures are counted as asked for, and neither they nor embeddings answer in tokens', () => {
  const json = { prompt: 'a cat', batch_size: 2, n_iter: 3 };
  expect(askedWorkOf(grantOf({ path: '/sdapi/v1/txt2img', kind: 'a1111', json }))).toEqual({
    ...{ tokensIn: 0, maxTokens: null, answersInTokens: false, images: 6 },
  });
  const embedding = grantOf({ path: '/v1/embeddings', json: { input: 'x'.repeat(40) } });
  expect(askedWorkOf(embedding)).toMatchObject({ tokensIn: 10, answersInTokens: false, images: 0 });
});

test('the price hangs on the model that answered, the service, the key and its person', () => {
  expect(priceFactsOf(grantOf({ path: '/' }), 'llama3.2')).toEqual({
    ...{ serviceId: '7', model: 'llama3.2', keyId: 'k1', person: 'p1' },
  });
});
