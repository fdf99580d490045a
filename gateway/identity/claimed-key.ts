import type { JWTPayload } from 'jose';
import type { JwtIssuer } from '#shared/contract/operations/service-rules';
import type { ServiceStore } from '../services/service-store';
import type { Config, StoredKey } from '../storage/config-schema';

type Claimed = { readonly key: StoredKey } | { readonly refusal: string };

const fold = (text: string): string => text.trim().normalize('NFC').toLowerCase();

/** Some sign-in services let anybody write any e-mail address into their own account. */
const isUnproven = (payload: JWTPayload, claim: string): boolean =>
  claim === 'email' && 'email_verified' in payload && payload['email_verified'] !== true;

function personOf(payload: JWTPayload, claim: string, { people }: Config): string | undefined {
  const value = payload[claim];
  if (typeof value !== 'string' || value === '' || isUnproven(payload, claim)) return undefined;
  const named = people.find(({ id }) => id === value);
  return (named ?? people.find(({ name }) => fold(name) === fold(value)))?.id;
}

const namesIn = (value: unknown): string[] => {
  if (typeof value === 'string') return value.split(/[\s,]+/).filter((name) => name !== '');
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
};

/** Never more than the key itself may use. */
function servicesOf(
  key: StoredKey,
  payload: JWTPayload,
  claim: string,
  store: Pick<ServiceStore, 'byNameOrId'>,
): string[] {
  const found = namesIn(payload[claim]).flatMap((name) => store.byNameOrId(name)?.id ?? []);
  return [...new Set(found)].filter((id) => key.services === '*' || key.services.includes(id));
}

/**
 * The key whose rights and limits hold for whoever a sign-in service vouches for: with the person the claim names, and
 * with no service that the claim does not name. A person nobody knows is refused, unless the key belongs to somebody.
 */
export function toClaimedKey(
  key: StoredKey,
  payload: JWTPayload,
  issuer: JwtIssuer,
  known: { readonly config: Config; readonly services: Pick<ServiceStore, 'byNameOrId'> },
): Claimed {
  const person = personOf(payload, issuer.personClaim, known.config) ?? key.person;
  if (person === null) return { refusal: 'Nobody here has the name that this sign-in carries.' };
  const { scopesClaim } = issuer;
  const services =
    scopesClaim === null ? key.services : servicesOf(key, payload, scopesClaim, known.services);
  return { key: { ...key, person, services } };
}
