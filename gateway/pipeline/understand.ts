import type { ModelCatalogue } from '../services/model-catalogue';
import type { Service, ServiceStore } from '../services/service-store';
import type { Config, StoredKey } from '../storage/config-schema';
import type { ConfigStore } from '../storage/config-store';
import type { Call } from './call';
import { isForLanguageModel, mayUse } from './choose-service';
import type { Asked } from './read-ahead';
import { speaksFor } from './shape-call';

interface UnderstandDeps {
  readonly config: Pick<ConfigStore, 'current'>;
  readonly services: ServiceStore;
  readonly models: ModelCatalogue;
}

type Alias = Config['settings']['aliases'][number];

/** The call with the model that an alias stands for, in the body too. */
function withModel(asked: Asked, model: string): Asked {
  const alias = asked.model ?? undefined;
  if (!asked.json) return { ...asked, model, alias };
  const name = Object.keys(asked.json).find((one) => one.toLowerCase() === 'model') ?? 'model';
  const json = { ...asked.json, [name]: model };
  return {
    ...asked,
    model,
    alias,
    json,
    body: { start: Buffer.from(JSON.stringify(json)), isWhole: true },
  };
}

/** Those that may answer a call on a route that names no service: native speakers first, then the owner's default, then the oldest. */
function candidates({ services }: UnderstandDeps, call: Call, key: StoredKey): Service[] {
  const { route } = call;
  const rest = 'rest' in route ? route.rest : '/';
  const rank = (service: Service) => (service.isDefault ? 0 : 1);
  return services
    .list()
    .filter((one) => !one.paused && mayUse(key, one) && speaksFor(one, route.dialect, rest))
    .sort((one, other) => rank(one) - rank(other));
}

const isFreeChoice = ({ route }: Call): boolean =>
  route.dialect !== 'plain' && isForLanguageModel(route);

async function byModel(
  deps: UnderstandDeps,
  call: Call,
  key: StoredKey,
  asked: Asked,
): Promise<Asked> {
  const able = candidates(deps, call, key);
  if (able.length < 2 || asked.model === null) return { ...asked, service: able[0] };
  const [service] = await deps.models.withModel(asked.model, able);
  // Nobody has it: the usual service says so, in its own words.
  return { ...asked, service: service ?? able[0] };
}

/** Finds out which model a call means and which service has it. Waits for a service's list of models two seconds at most. */
export const createUnderstand =
  (deps: UnderstandDeps) =>
  (call: Call, key: StoredKey, read: Asked): Asked | Promise<Asked> => {
    if (read.model === null || call.route.dialect === 'plain') return read;
    const isAlias = ({ name }: Alias) => name === read.model;
    const alias = deps.config.current.settings.aliases.find(isAlias);
    const asked = alias ? withModel(read, alias.model) : read;
    if (!isFreeChoice(call)) return asked;
    const named = alias?.serviceId ? deps.services.byId(alias.serviceId) : undefined;
    return named ? { ...asked, service: named } : byModel(deps, call, key, asked);
  };
