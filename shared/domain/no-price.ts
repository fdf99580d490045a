import type { Price } from '../contract/operations/prices';

/** Says nothing: what it is set for has no price of its own. */
export const noPrice: Price = {
  perRequestNano: null,
  perMillionInNano: null,
  perMillionOutNano: null,
  perMillionCachedNano: null,
  perImageNano: null,
  perAudioSecondNano: null,
  watts: null,
};
