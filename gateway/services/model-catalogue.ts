import type { LookupFunction } from 'node:net';
import { readModelList, type ModelEntry } from '../dialects/translate/model-entry';
import { parseJson } from '../dialects/usage-figures';
import { isSameModel } from '../keys/model-rules';
import { toModelsPath } from './model-path';
import { presetOf } from './presets';
import { probe } from './probe';
import type { Service } from './service-store';
import type { Target } from './targets';

/** Which models the services have, as they said a moment ago. */
export interface ModelCatalogue {
  /** The models of each service, asked for anew when they are older than half a minute; a service that does not answer in time counts as it last was. */
  modelsOf(services: readonly Service[]): Promise<ReadonlyMap<Service, readonly ModelEntry[]>>;
  /** Those of the services that have the model. */
  withModel(model: string, services: readonly Service[]): Promise<readonly Service[]>;
}

interface CatalogueDeps {
  readonly lookupFor: (target: URL) => LookupFunction;
  readonly monotonicMs?: (() => number) | undefined;
}

interface Known {
  readonly entries: readonly ModelEntry[];
  readonly atMs: number;
}

const FRESH_MS = 30_000;
/** So long a call may wait to learn who has its model. */
const TIMEOUT_MS = 2000;
const MAX_MODELS = 1000;

const hasModel = (entries: readonly ModelEntry[], model: string): boolean =>
  entries.some(({ id }) => isSameModel(id, model));

async function fetchModels(
  service: Service,
  target: Target,
  lookup: LookupFunction,
): Promise<readonly ModelEntry[]> {
  const { models } = presetOf(service.kind);
  if (models !== 'ollama' && models !== 'openai') return [];
  const headers = service.upstreamHeaders.map(({ name, value }) => [name, value] as const);
  const url = new URL(toModelsPath(target.basePath, models), target.origin);
  const request = { url, headers: Object.fromEntries(headers), lookup, timeoutMs: TIMEOUT_MS };
  const { status, body } = await probe(request);
  if (status !== 200) throw new Error(`status ${status}`);
  return readModelList(models, parseJson(body)).slice(0, MAX_MODELS);
}

/** A catalogue that asks only when somebody wants to know. */
export function createModelCatalogue({
  lookupFor,
  monotonicMs = () => performance.now(),
}: CatalogueDeps): ModelCatalogue {
  const known = new Map<string, Known>();
  const asking = new Map<string, Promise<readonly ModelEntry[]>>();

  const ask = async (service: Service, name: string): Promise<readonly ModelEntry[]> => {
    const target = service.targets.find(({ state }) => state.health !== 'down');
    const chosen = target ?? service.targets[0];
    const before = known.get(name)?.entries ?? [];
    if (!chosen) return before;
    const entries = await fetchModels(service, chosen, lookupFor(chosen.origin)).catch(
      () => before,
    );
    known.set(name, { entries, atMs: monotonicMs() });
    return entries;
  };
  const entriesOf = (service: Service): readonly ModelEntry[] | Promise<readonly ModelEntry[]> => {
    const name = `${service.id} ${service.targets.map(({ url }) => url).join(' ')}`;
    const last = known.get(name);
    if (last && monotonicMs() - last.atMs < FRESH_MS) return last.entries;
    const pending = asking.get(name) ?? ask(service, name).finally(() => asking.delete(name));
    asking.set(name, pending);
    // What was known a while ago is good enough while the new list is on its way.
    return last && last.entries.length > 0 ? last.entries : pending;
  };
  const modelsOf = async (services: readonly Service[]) =>
    new Map(
      await Promise.all(
        services.map(async (service) => [service, await entriesOf(service)] as const),
      ),
    );
  return {
    modelsOf,
    async withModel(model, services) {
      const found = await modelsOf(services);
      return services.filter((service) => hasModel(found.get(service) ?? [], model));
    },
  };
}
