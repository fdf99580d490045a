import { LatchkeyError } from '#shared/contract/errors';
import type { Price, PriceScope } from '#shared/contract/operations/prices';
import { definedOnly } from '#shared/domain/defined-only';
import { noPrice } from '#shared/domain/no-price';
import type { Config } from '../storage/config-schema';
import type { ConfigStore } from '../storage/config-store';
import { isSameScope } from './price-rules';

/** More would make every start and every look-up slow. */
const MOST_RULES = 2000;

const saysNothing = (price: Price): boolean =>
  Object.values(price).every((value) => value === null);

/** Throws when the scope names what is not there: a mistyped id would be a price that never holds. */
function assertKnown({ keys, people, services }: Config, { keyId, person, serviceId }: PriceScope) {
  const isMissing = (id: string | undefined, among: readonly { id: string }[]) =>
    id !== undefined && !among.some((one) => one.id === id);
  if (isMissing(keyId, keys)) throw new LatchkeyError('KEY_UNKNOWN');
  if (isMissing(person, people)) throw new LatchkeyError('PERSON_UNKNOWN');
  if (isMissing(serviceId, services)) throw new LatchkeyError('SERVICE_UNKNOWN');
}

/** Changes the given fields of one price; a price without any is removed. Throws *_UNKNOWN, INPUT_INVALID or STORAGE_FAILED. */
export async function setPrice(
  config: Pick<ConfigStore, 'update'>,
  scope: PriceScope,
  change: { readonly [Field in keyof Price]?: Price[Field] | undefined },
): Promise<void> {
  await config.update((draft) => {
    const before = draft.prices.find((rule) => isSameScope(rule.scope, scope));
    const price: Price = { ...(before?.price ?? noPrice), ...definedOnly(change) };
    const others = draft.prices.filter((rule) => rule !== before);
    if (saysNothing(price)) return void (draft.prices = others);
    assertKnown(draft, scope);
    if (!before && others.length >= MOST_RULES) {
      throw new LatchkeyError('INPUT_INVALID', { message: 'There are too many prices already.' });
    }
    if (before) before.price = price;
    else draft.prices.push({ scope: definedOnly(scope), price });
  });
}
