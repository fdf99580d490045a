import { createContext } from 'svelte';
import type { KeySummary } from '#shared/contract/operations/keys';
import type { PersonSummary } from '#shared/contract/operations/people';
import type { Api, Latchkey } from '../../api/api';
import { followChanges } from '../../api/follow';
import { Resource } from '../../api/resource.svelte';
import { monthRange } from '../../components/time-range';
import { AllowanceWatch } from '../../limits/allowance-watch.svelte';
import type { Raisable } from '../../limits/first-limited';

type Fields = Parameters<Api['people']['create']>[0];

/** The people, their keys, and what they used this month. */
export class PeopleState {
  readonly list: Resource<readonly PersonSummary[]>;
  readonly keys: Resource<readonly KeySummary[]>;
  readonly services;
  readonly month;
  /** By key: each answer holds what the person of the key has left. */
  readonly allowances: AllowanceWatch;
  search = $state('');
  readonly #latchkey: Latchkey;

  constructor(latchkey: Latchkey) {
    const { api } = latchkey;
    this.#latchkey = latchkey;
    this.list = new Resource(async () => (await api.people.list({})).people);
    this.keys = new Resource(async () => (await api.keys.list({})).keys);
    this.services = new Resource(async () => (await api.services.list({})).services);
    this.month = new Resource(async () => {
      const { settings } = await api.settings.get({});
      return api.billing.summary(monthRange(Date.now(), settings.timeZone));
    });
    this.allowances = new AllowanceWatch(async (id) => (await api.keys.allowance({ id })).states);
  }

  get shown(): readonly PersonSummary[] {
    const wanted = this.search.trim().toLowerCase();
    return (this.list.value ?? []).filter(({ name }) => name.toLowerCase().includes(wanted));
  }

  /** Empty until it is known. */
  get currency(): string {
    return this.month.value?.currency ?? '';
  }

  keysOf(personId: string): readonly KeySummary[] {
    return (this.keys.value ?? []).filter(
      ({ person, state }) => person === personId && state !== 'revoked',
    );
  }

  follow(): () => void {
    const { listen } = this.#latchkey;
    const ends = [
      followChanges(listen, ['keys'], this.list.load),
      followChanges(listen, ['keys'], this.keys.load),
      followChanges(listen, ['services'], this.services.load),
      followChanges(listen, ['usage', 'settings'], this.month.load),
      followChanges(listen, ['usage', 'keys'], this.allowances.refresh),
    ];
    return () => {
      ends.forEach((end) => end());
      this.allowances.stop();
    };
  }

  async create(fields: Fields): Promise<void> {
    const { person } = await this.#latchkey.api.people.create(fields);
    this.list.put([...(this.list.value ?? []), person]);
  }

  async update(id: string, fields: Partial<Fields>): Promise<void> {
    const { person } = await this.#latchkey.api.people.update({ ...fields, id });
    this.#replace(person);
  }

  /** Gives more of something until midnight; `extra` is a whole number, of money in nano-units. Resolves with the way back. */
  async raise(id: string, measure: Raisable, extra: string): Promise<() => Promise<void>> {
    const { people } = this.#latchkey.api;
    const { person } = await people.raise({ id, measure, extra });
    this.#replace(person);
    const until = person.raises.at(-1)?.until;
    return async () => this.#replace((await people.unraise({ id, measure, extra, until })).person);
  }

  async remove(id: string): Promise<void> {
    await this.#latchkey.api.people.remove({ id });
    this.list.put((this.list.value ?? []).filter((one) => one.id !== id));
  }

  #replace(person: PersonSummary): void {
    this.list.put((this.list.value ?? []).map((one) => (one.id === person.id ? person : one)));
    void this.allowances.refresh();
  }
}

export const [usePeople, providePeople] = createContext<PeopleState>();
