import { LatchkeyError } from '#shared/contract/errors';
import type { Config, StoredService } from '../storage/config-schema';
import type { Health } from './health';
import { createHealthHistory, type HealthChange, type HealthHistory } from './health-history';
import { presetOf } from './presets';
import {
  createServiceChanges,
  type ServiceChangesDeps,
  type ServiceFields,
} from './service-changes';
import { toSlug } from './slug';
import { createTargetStates, toTargets, type Target, type TargetStates } from './targets';

export type Dialect = 'openai' | 'ollama' | 'anthropic';

/** A saved service with what the request path needs ready at hand. */
export interface Service extends Omit<StoredService, 'targets'> {
  /** The name as it stands in a path: `/proxy/<slug>/…`. */
  readonly slug: string;
  readonly targets: readonly Target[];
  /** Up while any of its targets is. */
  readonly health: Health;
}

/** The owner's services. Looking one up is free; a change is on disk before its promise resolves. */
export interface ServiceStore {
  byId(id: string): Service | undefined;
  /** By exact id, then exact name or slug; never by a prefix or another case. */
  byNameOrId(text: string): Service | undefined;
  list(): readonly Service[];
  defaultFor(dialect: Dialect): Service | undefined;
  create(fields: ServiceFields & { name: string; kind: StoredService['kind'] }): Promise<Service>;
  update(id: string, fields: ServiceFields): Promise<Service>;
  /** Keys that named the service lose it. */
  remove(id: string): Promise<void>;
  /** How a service was in the last week, as far as somebody watched. Throws SERVICE_UNKNOWN. */
  history(id: string): readonly HealthChange[];
  close(): void;
}

interface ServiceStoreDeps extends ServiceChangesDeps {
  readonly onHealthChange?: (serviceId: string) => void;
  /** One that forgets everything with the process when undefined. */
  readonly history?: HealthHistory;
}

const healthOf = (targets: readonly Target[]): Health => {
  if (targets.some(({ state }) => state.health === 'up')) return 'up';
  return targets.every(({ state }) => state.health === 'down') ? 'down' : 'unknown';
};

const toService = (stored: StoredService, states: TargetStates): Service => {
  const targets = toTargets(stored, states);
  return {
    ...stored,
    slug: toSlug(stored.name) || `service-${stored.id}`,
    targets,
    get health() {
      return healthOf(targets);
    },
  };
};

interface ServiceTable {
  readonly list: readonly Service[];
  readonly byId: ReadonlyMap<string, Service>;
  readonly byName: ReadonlyMap<string, Service>;
}

function toTable(config: Config, states: TargetStates): ServiceTable {
  const list = config.services.map((stored) => toService(stored, states));
  return {
    list,
    byId: new Map(list.map((service) => [service.id, service])),
    byName: new Map([
      ...list.map((service) => [service.slug, service] as const),
      ...list.map((service) => [service.name, service] as const),
    ]),
  };
}

/** Services over the config. Throws nothing for a damaged target: the config's schema was checked when it was read. */
export function createServiceStore(deps: ServiceStoreDeps): ServiceStore {
  const { config, history = createHealthHistory() } = deps;
  const note = (id: string) => {
    const service = table.byId.get(id);
    if (service) history.note(id, service.health);
  };
  const states = createTargetStates((id) => {
    note(id);
    deps.onHealthChange?.(id);
  });
  let table = toTable(config.current, states);
  const noteAll = () => table.list.forEach(({ id }) => note(id));
  noteAll();
  const stopListening = config.onChange((next, before) => {
    if (next.services === before.services) return;
    table = toTable(next, states);
    noteAll(); // another address is not known yet
  });
  const changes = createServiceChanges(deps);
  const saved = (id: string): Service => {
    const service = table.byId.get(id);
    if (!service) throw new LatchkeyError('SERVICE_UNKNOWN');
    return service;
  };
  const speaks = (service: Service, dialect: Dialect) =>
    presetOf(service.kind).dialects.includes(dialect);
  return {
    byId: (id) => table.byId.get(id),
    byNameOrId: (text) => table.byId.get(text) ?? table.byName.get(text),
    list: () => table.list,
    defaultFor(dialect) {
      const able = table.list.filter((service) => speaks(service, dialect));
      return able.find((service) => service.isDefault) ?? able[0];
    },
    create: async (fields) => saved(await changes.create(fields)),
    update: async (id, fields) => saved(await changes.update(id, fields)),
    async remove(id) {
      await changes.remove(id);
      states.forget(id);
      history.forget(id);
    },
    history: (id) => history.of(id, saved(id).health),
    close: stopListening,
  };
}
