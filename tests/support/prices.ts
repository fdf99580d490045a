import type { EffectivePrice, Usage } from '../../gateway/billing/cost';

/** A call that used nothing. */
export const nothing: Usage = {
  requests: 0,
  tokensIn: 0,
  tokensOut: 0,
  tokensCached: 0,
  images: 0,
  audioMs: 0,
  startedAtMs: 0,
  workedMs: 0,
};
/** A price that costs nothing. */
export const free: EffectivePrice = {
  perRequestNano: 0n,
  perMillionInNano: 0n,
  perMillionOutNano: 0n,
  perMillionCachedNano: 0n,
  perImageNano: 0n,
  perAudioSecondNano: 0n,
  watts: 0,
};
