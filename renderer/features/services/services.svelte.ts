import { createContext } from 'svelte';
import type {
  Diagnosis,
  FoundService,
  ServiceKind,
  ServiceSummary,
} from '#shared/contract/operations/services';
import type { Api, Latchkey } from '../../api/api';
import { followChanges } from '../../api/follow';
import { Resource } from '../../api/resource.svelte';
import { toFoundName } from '../../services/found-name';
import { toFreeName } from '../../services/free-name';

type Fields = Parameters<Api['services']['create']>[0];
type Changes = Omit<Parameters<Api['services']['update']>[0], 'id'>;

/** The services, what testing them has shown, and what else runs on this computer. */
export class ServicesState {
  readonly list: Resource<readonly ServiceSummary[]>;
  /** What the last look found; nothing before the first. */
  readonly found: Resource<readonly FoundService[]>;
  isLooking = $state(false);
  /** The last test of each service by id; "running" while it is asked. */
  tests = $state.raw<Readonly<Record<string, Diagnosis | 'running'>>>({});
  readonly #latchkey: Latchkey;

  constructor(latchkey: Latchkey) {
    this.#latchkey = latchkey;
    this.list = new Resource(async () => (await latchkey.api.services.list({})).services);
    this.found = new Resource(async () => (await latchkey.api.services.discover({})).found);
  }

  follow(): () => void {
    return followChanges(this.#latchkey.listen, ['services', 'network'], this.list.load);
  }

  async create(fields: Fields): Promise<ServiceSummary> {
    const { service } = await this.#latchkey.api.services.create(fields);
    await this.list.load(); // it may have taken the default from another one
    return service;
  }

  /** Looks for AI programs on this computer; takes two seconds at most. */
  async look(): Promise<void> {
    this.isLooking = true;
    await this.found.load();
    this.isLooking = false;
  }

  /** Adds a program as it was found, and tests it; undefined for one that cannot be added. */
  async addFound(found: FoundService): Promise<ServiceSummary | undefined> {
    const { kind, url } = found;
    if (kind === null) return undefined;
    const isDefault = this.list.value?.length === 0;
    const taken = (this.list.value ?? []).map(({ name }) => name);
    const fields = { name: toFreeName(toFoundName(found), taken), kind, targets: [{ url }] };
    const service = await this.create({ ...fields, ...(isDefault ? { isDefault } : {}) });
    this.found.put(
      (this.found.value ?? []).map((one) =>
        one.url === url ? { ...one, alreadyAdded: service.id } : one,
      ),
    );
    void this.test(service.id).catch(() => undefined); // the card says that it was not tested yet
    return service;
  }

  async update(id: string, changes: Changes): Promise<void> {
    await this.#latchkey.api.services.update({ ...changes, id });
    await this.list.load();
  }

  async remove(id: string): Promise<void> {
    await this.#latchkey.api.services.remove({ id });
    this.list.put((this.list.value ?? []).filter((service) => service.id !== id));
  }

  /** Tests a saved service and keeps the finding; rejects when the gateway does not answer. */
  async test(id: string): Promise<void> {
    const { [id]: before, ...others } = this.tests;
    this.tests = { ...others, [id]: 'running' };
    try {
      const diagnosis = await this.#latchkey.api.services.test({ id });
      this.tests = { ...this.tests, [id]: diagnosis };
    } catch (error) {
      this.tests = before && before !== 'running' ? { ...others, [id]: before } : others;
      throw error;
    }
  }

  /** Tests an address that is not saved yet. */
  testAddress(kind: ServiceKind, url: string): Promise<Diagnosis> {
    return this.#latchkey.api.services.test({ kind, url });
  }
}

export const [useServices, provideServices] = createContext<ServicesState>();
