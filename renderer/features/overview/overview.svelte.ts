import { createContext } from 'svelte';
import type { NetworkInterface } from '#shared/contract/operations/network';
import type { Latchkey } from '../../api/api';
import { followChanges } from '../../api/follow';
import { Resource } from '../../api/resource.svelte';
import { monthRange } from '../../components/time-range';

const STEPS = 48;
const HALF_HOUR_MS = 30 * 60_000;

/** What the overview shows besides the status: usage of a day, network interfaces, the big switch. */
export class OverviewState {
  readonly interfaces;
  readonly usage;
  readonly series;
  readonly settings;
  /** What everything has cost since the first of the month. */
  readonly month;
  readonly services;
  /** What the use of this month would have cost elsewhere. */
  readonly cloud;
  readonly #latchkey: Latchkey;

  constructor(latchkey: Latchkey) {
    const { api } = latchkey;
    this.#latchkey = latchkey;
    this.interfaces = new Resource(async () => (await api.network.interfaces({})).interfaces);
    this.usage = new Resource(() => api.usage.summary(dayRange()));
    this.series = new Resource(() => api.usage.series({ ...dayRange(), steps: STEPS }));
    this.settings = new Resource(async () => (await api.settings.get({})).settings);
    const thisMonth = async () => {
      const { settings } = await api.settings.get({});
      return monthRange(Date.now(), settings.timeZone);
    };
    this.month = new Resource(async () => api.billing.summary(await thisMonth()));
    this.cloud = new Resource(async () => api.billing.comparison(await thisMonth()));
    this.services = new Resource(async () => (await api.services.list({})).services);
  }

  follow(): () => void {
    const { listen } = this.#latchkey;
    const loadUsage = async () =>
      void (await Promise.all(
        [this.usage, this.series, this.month, this.cloud].map(({ load }) => load()),
      ));
    const ends = [
      followChanges(listen, ['network'], this.interfaces.load),
      followChanges(listen, ['settings'], this.settings.load),
      followChanges(listen, ['services'], this.services.load),
      followChanges(listen, ['usage'], loadUsage),
    ];
    return () => ends.forEach((end) => end());
  }

  /** Rejects with an OperationError when the gateway refuses; the list then shows what is true. */
  async setEnabled({ id }: NetworkInterface, isEnabled: boolean): Promise<void> {
    const { network } = this.#latchkey.api;
    try {
      const { interfaces } = await network[isEnabled ? 'enable' : 'disable']({ id });
      this.interfaces.put(interfaces);
    } catch (error) {
      await this.interfaces.load();
      throw error;
    }
  }

  async setPaused(paused: boolean): Promise<void> {
    this.settings.put((await this.#latchkey.api.settings.update({ paused })).settings);
  }
}

/** A day that ends with the running half hour, so that bars do not creep while one looks. */
function dayRange(): { fromMs: number; toMs: number } {
  const toMs = Math.ceil((Date.now() + 1) / HALF_HOUR_MS) * HALF_HOUR_MS;
  return { fromMs: toMs - STEPS * HALF_HOUR_MS, toMs };
}

export const [useOverview, provideOverview] = createContext<OverviewState>();
