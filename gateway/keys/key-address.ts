import type { StoredKey } from '../storage/config-schema';
import { createAddressList, type MayComeFrom } from './address-list';

/** Says whether a key may be used from an address; a key's rules are parsed once. */
export function createKeyAddresses(): (key: StoredKey, ip: string) => boolean {
  const known = new WeakMap<StoredKey, MayComeFrom>();
  return (key, ip) => {
    if (key.addresses.allow.length + key.addresses.deny.length === 0) return true;
    let list = known.get(key);
    if (!list) known.set(key, (list = createAddressList(key.addresses) ?? (() => true)));
    return list(ip);
  };
}
