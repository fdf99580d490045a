import { hasJsonRules } from '../services/json-rules';
import { presetOf } from '../services/presets';
import type { Config, StoredKey } from '../storage/config-schema';
import type { ConfigStore } from '../storage/config-store';
import { isPurePost } from './cache-rules';
import type { Call } from './call';
import { isGraphqlPath } from './graphql';

/** Rules that hold for everybody and hang on what a body says. */
interface Reasons {
  /** For every call with a body. */
  readonly forAll: boolean;
  /** For the calls of these people: AI tokens are limited wherever they go. */
  readonly forPeople: ReadonlySet<string>;
  /** For calls to language models. */
  readonly forChat: boolean;
  /** For paths whose body may have to be changed. */
  readonly forReading: boolean;
  /** For calls whose answer may be kept. */
  readonly forKeeping: boolean;
}

/** Prices by what stands in a body. */
const hasBodyPrices = ({ prices }: Config): boolean =>
  prices.some(
    ({ price, scope }) =>
      price.perMillionOutNano !== null ||
      price.perMillionInNano !== null ||
      price.perMillionCachedNano !== null ||
      price.perImageNano !== null ||
      scope.model !== undefined,
  );

const hasTokenCaps = ({ allowance }: Pick<StoredKey, 'allowance'>): boolean =>
  Object.values(allowance.tokens).some((cap) => cap !== null);

const hasModelTimes = ({ people }: Config): boolean =>
  people.some(({ quietTimes }) => quietTimes.some(({ models }) => models.length > 0));

function toReasons(config: Config): Reasons {
  const chats = config.services.filter(({ kind }) => presetOf(kind).dialects.length > 0);
  const isRouted = chats.length > 1 || config.settings.aliases.length > 0;
  const isForeign = chats.some(({ kind }) => presetOf(kind).dialects.length < 3);
  return {
    forAll:
      hasBodyPrices(config) ||
      config.services.some((one) => hasJsonRules(one.rules.json) || hasTokenCaps(one)),
    forPeople: new Set(config.people.filter(hasTokenCaps).map(({ id }) => id)),
    forChat: isRouted || isForeign || hasModelTimes(config),
    forReading: chats.some(({ rules }) => rules.askForUsage || rules.translate),
    forKeeping: config.services.some(({ rules }) => rules.cacheSeconds !== null),
  };
}

/** Paths whose usage must be asked for, and such as only newer versions of a program have. */
const READ_PATHS: ReadonlySet<string> = new Set([
  '/v1/chat/completions',
  '/v1/completions',
  '/v1/messages',
  '/v1/responses',
  '/v1/messages/count_tokens',
]);

const isChat = ({ route }: Call): boolean => route.dialect !== 'plain';

/** Older ways to ask for speech and pictures, which no service knows as such. */
const isRewritten = ({ route }: Call): boolean =>
  route.kind === 'classic' && (route.family === 'tts' || route.family === 'image');

const isReadPath = ({ route }: Call): boolean => 'rest' in route && READ_PATHS.has(route.rest);

const isKeepable = ({ route, method }: Call): boolean =>
  'rest' in route && isPurePost(method, route.rest);

const hasOwnRules = (key: StoredKey): boolean =>
  key.models !== null || hasTokenCaps(key) || key.quietTimes.some((time) => time.models.length > 0);

/** True when the choice of the service, a price or a limit hangs on what the body of the call says. */
export function createNeedsBody(deps: {
  config: Pick<ConfigStore, 'current'>;
}): (call: Call, key: StoredKey) => boolean {
  let config = deps.config.current;
  let reasons = toReasons(config);
  return (call, key) => {
    if (config !== deps.config.current) {
      config = deps.config.current;
      reasons = toReasons(config);
    }
    if (reasons.forAll || hasOwnRules(key) || isGraphqlPath(call.guarded.path)) return true;
    if (key.person !== null && reasons.forPeople.has(key.person)) return true;
    if (isRewritten(call)) return true;
    if (reasons.forKeeping && isKeepable(call)) return true;
    return isChat(call) && (reasons.forChat || (reasons.forReading && isReadPath(call)));
  };
}
