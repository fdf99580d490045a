import type { Config, StoredKey } from '../storage/config-schema';
import type { ConfigStore } from '../storage/config-store';
import type { Call } from './call';

/** Rules that hold for everybody and hang on what a body says, such as a price per AI token. */
const hasTokenRules = ({ prices, services }: Config): boolean =>
  prices.some(({ price }) => price.perMillionOutNano !== null || price.perMillionInNano !== null) ||
  services.some(({ allowance }) => Object.values(allowance.tokens).some((cap) => cap !== null));

/** True when a limit of the key, or of everybody, hangs on what the body of the call says. */
export function createNeedsBody(deps: {
  config: Pick<ConfigStore, 'current'>;
}): (call: Call, key: StoredKey) => boolean {
  let config = deps.config.current;
  let isForAll = hasTokenRules(config);
  return (_call, key) => {
    if (config !== deps.config.current) {
      config = deps.config.current;
      isForAll = hasTokenRules(config);
    }
    return isForAll || key.models !== null;
  };
}
