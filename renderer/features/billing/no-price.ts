import type { Price } from '#shared/contract/operations/prices';

/** Says nothing: what it is set for has no price of its own any more. */
export const noPrice: Price = {
  perRequestNano: null,
  perMillionInNano: null,
  perMillionOutNano: null,
  perMillionCachedNano: null,
  perImageNano: null,
  perAudioSecondNano: null,
  watts: null,
};
