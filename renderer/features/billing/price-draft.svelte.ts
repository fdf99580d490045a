import type { Price, PriceRule, PriceScope } from '#shared/contract/operations/prices';
import { toAmountText, toNano, toWhole } from '../../text/amount';
import { PRICE_FIELDS, type PriceField } from './price-text';

const MOST_WATTS = 100_000;

/** A price as a person enters it; an empty field is left to the next wider price. */
export class PriceDraft {
  serviceId = $state('');
  model = $state('');
  keyId = $state('');
  person = $state('');
  watts = $state('');
  amounts = $state<Record<PriceField, string>>({
    perRequestNano: '',
    perMillionInNano: '',
    perMillionOutNano: '',
    perMillionCachedNano: '',
    perImageNano: '',
    perAudioSecondNano: '',
  });

  constructor({ scope, price }: { scope: PriceScope; price?: PriceRule['price'] | undefined }) {
    this.serviceId = scope.serviceId ?? '';
    this.model = scope.model ?? '';
    this.keyId = scope.keyId ?? '';
    this.person = scope.person ?? '';
    if (!price) return;
    this.watts = price.watts === null ? '' : String(price.watts);
    for (const field of PRICE_FIELDS) this.amounts[field] = toAmountText(price[field]);
  }

  hasScope = $derived(
    [this.serviceId, this.model.trim(), this.keyId, this.person].some((one) => one !== ''),
  );
  isWattsGood = $derived(
    this.watts.trim() === '' || (toWhole(this.watts) ?? MOST_WATTS + 1) <= MOST_WATTS,
  );
  saysSomething = $derived(
    this.watts.trim() !== '' || PRICE_FIELDS.some((field) => this.amounts[field].trim() !== ''),
  );

  isAmountGood(field: PriceField): boolean {
    const text = this.amounts[field];
    return text.trim() === '' || toNano(text) !== undefined;
  }

  get isComplete(): boolean {
    const areAmountsGood = PRICE_FIELDS.every((field) => this.isAmountGood(field));
    return this.hasScope && this.isWattsGood && this.saysSomething && areAmountsGood;
  }

  toScope(): PriceScope {
    const model = this.model.trim();
    return {
      ...(this.serviceId && { serviceId: this.serviceId }),
      ...(model && { model }),
      ...(this.keyId && { keyId: this.keyId }),
      ...(this.person && { person: this.person }),
    };
  }

  /** Every field, so that one which was emptied says nothing any more. */
  toPrice(): Price {
    const amountOf = (field: PriceField) => toNano(this.amounts[field]) ?? null;
    return {
      perRequestNano: amountOf('perRequestNano'),
      perMillionInNano: amountOf('perMillionInNano'),
      perMillionOutNano: amountOf('perMillionOutNano'),
      perMillionCachedNano: amountOf('perMillionCachedNano'),
      perImageNano: amountOf('perImageNano'),
      perAudioSecondNano: amountOf('perAudioSecondNano'),
      watts: this.watts.trim() === '' ? null : (toWhole(this.watts) ?? null),
    };
  }
}
