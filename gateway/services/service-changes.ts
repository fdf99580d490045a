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
import { DEFAULT_MAX_BODY_BYTES, defaultTimeouts, presetOf } from './presets';
import { assertOwnAddress } from './shared-address';
import { toSlug } from './slug';
import { checkTarget, type TargetRules } from './target-rules';

/** What the owner may set; undefined leaves a field as it is, or gives it the default of its kind. */
export interface ServiceFields {
  readonly name?: string | undefined;
  readonly kind?: StoredService['kind'] | undefined;
  readonly targets?: readonly (Pick<TargetFields, 'url'> & Partial<TargetFields>)[] | undefined;
  /** Another service may have one of the addresses, too. */
  readonly sameAddress?: boolean | undefined;
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

export interface ServiceChangesDeps {
  readonly config: ConfigStore;
  readonly targets: TargetRules;
  readonly now?: () => Date;
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
  // Said of this change, and nothing of the service.
  Object.assign(service, definedOnly({ ...plain, sameAddress: undefined }));
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
export function createServiceChanges({
  config,
  targets: rules,
  now = () => new Date(),
}: ServiceChangesDeps) {
  const checked = async (fields: ServiceFields): Promise<ServiceFields> => {
    if (!fields.targets) return fields;
    const urls = await Promise.all(fields.targets.map(({ url }) => checkTarget(url, rules)));
    const clean = urls.map((url) => url.href.replace(/\/+$/, ''));
    const targets = fields.targets.map((target, at) => ({ ...target, url: clean[at] ?? '' }));
    return { ...fields, targets };
  };
  // Within the change itself: two at the same moment must not both find an address free.
  const assertFree = (
    { services }: Config,
    { sameAddress, targets }: ServiceFields,
    { id, kind }: { readonly id?: string; readonly kind: StoredService['kind'] },
  ) => {
    if (sameAddress || !targets) return;
    assertOwnAddress(services, { id, kind, targets }, rules.own.addresses());
  };
  return {
    async create(fields: ServiceFields & { kind: StoredService['kind'] }): Promise<string> {
      const good = await checked(fields);
      return config.update((draft) => {
        assertFree(draft, good, { kind: fields.kind });
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
        assertFree(draft, good, { id, kind: fields.kind ?? service.kind });
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
