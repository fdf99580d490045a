import type { Price, PriceRule, PriceScope } from '#shared/contract/operations/prices';
import { toAmountText, toNano, toWhole } from '../../text/amount';
import { PRICE_FIELDS, type PriceField } from './price-text';

const MOST_WATTS = 100_000;

/** The kinds of price of which one is enough in most cases, and the fields that each stands for. */
const PRICE_KINDS = {
  call: ['perRequestNano'],
  tokens: ['perMillionInNano', 'perMillionOutNano'],
  picture: ['perImageNano'],
  second: ['perAudioSecondNano'],
  power: [],
} as const satisfies Record<string, readonly PriceField[]>;
type PriceKind = keyof typeof PRICE_KINDS;
export const PRICE_KIND_NAMES = ['call', 'tokens', 'picture', 'second', 'power'] as const;

/** What a price is for, in the order in which it is asked. */
export const PRICE_WHATS = ['service', 'model', 'key', 'person'] as const;
export type PriceWhat = (typeof PRICE_WHATS)[number];

/** A price as a person enters it; an empty field is left to the next wider price. */
export class PriceDraft {
  serviceId = $state('');
  model = $state('');
  keyId = $state('');
  person = $state('');
  watts = $state('');
  kind = $state<PriceKind>('call');
  what = $state<PriceWhat>('service');
  readonly #isNew: boolean;
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
    this.#isNew = price === undefined;
    if (!price) return;
    this.watts = price.watts === null ? '' : String(price.watts);
    for (const field of PRICE_FIELDS) this.amounts[field] = toAmountText(price[field]);
    this.kind = PRICE_KIND_NAMES.find((kind) => this.#isSet(kind)) ?? 'call';
  }

  /** The fields that the one price stands for. */
  get fields(): readonly PriceField[] {
    return PRICE_KINDS[this.kind];
  }

  /** The one price as it is typed; empty where its fields differ. */
  get simple(): string {
    if (this.kind === 'power') return this.watts;
    const [first = '', ...others] = this.fields.map((field) => this.amounts[field]);
    return others.every((text) => text === first) ? first : '';
  }

  set simple(text: string) {
    if (this.kind === 'power') this.watts = text;
    for (const field of this.fields) this.amounts[field] = text;
  }

  /** Of a price that is there already nothing is taken away by looking at another kind. */
  chooseKind(kind: PriceKind): void {
    const typed = this.simple;
    if (this.#isNew) this.simple = '';
    const isMoney = this.kind !== 'power' && kind !== 'power';
    this.kind = kind;
    if (this.#isNew && isMoney && this.simple === '') this.simple = typed;
  }

  chooseWhat(what: PriceWhat): void {
    this.setScope(this.what, '');
    this.what = what;
  }

  scopeOf(what: PriceWhat): string {
    return { service: this.serviceId, model: this.model, key: this.keyId, person: this.person }[
      what
    ];
  }

  setScope(what: PriceWhat, text: string): void {
    if (what === 'service') this.serviceId = text;
    else if (what === 'model') this.model = text;
    else if (what === 'key') this.keyId = text;
    else this.person = text;
  }

  /** Amounts besides the one price. */
  get others(): readonly PriceField[] {
    const shown: readonly PriceField[] = this.kind === 'tokens' ? [] : this.fields;
    return PRICE_FIELDS.filter((field) => !shown.includes(field));
  }

  /** True while AI tokens cost differently in and out. */
  get differs(): boolean {
    const texts = this.fields.map((field) => this.amounts[field]);
    return texts.some((text) => text !== texts[0]);
  }

  /** How many prices there are besides the one. */
  get moreCount(): number {
    const others = PRICE_FIELDS.filter((field) => this.differs || !this.fields.includes(field));
    const amounts = others.filter((field) => this.amounts[field].trim() !== '').length;
    const hasPower = this.kind !== 'power' && this.watts.trim() !== '';
    const scopes = PRICE_WHATS.filter((what) => what !== this.what && this.scopeOf(what) !== '');
    return amounts + (hasPower ? 1 : 0) + (this.#isNew ? scopes.length : 0);
  }

  #isSet(kind: PriceKind): boolean {
    if (kind === 'power') return this.watts !== '';
    return PRICE_KINDS[kind].some((field) => this.amounts[field] !== '');
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
