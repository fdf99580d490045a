import type { Price } from '#shared/contract/operations/prices';
import type { Config } from '../storage/config-schema';
import type { ConfigStore } from '../storage/config-store';
import { costOf, type EffectivePrice, type Usage } from './cost';
import { modelsPriced, resolveRules, type PriceFacts } from './price-rules';
import { toMinutes, type Tariff } from './tariff';

/** The most that a call is expected to use. */
export interface Estimate {
  readonly tokens: number;
  readonly costNano: bigint;
  /** A part of the price hangs on what nobody knows before (seconds of sound, energy): it may cost any amount more. */
  readonly isUnknown: boolean;
}

/** What a call says about itself before it is passed on; whole numbers from 0. */
export interface AskedWork {
  /** AI tokens of the prompt. */
  readonly tokensIn: number;
  /** At most so many AI tokens as an answer; null when the call does not say. */
  readonly maxTokens: number | null;
  /** The answer may become longer than that all the same. */
  readonly isOpenEnded: boolean;
  /** So many answers of that length; 0 for a call that answers in no tokens (pictures, speech, embeddings). */
  readonly answers: number;
  readonly images: number;
  /** Seconds of sound may be counted. */
  readonly hasSound: boolean;
}

/** What everything costs, as the owner has set it at this moment. All arithmetic is exact. */
export interface PriceBook {
  /** The price of such a call: of each field the most specific one. */
  resolve(facts: PriceFacts): EffectivePrice;
  /** The cost in nano-units, rounded once, half up. */
  costOf(price: EffectivePrice, used: Usage): bigint;
  /** The worst case, to hold back while the call is under way. */
  estimate(facts: PriceFacts, asked: AskedWork): Estimate;
}

/** Combinations of service, model, key and person that are remembered; callers choose the names of models. */
const MOST_REMEMBERED = 2000;

function toEffective(price: Price, { settings }: Config): EffectivePrice {
  const perMillionInNano = BigInt(price.perMillionInNano ?? 0);
  return {
    perRequestNano: BigInt(price.perRequestNano ?? settings.defaultPricePerRequestNano),
    perMillionInNano,
    perMillionOutNano: BigInt(price.perMillionOutNano ?? 0),
    // What is not priced on its own is input like any other.
    perMillionCachedNano:
      price.perMillionCachedNano === null ? perMillionInNano : BigInt(price.perMillionCachedNano),
    perImageNano: BigInt(price.perImageNano ?? 0),
    perAudioSecondNano: BigInt(price.perAudioSecondNano ?? 0),
    watts: price.watts ?? 0,
  };
}

function toTariff({ settings: { energy, timeZone } }: Config): Tariff | null {
  if (!energy) return null;
  const { night } = energy;
  return {
    perKwhNano: BigInt(energy.perKwhNano),
    timeZone,
    night: night && {
      from: toMinutes(night.from),
      to: toMinutes(night.to),
      perKwhNano: BigInt(night.perKwhNano),
    },
  };
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);

const maxOf = (a: EffectivePrice, b: EffectivePrice): EffectivePrice => ({
  perRequestNano: max(a.perRequestNano, b.perRequestNano),
  perMillionInNano: max(a.perMillionInNano, b.perMillionInNano),
  perMillionOutNano: max(a.perMillionOutNano, b.perMillionOutNano),
  perMillionCachedNano: max(a.perMillionCachedNano, b.perMillionCachedNano),
  perImageNano: max(a.perImageNano, b.perImageNano),
  perAudioSecondNano: max(a.perAudioSecondNano, b.perAudioSecondNano),
  watts: Math.max(a.watts, b.watts),
});

class ConfiguredPrices implements PriceBook {
  readonly #store: Pick<ConfigStore, 'current'>;
  readonly #remembered = new Map<string, EffectivePrice>();
  readonly #rememberedDearest = new Map<string, EffectivePrice>();
  #config: Config;
  #tariff: Tariff | null;

  constructor(store: Pick<ConfigStore, 'current'>) {
    this.#store = store;
    this.#config = store.current;
    this.#tariff = toTariff(store.current);
  }

  resolve(facts: PriceFacts): EffectivePrice {
    const { prices } = this.#refresh();
    // One price for everything: nothing to look up.
    const name =
      prices.length === 0
        ? ''
        : `${facts.keyId}\n${facts.person ?? ''}\n${facts.serviceId}\n${facts.model ?? ''}`;
    const known = this.#remembered.get(name);
    if (known) return known;
    if (this.#remembered.size >= MOST_REMEMBERED) this.#remembered.clear();
    const found = toEffective(resolveRules(prices, facts), this.#config);
    this.#remembered.set(name, found);
    return found;
  }

  costOf(price: EffectivePrice, used: Usage): bigint {
    this.#refresh();
    return costOf(price, used, this.#tariff);
  }

  estimate(facts: PriceFacts, asked: AskedWork): Estimate {
    const price = this.#dearest(facts);
    const { reserveTokens } = this.#config.settings;
    const isKnown = asked.maxTokens !== null && !asked.isOpenEnded;
    const longest = Math.max(asked.maxTokens ?? 0, isKnown ? 0 : reserveTokens);
    const tokensOut = longest * asked.answers;
    const { tokensIn, images } = asked;
    const used = { ...nothingElse, requests: 1, tokensIn, tokensOut, images };
    const isUnknown =
      (asked.hasSound && price.perAudioSecondNano > 0n) || (price.watts > 0 && !!this.#tariff);
    return { tokens: tokensIn + tokensOut, costNano: costOf(price, used, null), isUnknown };
  }

  /** Of each field the highest price of any model: another one than the one asked for may answer. */
  #dearest(facts: PriceFacts): EffectivePrice {
    const { prices } = this.#refresh();
    if (prices.length === 0) return this.resolve(facts);
    const name = `${facts.keyId}\n${facts.person ?? ''}\n${facts.serviceId}`;
    const known = this.#rememberedDearest.get(name);
    if (known) return known;
    if (this.#rememberedDearest.size >= MOST_REMEMBERED) this.#rememberedDearest.clear();
    const found = modelsPriced(prices, facts)
      .map((model) => toEffective(resolveRules(prices, { ...facts, model }), this.#config))
      .reduce(maxOf);
    const perMillionInNano = max(found.perMillionInNano, found.perMillionCachedNano);
    const dearest = { ...found, perMillionInNano };
    this.#rememberedDearest.set(name, dearest);
    return dearest;
  }

  #refresh(): Config {
    const { current } = this.#store;
    if (current !== this.#config) {
      this.#config = current;
      this.#tariff = toTariff(current);
      this.#remembered.clear();
      this.#rememberedDearest.clear();
    }
    return current;
  }
}

/** How long a call works, and how long its speech is, nobody knows before. */
const nothingElse: Usage = {
  requests: 0,
  tokensIn: 0,
  tokensOut: 0,
  tokensCached: 0,
  images: 0,
  audioMs: 0,
  startedAtMs: 0,
  workedMs: 0,
};

/** A price book over the configuration; a changed price holds from the next call on. */
export const createPriceBook = (deps: { config: Pick<ConfigStore, 'current'> }): PriceBook =>
  new ConfiguredPrices(deps.config);
