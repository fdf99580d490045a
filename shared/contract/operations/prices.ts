import * as z from 'zod';
import { Amount, ClockTime } from './allowances';
import { Id, label } from './fields';

/** What a call costs, in nano-units of the owner's currency; null leaves it to the next wider price. */
export const Price = z.object({
  perRequestNano: Amount.nullable(),
  /** Per 1,000,000 AI tokens. */
  perMillionInNano: Amount.nullable(),
  perMillionOutNano: Amount.nullable(),
  /** Of the input, what the service took from its cache. */
  perMillionCachedNano: Amount.nullable(),
  perImageNano: Amount.nullable(),
  perAudioSecondNano: Amount.nullable(),
  /** Power that the service draws while it works on a call; charged by the tariff in the settings. */
  watts: z.int().min(0).max(100_000).nullable(),
});
export type Price = z.infer<typeof Price>;

/** What a price is for; every field that is given must fit. Empty is the price of everything else. */
export const PriceScope = z.object({
  serviceId: Id.optional(),
  /** A `*` at the end stands for any ending. */
  model: label(200).optional(),
  keyId: Id.optional(),
  person: Id.optional(),
});
export type PriceScope = z.infer<typeof PriceScope>;

export const PriceRule = z.object({ scope: PriceScope, price: Price });
export type PriceRule = z.infer<typeof PriceRule>;

/** What a kilowatt-hour costs, and what it costs at night. */
export const Energy = z.object({
  perKwhNano: Amount,
  night: z.object({ from: ClockTime, to: ClockTime, perKwhNano: Amount }).nullable(),
});
