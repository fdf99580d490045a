import { createContext } from 'svelte';
import type { Api, Latchkey } from '../../api/api';
import { followChanges } from '../../api/follow';
import { Resource } from '../../api/resource.svelte';
import {
  toDayText,
  toTimeRange,
  type RangeName,
  type TimeRange,
} from '../../components/time-range';

export const TABLES = ['service', 'key', 'person', 'model'] as const;
export type Table = (typeof TABLES)[number];
type Summary = Awaited<ReturnType<Api['usage']['summary']>>;
/** Figures of one service, key, person or model. */
export type Figures = Summary['totals'];

/** What was used in a stretch of time. Sums come from the gateway, however many calls there are. */
export class UsageState {
  rangeName = $state<RangeName>('today');
  from = $state('');
  until = $state('');
  readonly settings;
  readonly summary: Resource<Summary>;
  readonly series;
  readonly names;
  readonly #latchkey: Latchkey;

  constructor(latchkey: Latchkey) {
    const { api } = latchkey;
    this.#latchkey = latchkey;
    this.settings = new Resource(async () => (await api.settings.get({})).settings);
    this.summary = new Resource(() => api.usage.summary(this.#asked()));
    this.series = new Resource(async () => {
      const { fromMs, toMs, steps } = this.#asked();
      return { ...(await api.usage.series({ fromMs, toMs, steps })), toMs };
    });
    this.names = new Resource(async () => {
      const [keys, people, services] = await Promise.all([
        api.keys.list({}),
        api.people.list({}),
        api.services.list({}),
      ]);
      return {
        key: toNames(keys.keys),
        person: toNames(people.people),
        service: toNames(services.services),
      };
    });
  }

  /** Undefined while a custom range is none. */
  get range(): TimeRange | undefined {
    const timeZone = this.settings.value?.timeZone ?? 'auto';
    const { from, until } = this;
    return toTimeRange(this.rangeName, { nowMs: Date.now(), timeZone, from, until });
  }

  /** Empty until it is known. */
  get currency(): string {
    return this.settings.value?.currency ?? '';
  }

  readonly load = async (): Promise<void> => {
    if (!this.range) return;
    await Promise.all([this.summary.load(), this.series.load()]);
  };

  follow(): () => void {
    const { listen } = this.#latchkey;
    const ends = [
      followChanges(listen, ['settings'], async () => {
        await this.settings.load();
        await this.load();
      }),
      followChanges(listen, ['keys', 'services'], this.names.load),
      listen((event) => {
        if (event.name === 'changed' && event.payload.group === 'usage') void this.load();
      }),
    ];
    return () => ends.forEach((end) => end());
  }

  /** A custom range begins with what was shown last. */
  choose(name: RangeName): void {
    const { range } = this;
    const timeZone = this.settings.value?.timeZone ?? 'auto';
    if (name === 'custom' && range) {
      this.from = toDayText(range.fromMs, timeZone);
      this.until = toDayText(Math.min(Date.now(), range.toMs - 1), timeZone);
    }
    this.rangeName = name;
    void this.load();
  }

  setDays(days: { from?: string; until?: string }): void {
    if (days.from !== undefined) this.from = days.from;
    if (days.until !== undefined) this.until = days.until;
    void this.load();
  }

  /** Writes every single call of the range to a table. */
  export() {
    const { fromMs, toMs } = this.#asked();
    return this.#latchkey.api.billing.export({ format: 'csv', fromMs, toMs });
  }

  #asked(): TimeRange {
    const { range } = this;
    if (!range) throw new RangeError('there is no range to ask for');
    return range;
  }
}

const toNames = (list: readonly { id: string; name: string }[]): ReadonlyMap<string, string> =>
  new Map(list.map(({ id, name }) => [id, name]));

export const [useUsage, provideUsage] = createContext<UsageState>();
