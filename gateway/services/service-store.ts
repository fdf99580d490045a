import { LatchkeyError } from '#shared/contract/errors';
import type { AllowanceChange } from '#shared/contract/operations/allowances';
import type { Target as TargetFields } from '#shared/contract/operations/service-rules';
import type { Timeouts } from '#shared/contract/operations/services';
import { definedOnly } from '#shared/domain/defined-only';
import { withoutService } from '../keys/scopes';
import type { Config, StoredService } from '../storage/config-schema';
import { changeAllowance } from '../limits/change-allowance';
import type { ConfigStore } from '../storage/config-store';
import { plainService } from '../storage/empty-config';
import type { Health } from './health';
import { createHealthHistory, type HealthChange, type HealthHistory } from './health-history';
import { DEFAULT_MAX_BODY_BYTES, defaultTimeouts, presetOf } from './presets';
import { toSlug } from './slug';
import { checkTarget, type TargetRules } from './target-rules';
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

/** What the owner may set; undefined leaves a field as it is, or gives it the default of its kind. */
export interface ServiceFields {
  readonly name?: string | undefined;
  readonly kind?: StoredService['kind'] | undefined;
  readonly targets?: readonly (Pick<TargetFields, 'url'> & Partial<TargetFields>)[] | undefined;
  readonly timeouts?:
    { readonly [Field in keyof Timeouts]?: Timeouts[Field] | undefined } | undefined;
  readonly maxBodyBytes?: number | undefined;
  readonly isDefault?: boolean | undefined;
  readonly paused?: boolean | undefined;
  readonly upstreamHeaders?: StoredService['upstreamHeaders'] | undefined;
  readonly allowance?: AllowanceChange | undefined;
  readonly rate?: StoredService['rate'] | undefined;
  readonly shadow?: boolean | undefined;
  readonly balance?: StoredService['balance'] | undefined;
  readonly resilience?: Partially<StoredService['resilience']> | undefined;
  readonly queueSeconds?: number | undefined;
  readonly rules?: Partially<StoredService['rules']> | undefined;
}

type Partially<Whole> = { readonly [Field in keyof Whole]?: Whole[Field] | undefined };

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

interface ServiceStoreDeps {
  readonly config: ConfigStore;
  readonly targets: TargetRules;
  readonly now?: () => Date;
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

function assertName(draft: Config, id: string, name: string): void {
  // A name of digits alone would read as another service's id.
  if (!/\p{L}/u.test(name)) {
    throw new LatchkeyError('INPUT_INVALID', { message: 'The name needs at least one letter.' });
  }
  const slug = toSlug(name);
  const isSame = (other: StoredService) =>
    other.name === name || (slug !== '' && toSlug(other.name) === slug);
  if (draft.services.some((other) => other.id !== id && isSame(other))) {
    throw new LatchkeyError('NAME_TAKEN');
  }
}

/** One default for each dialect: choosing a new one ends the old one. */
function makeDefault(draft: Config, chosen: StoredService): void {
  const dialects = presetOf(chosen.kind).dialects;
  for (const other of draft.services) {
    const overlaps = presetOf(other.kind).dialects.some((dialect) => dialects.includes(dialect));
    if (other !== chosen && overlaps) other.isDefault = false;
  }
  chosen.isDefault = true;
}

function applyFields(draft: Config, service: StoredService, fields: ServiceFields): void {
  const { timeouts, isDefault, targets, allowance, resilience, rules, ...plain } = fields;
  if (fields.name !== undefined) assertName(draft, service.id, fields.name);
  Object.assign(service, definedOnly(plain));
  if (allowance) service.allowance = changeAllowance(service.allowance, allowance);
  if (targets) service.targets = targets.map((target) => ({ weight: 1, wakeMac: null, ...target }));
  if (resilience) Object.assign(service.resilience, definedOnly(resilience));
  if (rules) Object.assign(service.rules, definedOnly(rules));
  if (timeouts) Object.assign(service.timeouts, definedOnly(timeouts));
  if (isDefault === true) makeDefault(draft, service);
  if (isDefault === false) service.isDefault = false;
}

const newService = (
  draft: Config,
  kind: StoredService['kind'],
  createdAt: string,
): StoredService => ({
  id: String(draft.nextServiceId++),
  name: '',
  kind,
  targets: [{ url: presetOf(kind).url, weight: 1, wakeMac: null }],
  timeouts: { ...defaultTimeouts(kind) },
  maxBodyBytes: DEFAULT_MAX_BODY_BYTES,
  paused: false,
  isDefault: false,
  upstreamHeaders: [],
  ...plainService(),
  createdAt,
});

/** The changes; addresses are judged first, since that may have to ask the name service. */
function createServiceChanges({
  config,
  targets: rules,
  now = () => new Date(),
}: ServiceStoreDeps) {
  const checked = async (fields: ServiceFields): Promise<ServiceFields> => {
    if (!fields.targets) return fields;
    const urls = await Promise.all(fields.targets.map(({ url }) => checkTarget(url, rules)));
    const clean = urls.map((url) => url.href.replace(/\/+$/, ''));
    const targets = fields.targets.map((target, at) => ({ ...target, url: clean[at] ?? '' }));
    return { ...fields, targets };
  };
  return {
    async create(fields: ServiceFields & { kind: StoredService['kind'] }): Promise<string> {
      const good = await checked(fields);
      return config.update((draft) => {
        const service = newService(draft, fields.kind, now().toISOString());
        draft.services.push(service);
        applyFields(draft, service, good);
        return service.id;
      });
    },
    async update(id: string, fields: ServiceFields): Promise<string> {
      const good = await checked(fields);
      return config.update((draft) => {
        const service = draft.services.find((one) => one.id === id);
        if (!service) throw new LatchkeyError('SERVICE_UNKNOWN');
        applyFields(draft, service, good);
        return id;
      });
    },
    remove: (id: string) =>
      config.update((draft) => {
        if (!draft.services.some((one) => one.id === id))
          throw new LatchkeyError('SERVICE_UNKNOWN');
        draft.services = draft.services.filter((one) => one.id !== id);
        draft.prices = draft.prices.filter(({ scope }) => scope.serviceId !== id);
        for (const key of draft.keys) key.services = withoutService(key.services, id);
      }),
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
