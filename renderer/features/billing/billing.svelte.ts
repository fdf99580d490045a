import { createContext } from 'svelte';
import type { Price, PriceScope } from '#shared/contract/operations/prices';
import type { Settings } from '#shared/contract/operations/system';
import type { Api, Latchkey } from '../../api/api';
import { followChanges } from '../../api/follow';
import { Resource } from '../../api/resource.svelte';
import { monthRange } from '../../components/time-range';
import { language } from '../../text/language';

export type Energy = Settings['energy'];
type Receipt = Parameters<Api['billing']['receipt']>[0];
type Export = Parameters<Api['billing']['export']>[0];

/** Cycles, prices, receipts: what everything costs. Every sum comes from the gateway. */
export class BillingState {
  readonly settings;
  /** The open cycle. */
  readonly current;
  readonly keyAccounts;
  readonly cycles;
  readonly prices;
  readonly comparison;
  readonly keys;
  readonly people;
  readonly services;
  readonly #latchkey: Latchkey;

  constructor(latchkey: Latchkey) {
    const { api } = latchkey;
    this.#latchkey = latchkey;
    this.settings = new Resource(async () => (await api.settings.get({})).settings);
    this.current = new Resource(() => api.billing.summary({ cycle: 'open' }));
    this.keyAccounts = new Resource(async () => (await api.billing.keys({})).keys);
    this.cycles = new Resource(async () => (await api.billing.cycles({})).cycles);
    this.prices = new Resource(() => api.billing.prices({}));
    this.comparison = new Resource(async () => {
      const { settings } = await api.settings.get({});
      return api.billing.comparison(monthRange(Date.now(), settings.timeZone));
    });
    this.keys = new Resource(async () => (await api.keys.list({})).keys);
    this.people = new Resource(async () => (await api.people.list({})).people);
    this.services = new Resource(async () => (await api.services.list({})).services);
  }

  /** Empty until it is known. */
  get currency(): string {
    return this.settings.value?.currency ?? '';
  }

  get timeZone(): string {
    return this.settings.value?.timeZone ?? 'auto';
  }

  readonly loadSums = async (): Promise<void> => {
    const { current, keyAccounts, cycles } = this;
    await Promise.all([current, keyAccounts, cycles].map((one) => one.load()));
  };

  follow(): () => void {
    const { listen } = this.#latchkey;
    const ends = [
      followChanges(listen, ['settings'], this.settings.load),
      followChanges(listen, ['settings'], this.prices.load),
      followChanges(listen, ['keys'], this.keys.load),
      followChanges(listen, ['keys'], this.people.load),
      followChanges(listen, ['services'], this.services.load),
      followChanges(listen, ['usage', 'keys'], this.loadSums),
    ];
    return () => ends.forEach((end) => end());
  }

  /** A closed cycle, by key, person and service. */
  cycle(id: number) {
    return this.#latchkey.api.billing.summary({ cycle: id });
  }

  async closeCycle(note: string): Promise<void> {
    await this.#latchkey.api.billing.closeCycle(note ? { note } : {});
    await this.loadSums();
  }

  async setPrice(scope: PriceScope, price: Partial<Price>): Promise<void> {
    const { prices } = await this.#latchkey.api.billing.setPrice({ scope, price });
    const known = this.prices.value;
    if (known) this.prices.put({ ...known, prices });
    void this.keyAccounts.load();
  }

  /** Rejects with an OperationError when the gateway does not take it. */
  async setSettings(
    change: Partial<Pick<Settings, 'defaultPricePerRequestNano' | 'energy'>>,
  ): Promise<void> {
    this.settings.put((await this.#latchkey.api.settings.update(change)).settings);
    await this.prices.load();
  }

  receipt(asked: Receipt) {
    return this.#latchkey.api.billing.receipt({ ...asked, language });
  }

  export(asked: Export) {
    return this.#latchkey.api.billing.export(asked);
  }
}

export const [useBilling, provideBilling] = createContext<BillingState>();
