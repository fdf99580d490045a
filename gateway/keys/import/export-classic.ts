import type { Config, StoredKey } from '../../storage/config-schema';
import { stateOf } from '../key-summary';

const NOTE =
  'Latchkey keeps no keys, only their SHA-256. This file holds those instead of the keys, so an older gateway cannot ' +
  'use it as it is. Short keys can be guessed from it: keep it to yourself.';

const servicesOf = (key: StoredKey, names: ReadonlyMap<string, string>): string =>
  key.services === '*' ? '*' : key.services.map((id) => names.get(id) ?? id).join(', ');

/** The flattened file of older gateways with hashes instead of keys; only keys that may be used at this moment. */
export function exportClassic(config: Config, now: Date) {
  const people = new Map(config.people.map(({ id, name }) => [id, name]));
  const services = new Map(config.services.map(({ id, name }) => [id, name]));
  const active = config.keys.filter((key) => stateOf(key, now) === 'active');
  const rows = active.flatMap((key) => {
    const flat = {
      user: people.get(key.person ?? '') ?? key.name,
      service: servicesOf(key, services),
      created_at: new Date(key.createdAt).toISOString(),
    };
    return [key.hash, ...key.extraHashes].map((hash) => [`sha256:${hash}`, flat] as const);
  });
  const content = `${JSON.stringify({ _note: NOTE, ...Object.fromEntries(rows) }, null, 2)}\n`;
  return { content, count: rows.length, note: NOTE };
}
