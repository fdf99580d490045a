import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PriceRule } from '#shared/contract/operations/prices';
import { createPriceBook, type AskedWork } from '../../gateway/billing/price-book';
import { noPrice } from '#shared/domain/no-price';
import type { PriceFacts } from '../../gateway/billing/price-rules';
import { splitByTariff } from '../../gateway/billing/tariff';
import type { Config } from '../../gateway/storage/config-schema';
import { emptyConfig } from '../../gateway/storage/empty-config';
import { free, nothing } from '../support/prices';

const facts: PriceFacts = { serviceId: '1', model: 'llama3.2', keyId: 'k1', person: 'p1' };
const rule = (scope: PriceRule['scope'], price: Partial<PriceRule['price']>): PriceRule => ({
  scope,
  price: { ...noPrice, ...price },
});
function bookWith(prices: PriceRule[], settings: Partial<Config['settings']> = {}) {
  const base = emptyConfig();
  const store = { current: { ...base, prices, settings: { ...base.settings, ...settings } } };
  return { store, book: createPriceBook({ config: store }) };
}
const perRequest = (prices: PriceRule[], of: Partial<PriceFacts> = {}) =>
  bookWith(prices).book.resolve({ ...facts, ...of }).perRequestNano;

describe('which price holds', () => {
  test('S003-30: a call for which nobody set a price costs 0.001', () => {
    expect(perRequest([])).toBe(1_000_000n);
    expect(perRequest([rule({}, { perRequestNano: '0' })])).toBe(0n);
  });

  test('key before person before service with model before model before service before all', () => {
    const rules = [
      rule({}, { perRequestNano: '1' }),
      rule({ serviceId: '1' }, { perRequestNano: '2' }),
      rule({ model: 'llama3.2' }, { perRequestNano: '3' }),
      rule({ model: 'llama3.2', serviceId: '1' }, { perRequestNano: '4' }),
      rule({ person: 'p1' }, { perRequestNano: '5' }),
      rule({ keyId: 'k1' }, { perRequestNano: '6' }),
    ];
    const winners = rules.map((_one, count) => perRequest(rules.slice(0, count + 1).reverse()));
    expect(winners).toEqual([1n, 2n, 3n, 4n, 5n, 6n]);
  });

  test('each field is looked up on its own: a key with a price per call still pays for its tokens', () => {
    const { book } = bookWith([
      rule({ keyId: 'k1' }, { perRequestNano: '7' }),
      rule({ model: 'llama*' }, { perMillionInNano: '100', perMillionOutNano: '200' }),
      rule({}, { perImageNano: '9', watts: 300 }),
    ]);
    expect(book.resolve(facts)).toEqual({
      perRequestNano: 7n,
      perMillionInNano: 100n,
      perMillionOutNano: 200n,
      perMillionCachedNano: 100n,
      perImageNano: 9n,
      perAudioSecondNano: 0n,
      watts: 300,
    });
  });

  test('a star stands for any ending; the exact name and the longer beginning come first', () => {
    const rules = [
      rule({ model: '*' }, { perRequestNano: '1' }),
      rule({ model: 'llama*' }, { perRequestNano: '2' }),
      rule({ model: 'llama3*' }, { perRequestNano: '3' }),
      rule({ model: 'llama3.2' }, { perRequestNano: '4' }),
    ];
    const of = (model: string | null) => perRequest(rules, { model });
    expect([of('qwen'), of('llama2'), of('llama3.1'), of('llama3.2')]).toEqual([1n, 2n, 3n, 4n]);
    expect(of(null)).toBe(1_000_000n);
  });

  test('T-08: another spelling of a model is not another price', () => {
    const rules = [rule({ model: 'llama3.2' }, { perRequestNano: '5' })];
    for (const model of ['LLAMA3.2', 'llama3.2:latest', 'Llama3.2:LATEST'])
      expect(perRequest(rules, { model })).toBe(5n);
  });

  test('a changed price holds from the next call on', () => {
    const { store, book } = bookWith([rule({}, { perRequestNano: '1' })]);
    expect(book.resolve(facts).perRequestNano).toBe(1n);
    store.current = { ...store.current, prices: [rule({}, { perRequestNano: '2' })] };
    expect(book.resolve(facts).perRequestNano).toBe(2n);
  });

  test('thousands of invented model names are not remembered for ever', () => {
    const { book } = bookWith([rule({ model: 'm*' }, { perRequestNano: '1' })]);
    for (let n = 0; n < 10_000; n++) book.resolve({ ...facts, model: `m${n}` });
    expect(book.resolve({ ...facts, model: 'm9999' }).perRequestNano).toBe(1n);
  });
});

describe('energy', () => {
  const night = { from: '22:00', to: '06:00', perKwhNano: '100000000' };
  const energy = { perKwhNano: '300000000', night };
  const at = (iso: string) => Date.parse(iso);
  const work = (startedAtMs: number, workedMs: number, timeZone: string) =>
    bookWith([], { energy, timeZone }).book.costOf(
      { ...free, watts: 1000 },
      { ...nothing, startedAtMs, workedMs },
    );
  const HOUR = 3_600_000;

  test('a kilowatt for an hour costs one kilowatt-hour of the tariff', () => {
    expect(work(at('2026-03-02T12:00:00Z'), HOUR, 'UTC')).toBe(300_000_000n);
    expect(work(at('2026-03-02T23:00:00Z'), HOUR, 'UTC')).toBe(100_000_000n);
  });

  test("the night begins by the owner's clock, and a call over it is split to the minute", () => {
    expect(work(at('2026-03-02T21:30:00Z'), HOUR, 'UTC')).toBe(200_000_000n);
    expect(work(at('2026-03-02T20:30:00Z'), HOUR, 'Europe/Berlin')).toBe(200_000_000n);
    expect(work(at('2026-03-03T05:30:00Z'), HOUR, 'UTC')).toBe(200_000_000n);
  });

  test('a night in which clocks change is as long as it really is', () => {
    const split = (from: string, hours: number) =>
      splitByTariff(at(from), hours * HOUR, {
        night: { from: 1320, to: 360, perKwhNano: 0n },
        timeZone: 'Europe/Berlin',
      });
    // 22:00 to 06:00 with one hour skipped, and with one hour twice.
    expect(split('2026-03-28T12:00:00Z', 24)).toEqual({ dayMs: 17 * HOUR, nightMs: 7 * HOUR });
    expect(split('2026-10-24T12:00:00Z', 24)).toEqual({ dayMs: 15 * HOUR, nightMs: 9 * HOUR });
  });

  test('D-5: day and night together are always the whole time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_000_000_000_000 }),
        fc.integer({ min: 0, max: 100_000_000 }),
        fc.nat(1439),
        fc.nat(1439),
        (start, length, from, to) => {
          const night = { from, to, perKwhNano: 0n };
          const timeZone = 'Europe/Berlin';
          const { dayMs, nightMs } = splitByTariff(start, length, { night, timeZone });
          return dayMs + nightMs === length && dayMs >= 0 && nightMs >= 0;
        },
      ),
      { numRuns: 60 },
    );
  });

  test('without a tariff power costs nothing', () => {
    const price = { ...free, watts: 500 };
    expect(bookWith([]).book.costOf(price, { ...nothing, workedMs: HOUR })).toBe(0n);
  });
});

describe('what is held back for a call', () => {
  const { book } = bookWith(
    [rule({}, { perRequestNano: '10', perMillionInNano: '1000000', perMillionOutNano: '2000000' })],
    { reserveTokens: 500 },
  );
  const asked: AskedWork = {
    tokensIn: 30,
    maxTokens: 70,
    isOpenEnded: false,
    answers: 1,
    images: 0,
    hasSound: false,
  };

  test('D-6: the prompt and the longest answer that was asked for', () => {
    expect(book.estimate(facts, asked)).toMatchObject({ tokens: 100, costNano: 10n + 30n + 140n });
  });

  test('D-6: the figure of the settings when the call does not say, and nothing for a picture', () => {
    expect(book.estimate(facts, { ...asked, maxTokens: null }).tokens).toBe(530);
    const picture = { ...asked, tokensIn: 0, maxTokens: null, answers: 0, images: 2 };
    expect(book.estimate(facts, picture)).toMatchObject({ tokens: 0, costNano: 10n });
  });

  test('D-6, T-08: an answer that may have no end is at least as long as the settings say', () => {
    const endless = { ...asked, isOpenEnded: true };
    expect(book.estimate(facts, { ...endless, maxTokens: 1 }).tokens).toBe(530);
    expect(book.estimate(facts, { ...endless, maxTokens: 900 }).tokens).toBe(930);
    expect(book.estimate(facts, { ...asked, answers: 10 }).tokens).toBe(730);
  });

  test('D-6, T-08: a cheap model that is asked for does not hide the dear one that may answer', () => {
    const { book: priced } = bookWith([
      rule({}, { perRequestNano: '10' }),
      rule({ model: 'llama3.2' }, { perMillionOutNano: '1000000' }),
      rule({ model: 'big*' }, { perMillionOutNano: '9000000', perMillionInNano: '1000000' }),
      rule({ model: 'bigger' }, { perRequestNano: '50', perMillionOutNano: '2000000' }),
      rule({ model: 'x', serviceId: '2' }, { perMillionOutNano: '99000000' }),
      rule({ model: 'y', keyId: 'k2' }, { perMillionOutNano: '99000000' }),
    ]);
    expect(priced.estimate(facts, asked).costNano).toBe(50n + 30n + 630n);
    const { book: own } = bookWith([
      rule({ model: 'big*' }, { perMillionOutNano: '9000000' }),
      rule({ keyId: 'k1' }, { perRequestNano: '0', perMillionOutNano: '1000000' }),
    ]);
    expect(own.estimate(facts, asked).costNano).toBe(70n);
  });

  test('D-6: cached input that is dearer than other input is reckoned with', () => {
    const price = { perRequestNano: '0', perMillionCachedNano: '2000000' };
    const { book: priced } = bookWith([rule({}, price)]);
    expect(priced.estimate(facts, asked).costNano).toBe(60n);
  });

  test('D-6: what seconds of sound and energy will cost is not known before', () => {
    const { book: sound } = bookWith([rule({}, { perAudioSecondNano: '1' })]);
    expect(sound.estimate(facts, asked).isUnknown).toBe(false);
    expect(sound.estimate(facts, { ...asked, hasSound: true }).isUnknown).toBe(true);
    const energy = { perKwhNano: '300000000', night: null };
    const { book: power } = bookWith([rule({ model: 'big' }, { watts: 300 })], { energy });
    expect(power.estimate(facts, asked).isUnknown).toBe(true);
    const { book: unpriced } = bookWith([rule({}, { watts: 300 })]);
    expect(unpriced.estimate(facts, asked).isUnknown).toBe(false);
  });
});
