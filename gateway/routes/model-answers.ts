import { LatchkeyError } from '#shared/contract/errors';
import type { ModelEntry } from '../dialects/translate/model-entry';
import { writeModel, writeModelList } from '../dialects/translate/model-list';
import { fitsModel } from '../billing/model-pattern';
import { isSameModel } from '../keys/model-rules';
import type { Call } from '../pipeline/call';
import { mayUse } from '../pipeline/choose-service';
import { speaksFor } from '../pipeline/shape-call';
import type { ModelCatalogue } from '../services/model-catalogue';
import { presetOf } from '../services/presets';
import type { Service, ServiceStore } from '../services/service-store';
import { pauseRefusal } from '../limits/pause';
import type { Config, StoredKey } from '../storage/config-schema';
import type { ConfigStore } from '../storage/config-store';

interface ModelAnswerDeps {
  readonly config: Pick<ConfigStore, 'current'>;
  readonly wallMs?: (() => number) | undefined;
  readonly services: ServiceStore;
  readonly models: ModelCatalogue;
}

type Shape = 'openai' | 'anthropic' | 'ollama';

/** What Ollama says of itself where no Ollama is: apps ask for at least this before they believe in tools and thinking. */
const OLLAMA_VERSION = '0.12.0';
const ONE_MODEL = '/v1/models/';

/** Paths by which apps learn what there is. */
const LISTS: ReadonlySet<string> = new Set(['/v1/models', '/api/tags', '/api/version', '/api/ps']);

const restOf = ({ route }: Call): string => ('rest' in route ? route.rest : '');

const isReading = ({ method }: Call) => method === 'GET' || method === 'HEAD';

const isAsked = (call: Call): boolean => {
  const rest = restOf(call);
  const { kind } = call.route;
  if (!isReading(call) || (kind !== 'dialect' && kind !== 'classic')) return false;
  return LISTS.has(rest) || rest.startsWith(ONE_MODEL);
};

const shapeOf = (call: Call): Shape => {
  if (restOf(call).startsWith('/api/')) return 'ollama';
  return call.req.headers['anthropic-version'] === undefined ? 'openai' : 'anthropic';
};

/** The same model of two services is one entry: the first of them answers for it. */
function merge(lists: Iterable<readonly ModelEntry[]>): ModelEntry[] {
  const merged = new Map<string, ModelEntry>();
  for (const entries of lists) {
    for (const entry of entries) if (!merged.has(entry.id)) merged.set(entry.id, entry);
  }
  return [...merged.values()];
}

/** Other names stand in the list like models of their own, and in the place of a model that has such a name already. */
function withAliases(entries: readonly ModelEntry[], { settings }: Config): ModelEntry[] {
  const named = new Map<string, ModelEntry>();
  for (const { name, model } of settings.aliases) {
    const entry = entries.find(({ id }) => isSameModel(id, model));
    if (entry && !named.has(name)) named.set(name, { ...entry, id: name });
  }
  return [...entries.filter(({ id }) => !named.has(id)), ...named.values()];
}

/** What a key may see of a list. */
function allowedTo({ models }: StoredKey, entries: readonly ModelEntry[]): readonly ModelEntry[] {
  if (models === null) return entries;
  return entries.filter(({ id }) => models.some((pattern) => fitsModel(pattern, id)));
}

/** The one model that the path names. Throws MODEL_UNKNOWN. */
function writeOne(shape: Shape, entries: readonly ModelEntry[], rest: string): object {
  const id = decodeURIComponent(rest.slice(ONE_MODEL.length));
  const entry = entries.find((one) => isSameModel(one.id, id));
  if (!entry || shape === 'ollama') throw new LatchkeyError('MODEL_UNKNOWN');
  return writeModel(shape, entry);
}

const listsItself = (service: Service, shape: Shape) => presetOf(service.kind).models === shape;

/** True when a single service says more of itself than a list over all could. */
function isLeftToService(
  call: Call,
  key: StoredKey,
  able: readonly Service[],
  { settings }: Config,
): boolean {
  if (able.length === 0) return true;
  const rest = restOf(call);
  // Apps tell what they talk to by these two: a real Ollama answers for itself.
  if (rest === '/api/version' || rest === '/api/ps') {
    return able.some((service) => listsItself(service, 'ollama'));
  }
  const isPlain = key.models === null && settings.aliases.length === 0;
  return able.length === 1 && isPlain && able.every((one) => listsItself(one, shapeOf(call)));
}

/**
 * One list of models over all services that a key may use. Undefined when a single service answers for itself: its own
 * words say more of it.
 */
export function createModelAnswers(deps: ModelAnswerDeps) {
  const { config, services, models, wallMs = Date.now } = deps;
  const chats = (key: StoredKey) =>
    services
      .list()
      .filter((one) => !one.paused && mayUse(key, one) && presetOf(one.kind).dialects.length > 0);
  const answer = async (call: Call, key: StoredKey, able: readonly Service[]): Promise<object> => {
    const rest = restOf(call);
    if (rest === '/api/version') return { version: OLLAMA_VERSION };
    if (rest === '/api/ps') return { models: [] };
    const found = await models.modelsOf(able);
    const entries = allowedTo(key, withAliases(merge(found.values()), config.current));
    const shape = shapeOf(call);
    return rest.startsWith(ONE_MODEL)
      ? writeOne(shape, entries, rest)
      : writeModelList(shape, entries);
  };

  return {
    isAsked,
    /** Throws MODEL_UNKNOWN for one model that nobody has. */
    answer(call: Call, key: StoredKey): Promise<object> | undefined {
      const paused = pauseRefusal(config.current.settings, wallMs());
      if (paused) throw paused;
      const able = chats(key).filter(
        (one) => shapeOf(call) !== 'ollama' || speaksFor(one, 'ollama', '/api/chat'),
      );
      return isLeftToService(call, key, able, config.current) ? undefined : answer(call, key, able);
    },
  };
}

export type ModelAnswers = ReturnType<typeof createModelAnswers>;
