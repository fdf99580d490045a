import type { Price, PriceScope } from '#shared/contract/operations/prices';
import { toMoney } from '../../text/format';
import { t } from '../../text/t';

/** The fields of a price that are amounts of money, in the order in which one reads them. */
export const PRICE_FIELDS = [
  'perRequestNano',
  'perMillionInNano',
  'perMillionOutNano',
  'perMillionCachedNano',
  'perImageNano',
  'perAudioSecondNano',
] as const satisfies readonly (keyof Price)[];
export type PriceField = (typeof PRICE_FIELDS)[number];

type Named = readonly { readonly id: string; readonly name: string }[];
interface ScopeNames {
  readonly keys: Named;
  readonly people: Named;
  readonly services: Named;
}

const nameIn = (list: Named, id: string): string =>
  list.find((one) => one.id === id)?.name ?? t.usage.removedId(id);

/** What a price is for, such as "Key Phone, Model llama3*". */
export function toScopeText(scope: PriceScope, names: ScopeNames): string {
  const { scopes } = t.prices;
  const parts = [
    scope.keyId === undefined ? '' : `${scopes.key} ${nameIn(names.keys, scope.keyId)}`,
    scope.person === undefined ? '' : `${scopes.person} ${nameIn(names.people, scope.person)}`,
    scope.serviceId === undefined
      ? ''
      : `${scopes.service} ${nameIn(names.services, scope.serviceId)}`,
    scope.model === undefined ? '' : `${scopes.model} ${scope.model}`,
  ].filter(Boolean);
  return parts.join(', ') || t.prices.everything;
}

/** The amounts of a price, each with what it is for. */
export function toPriceText(price: Price, currency: string): string {
  const parts = PRICE_FIELDS.flatMap((field) => {
    const nano = price[field];
    return nano === null ? [] : [`${toMoney(nano, currency)} ${t.prices.short[field]}`];
  });
  if (price.watts !== null) parts.push(t.prices.wattsShort(price.watts));
  return parts.join(' · ');
}
