import { expect, test } from 'vitest';
import { cloudModels, comparableTo, sizeOf } from '../../gateway/billing/cloud-prices';
import { compareWithCloud } from '../../gateway/billing/comparison';
import type { UsageSummaryRows } from '../../gateway/ledger/usage-numbers';

type Use = UsageSummaryRows['totals'];
const none: Use = {
  ...{ calls: 0, billed: 0, succeeded: 0, refused: 0, failed: 0, bytesIn: 0, bytesOut: 0 },
  ...{ tokensIn: 0, tokensOut: 0, tokensCached: 0, images: 0, audioMs: 0, wattSeconds: 0 },
  costNano: '0',
};

test('every published price names its source and its date', () => {
  expect(cloudModels.length).toBeGreaterThanOrEqual(20);
  for (const { id, source, date, ...price } of cloudModels) {
    expect(source, id).toMatch(/^https:\/\//);
    expect(Date.parse(date), id).toBeLessThan(Date.parse('2026-12-01'));
    expect([price.perMillionIn, price.perImage, price.perAudioMinute].some((one) => one > 0n)).toBe(
      true,
    );
  }
  expect(new Set(cloudModels.map(({ id }) => id)).size).toBe(cloudModels.length);
});

test.each([
  ['llama3.2:1b', 1],
  ['llama3.2', 3],
  ['llama3.2:latest', 3],
  ['qwen2.5-coder:14b-instruct-q4_K_M', 14],
  ['Qwen/Qwen3-30B-A3B', 30],
  ['mixtral:8x7b', 56],
  ['library/mistral', 7],
  ['phi-3.5-mini', undefined],
  ['q4b', undefined],
])('the size of %s is %s thousand million', (model, size) => {
  expect(sizeOf(model)).toBe(size);
});

test.each([
  ['llama3.2:1b', 'cf-llama-3.2-1b'],
  ['llama3.1:8b', 'ministral-8b'],
  ['gpt-oss:120b', 'groq-gpt-oss-120b'],
  ['gpt-4o', 'gpt-4o'],
  ['nomic-embed-text', 'text-embedding-3-small'],
  ['my-own-model', 'gpt-4o-mini'],
])('%s is compared with %s', (model, id) => {
  expect(comparableTo(model).id).toBe(id);
});

test('tokens, pictures and speech are each compared, also of models that nobody named', () => {
  const byModel = [{ ...none, model: 'llama3.1:8b', tokensIn: 1_000_000, tokensOut: 3 }];
  const totals = { ...none, tokensIn: 1_000_000, tokensOut: 3, images: 2, audioMs: 90_000 };
  const found = compareWithCloud({ byModel, totals });
  expect(found.rows.map(({ model, wouldHaveCostNano }) => [model, wouldHaveCostNano])).toEqual([
    ['llama3.1:8b', '150000450'],
    ['(unknown)', String(2 * 40_000_000 + 9_000_000)],
  ]);
  expect(found.wouldHaveCostNano).toBe('239000450');
});
