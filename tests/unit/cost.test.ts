import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { costOf, type EffectivePrice, type Usage } from '../../gateway/billing/cost';
import { free, nothing } from '../support/prices';
import { createRandom } from '../support/seeded-random';

/** The same sum by fractions that are reduced at every step: slow, and written without a look at the fast way. */
function slowCost(price: EffectivePrice, used: Usage): bigint {
  const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));
  const parts: [bigint, bigint][] = [
    [BigInt(used.requests) * price.perRequestNano, 1n],
    [BigInt(used.tokensIn - used.tokensCached) * price.perMillionInNano, 1_000_000n],
    [BigInt(used.tokensCached) * price.perMillionCachedNano, 1_000_000n],
    [BigInt(used.tokensOut) * price.perMillionOutNano, 1_000_000n],
    [BigInt(used.images) * price.perImageNano, 1n],
    [BigInt(used.audioMs) * price.perAudioSecondNano, 1000n],
  ];
  const [top, bottom] = parts.reduce<[bigint, bigint]>(
    ([n, d], [m, e]) => {
      const [sum, by] = [n * e + m * d, d * e];
      const common = gcd(sum, by) || 1n;
      return [sum / common, by / common];
    },
    [0n, 1n],
  );
  const [whole, rest] = [top / bottom, top % bottom];
  return rest * 2n >= bottom ? whole + 1n : whole;
}

const aPrice = fc.record({
  perRequestNano: fc.bigInt(0n, 10n ** 15n),
  perMillionInNano: fc.bigInt(0n, 10n ** 15n),
  perMillionOutNano: fc.bigInt(0n, 10n ** 15n),
  perMillionCachedNano: fc.bigInt(0n, 10n ** 15n),
  perImageNano: fc.bigInt(0n, 10n ** 12n),
  perAudioSecondNano: fc.bigInt(0n, 10n ** 12n),
  watts: fc.constant(0),
});
const aUse = fc
  .record({
    requests: fc.nat(3),
    tokensIn: fc.nat(2_000_000),
    tokensOut: fc.nat(2_000_000),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    images: fc.nat(20),
    audioMs: fc.nat(10_000_000),
  })
  .map(({ share, ...used }) => ({
    ...nothing,
    ...used,
    tokensCached: Math.floor(used.tokensIn * share),
  }));

describe('what a call costs', () => {
  test('D-5: everything is added up exactly and rounded once, half up', () => {
    const half = { ...free, perMillionInNano: 1n };
    expect(costOf(half, { ...nothing, tokensIn: 499_999 }, null)).toBe(0n);
    expect(costOf(half, { ...nothing, tokensIn: 500_000 }, null)).toBe(1n);
    // Three halves of a nano-unit are two, not three times one.
    const both = { ...half, perMillionOutNano: 1n, perAudioSecondNano: 1n };
    const used = { ...nothing, tokensIn: 500_000, tokensOut: 500_000, audioMs: 500 };
    expect(costOf(both, used, null)).toBe(2n);
    fc.assert(
      fc.property(aPrice, aUse, (price, use) => costOf(price, use, null) === slowCost(price, use)),
    );
  });

  test('D-5: a million random charges add up to the last nano-unit', () => {
    let [sum, replayed] = [0n, 0n];
    const random = createRandom(42);
    const price = { ...free, perRequestNano: 1_000_000n, perMillionOutNano: 333_333_333n };
    for (let n = 0; n < 1_000_000; n++) {
      const tokensOut = random(10_000);
      sum += costOf(price, { ...nothing, requests: 1, tokensOut }, null);
      replayed += 1_000_000n + (BigInt(tokensOut) * 333_333_333n * 2n + 1_000_000n) / 2_000_000n;
    }
    expect(sum).toBe(replayed);
    expect(sum).toBeGreaterThan(10n ** 12n);
  });

  test('D-5: more use never costs less', () => {
    const names = ['requests', 'tokensIn', 'tokensOut', 'images', 'audioMs'] as const;
    fc.assert(
      fc.property(
        aPrice,
        aUse,
        fc.constantFrom(...names),
        fc.nat(5000),
        (price, use, name, more) => {
          const larger = { ...use, [name]: use[name] + more };
          return costOf(price, larger, null) >= costOf(price, use, null);
        },
      ),
    );
  });

  test('what came from the cache has its own price, and never counts for more than the input', () => {
    const price = { ...free, perMillionInNano: 1_000_000n, perMillionCachedNano: 100_000n };
    expect(costOf(price, { ...nothing, tokensIn: 100, tokensCached: 40 }, null)).toBe(64n);
    expect(costOf(price, { ...nothing, tokensIn: 100, tokensCached: 900 }, null)).toBe(10n);
  });

  test('D-5: no amount of money is ever a floating-point number', async () => {
    const folder = path.resolve(import.meta.dirname, '../../gateway/billing');
    for (const name of await readdir(folder)) {
      const text = await readFile(path.join(folder, name), 'utf8');
      expect(text, name).not.toMatch(/Number\([^)]*Nano|parseFloat|toFixed|\bNano: number/i);
    }
  });
});
