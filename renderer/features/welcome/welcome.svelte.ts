import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { createContext } from 'svelte';
import type { NetworkInterface } from '#shared/contract/operations/network';
import type {
  FoundService,
  ServiceKind,
  ServiceSummary,
} from '#shared/contract/operations/services';
import type { Latchkey } from '../../api/api';
import { followChanges } from '../../api/follow';
import { Resource } from '../../api/resource.svelte';
import { toInterfaceProblem } from '../../network/interface-problem';
import { isLocalOnly } from '../../network/local-only';
import { firstOpenStep, type Step } from './first-open-step';
import { isReady } from './found-programs';
import { toFoundName } from '../../services/found-name';
import { toFreeName } from '../../services/free-name';

interface NewService {
  readonly name: string;
  readonly kind: ServiceKind;
  readonly url: string;
  readonly ownKey?: string | undefined;
  /** Another service may have this address, too. */
  readonly sameAddress?: boolean;
}

/** The three questions of the first run: which one is asked, and what is really there already. */
export class WelcomeState {
  /** Undefined until it is known what is there. */
  step = $state<Step | undefined>();
  /** The address that devices shall use, or `here` for this computer alone. */
  way = $state.raw<string | undefined>();
  readonly services: Resource<readonly ServiceSummary[]>;
  readonly found: Resource<readonly FoundService[]>;
  readonly interfaces: Resource<readonly NetworkInterface[]>;
  isLooking = $state(false);
  errorCode = $state.raw<string | undefined>();
  /** Addresses of programs that shall be added. */
  readonly ticked = new SvelteSet<string>();
  /** Keys of programs that ask for one, by address. */
  readonly ownKeys = new SvelteMap<string, string>();
  readonly #latchkey: Latchkey;

  constructor(latchkey: Latchkey) {
    const { api } = latchkey;
    this.#latchkey = latchkey;
    this.services = new Resource(async () => (await api.services.list({})).services);
    this.found = new Resource(async () => (await api.services.discover({})).found);
    this.interfaces = new Resource(async () => (await api.network.interfaces({})).interfaces);
  }

  /** Reads what is there and asks the first question that has no answer yet. Never rejects. */
  readonly begin = async (): Promise<void> => {
    this.errorCode = undefined;
    await Promise.all([this.services.load(), this.interfaces.load()]);
    this.errorCode = this.services.errorCode ?? this.interfaces.errorCode;
    if (this.errorCode !== undefined) return;
    this.step = firstOpenStep({
      services: this.services.value?.length ?? 0,
      interfaces: this.interfaces.value ?? [],
      isLocalOnly: isLocalOnly(),
    });
    if (this.step === 3 && isLocalOnly()) this.way = 'here';
  };

  /** Keeps the addresses of this computer fresh until the returned function is called: a cable may be put in meanwhile. */
  follow(): () => void {
    return followChanges(this.#latchkey.listen, ['network'], this.interfaces.load);
  }

  /** Looks for AI programs and ticks those that can be used as they are; takes two seconds at most. */
  readonly look = async (): Promise<void> => {
    if (this.isLooking) return;
    this.isLooking = true;
    await this.found.load();
    // Whoever comes back has chosen already: what was left out then is not chosen again.
    const isFirst = (this.services.value?.length ?? 0) === 0;
    const ready = isFirst ? (this.found.value ?? []).filter(isReady) : [];
    for (const one of ready) this.ticked.add(one.url);
    this.isLooking = false;
  };

  /** Adds what is ticked. Rejects with an OperationError at the first that is refused; those before it stay. */
  async addTicked(): Promise<void> {
    for (const one of this.found.value ?? []) {
      if (one.kind === null || one.alreadyAdded !== null || !this.ticked.has(one.url)) continue;
      const { kind, url } = one;
      const ownKey = this.ownKeys.get(url)?.trim();
      await this.addService({ name: toFoundName(one), kind, url, ownKey });
      this.#markAdded(one.url);
    }
  }

  async addService({
    name,
    kind,
    url,
    ownKey = '',
    sameAddress = false,
  }: NewService): Promise<void> {
    const before = this.services.value ?? [];
    const { service } = await this.#latchkey.api.services.create({
      name: toFreeName(
        name,
        before.map((one) => one.name),
      ),
      kind,
      targets: [{ url }],
      sameAddress,
      ...(before.length === 0 ? { isDefault: true } : {}),
      ...(ownKey === ''
        ? {}
        : { upstreamHeaders: [{ name: 'Authorization', value: `Bearer ${ownKey}` }] }),
    });
    this.services.put([...before, service]);
  }

  #markAdded(url: string): void {
    const added = this.services.value?.at(-1)?.id ?? null;
    this.found.put(
      (this.found.value ?? []).map((one) =>
        one.url === url ? { ...one, alreadyAdded: added } : one,
      ),
    );
  }

  /** Opens an address and proves that it answers; what stands in the way is the answer, undefined when nothing does. */
  async open(id: string): Promise<WayTrouble | undefined> {
    const { network } = this.#latchkey.api;
    const before = this.interfaces.value?.find((one) => one.id === id);
    // One that is switched on and waits for its port is tried at once when it is switched on anew.
    if (before?.enabled && before.state !== 'listening') await network.disable({ id });
    const { interfaces } = await network.enable({ id });
    this.interfaces.put(interfaces);
    const way = interfaces.find((one) => one.id === id);
    if (!way || way.state === 'address_gone') return { kind: 'gone', detail: null };
    if (way.state === 'port_taken')
      return { kind: 'portTaken', detail: toInterfaceProblem(way) ?? null };
    if (way.state !== 'listening')
      return { kind: 'failed', detail: toInterfaceProblem(way) ?? null };
    const { reachable } = await network.probe({ id });
    return reachable ? undefined : { kind: 'silent', detail: null };
  }

  /** The first steps do not open by themselves again. Never rejects: leaving must always work. */
  async leave(): Promise<void> {
    await this.#latchkey.api.settings.update({ welcomeDone: true }).catch(() => undefined);
  }
}

/** Why an address does not work, with the gateway's own sentence where it has one. */
export interface WayTrouble {
  readonly kind: 'gone' | 'portTaken' | 'failed' | 'silent';
  readonly detail: string | null;
}

export const [useWelcome, provideWelcome] = createContext<WelcomeState>();
