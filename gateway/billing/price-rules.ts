import type { Price, PriceRule, PriceScope } from '#shared/contract/operations/prices';
import { noPrice } from '#shared/domain/no-price';
import { fitsModel, toModelName } from './model-pattern';

/** What a price hangs on. */
export interface PriceFacts {
  readonly serviceId: string;
  readonly model: string | null;
  readonly keyId: string;
  /** The person's id. */
  readonly person: string | null;
}

/** Key before person before service with model before model before service before everything else. */
const weightOf = ({ keyId, person, model, serviceId }: PriceScope): number =>
  (keyId === undefined ? 0 : 8) +
  (person === undefined ? 0 : 4) +
  (model === undefined ? 0 : 2) +
  (serviceId === undefined ? 0 : 1);

/** Of two models that fit, the exact one, then the longer pattern. */
const exactnessOf = ({ model = '' }: PriceScope): number =>
  model.endsWith('*') ? model.length : 1000;

const isNarrower = (a: PriceRule, b: PriceRule): number =>
  weightOf(b.scope) - weightOf(a.scope) || exactnessOf(b.scope) - exactnessOf(a.scope);

function fits({ keyId, person, model, serviceId }: PriceScope, facts: PriceFacts): boolean {
  return (
    (keyId === undefined || keyId === facts.keyId) &&
    (person === undefined || person === facts.person) &&
    (serviceId === undefined || serviceId === facts.serviceId) &&
    (model === undefined || fitsModel(model, facts.model))
  );
}

/** Of each field the most specific value that any fitting rule has; null where none says anything. */
export function resolveRules(rules: readonly PriceRule[], facts: PriceFacts): Price {
  const found: Price = { ...noPrice };
  for (const { price } of rules.filter(({ scope }) => fits(scope, facts)).sort(isNarrower)) {
    found.perRequestNano ??= price.perRequestNano;
    found.perMillionInNano ??= price.perMillionInNano;
    found.perMillionOutNano ??= price.perMillionOutNano;
    found.perMillionCachedNano ??= price.perMillionCachedNano;
    found.perImageNano ??= price.perImageNano;
    found.perAudioSecondNano ??= price.perAudioSecondNano;
    found.watts ??= price.watts;
  }
  return found;
}

/** A name that only patterns fit, never a rule for one model. */
const anyEnding = (pattern: string): string => `${pattern.slice(0, -1)}\u0000`;

/** For every price that a call of these facts can come to, one model that has it; null is a model without a rule. */
export function modelsPriced(rules: readonly PriceRule[], facts: PriceFacts): (string | null)[] {
  const models = new Set<string | null>([null]);
  for (const { scope } of rules) {
    const { model } = scope;
    if (model === undefined || !fits({ ...scope, model: undefined }, facts)) continue;
    models.add(model.endsWith('*') ? anyEnding(model) : model);
  }
  return [...models];
}

/** True when both are for the same calls. */
export const isSameScope = (a: PriceScope, b: PriceScope): boolean =>
  a.keyId === b.keyId &&
  a.person === b.person &&
  a.serviceId === b.serviceId &&
  (a.model === undefined) === (b.model === undefined) &&
  toModelName(a.model ?? '') === toModelName(b.model ?? '');
