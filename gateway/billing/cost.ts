import { splitByTariff, type Tariff } from './tariff';

/** What a call costs by kind, in nano-units; everything is known. */
export interface EffectivePrice {
  readonly perRequestNano: bigint;
  readonly perMillionInNano: bigint;
  readonly perMillionOutNano: bigint;
  readonly perMillionCachedNano: bigint;
  readonly perImageNano: bigint;
  readonly perAudioSecondNano: bigint;
  readonly watts: number;
}

/** What was used: whole numbers from 0. */
export interface Usage {
  readonly requests: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** Of `tokensIn`. */
  readonly tokensCached: number;
  readonly images: number;
  readonly audioMs: number;
  /** When the service began to work, wall clock, and for how long. */
  readonly startedAtMs: number;
  readonly workedMs: number;
}

const MILLION = 1_000_000n;
const MS_PER_SECOND = 1000n;
/** Watts times milliseconds of a kilowatt-hour. */
const WATT_MS_PER_KWH = 3_600_000_000n;
/** Of this all the others are parts, so that everything can be added up before anything is rounded. */
const DENOMINATOR = WATT_MS_PER_KWH;

function energyOf(watts: number, used: Usage, tariff: Tariff | null): bigint {
  if (watts === 0 || !tariff) return 0n;
  const { dayMs, nightMs } = splitByTariff(used.startedAtMs, used.workedMs, tariff);
  const night = tariff.night?.perKwhNano ?? 0n;
  return BigInt(watts) * (BigInt(dayMs) * tariff.perKwhNano + BigInt(nightMs) * night);
}

/** The exact cost in nano-units: everything is added up as whole parts, then rounded once, half up. */
export function costOf(price: EffectivePrice, used: Usage, tariff: Tariff | null): bigint {
  const cached = BigInt(Math.min(used.tokensCached, used.tokensIn));
  const whole =
    BigInt(used.requests) * price.perRequestNano + BigInt(used.images) * price.perImageNano;
  const perMillion =
    (BigInt(used.tokensIn) - cached) * price.perMillionInNano +
    cached * price.perMillionCachedNano +
    BigInt(used.tokensOut) * price.perMillionOutNano;
  const perSecond = BigInt(used.audioMs) * price.perAudioSecondNano;
  const parts =
    whole * DENOMINATOR +
    perMillion * (DENOMINATOR / MILLION) +
    perSecond * (DENOMINATOR / MS_PER_SECOND) +
    energyOf(price.watts, used, tariff);
  return (2n * parts + DENOMINATOR) / (2n * DENOMINATOR);
}

/** Whole watt-seconds of a call. */
export const wattSecondsOf = (watts: number, workedMs: number): number =>
  Math.round((watts * workedMs) / 1000);
