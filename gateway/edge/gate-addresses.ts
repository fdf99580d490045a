import { isLoopbackAddress } from './client-address';
import type { Config } from '../storage/config-schema';
import { createAddressList, type MayComeFrom } from '../keys/address-list';

type Rules = Config['settings']['addresses'];

/**
 * Threat: a network in which nobody has any business here. Says whether any call at all may come from an address; the
 * rules are parsed once per change of them. This computer itself is never shut out: its owner would be the first.
 */
export function createGateAddresses(rulesNow: () => Rules): MayComeFrom {
  let source: Rules | undefined;
  let list: MayComeFrom | undefined;
  return (ip) => {
    const rules = rulesNow();
    if (rules !== source) {
      source = rules;
      list = createAddressList(rules);
    }
    return list === undefined || isLoopbackAddress(ip) || list(ip);
  };
}
