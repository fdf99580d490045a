import { createContext } from 'svelte';
import type { KeySummary } from '#shared/contract/operations/keys';
import type { PersonSummary } from '#shared/contract/operations/people';
import type { ServiceSummary } from '#shared/contract/operations/services';
import type { Api, Latchkey } from '../../api/api';
import { followChanges } from '../../api/follow';
import { Resource } from '../../api/resource.svelte';
import { AllowanceWatch } from '../../limits/allowance-watch.svelte';
import type { Raisable } from '../../limits/first-limited';

type Fields = Parameters<Api['keys']['create']>[0];

/** A key together with its text, which exists only until this object is dropped. */
export interface RevealedKey {
  readonly key: KeySummary;
  readonly secret: string;
}

/** The keys, the people who hold them, and the services that they can be for. */
export class KeysState {
  readonly list: Resource<readonly KeySummary[]>;
  readonly services: Resource<readonly ServiceSummary[]>;
  readonly people: Resource<readonly PersonSummary[]>;
  readonly settings;
  /** What the keys on the screen have left. */
  readonly allowances: AllowanceWatch;
  search = $state('');
  readonly #latchkey: Latchkey;

  constructor(latchkey: Latchkey) {
    const { api } = latchkey;
    this.#latchkey = latchkey;
    this.list = new Resource(async () => (await api.keys.list({})).keys);
    this.services = new Resource(async () => (await api.services.list({})).services);
    this.people = new Resource(async () => (await api.people.list({})).people);
    this.settings = new Resource(async () => (await api.settings.get({})).settings);
    this.allowances = new AllowanceWatch(async (id) => (await api.keys.allowance({ id })).states);
  }

  get shown(): readonly KeySummary[] {
    const wanted = this.search.trim().toLowerCase();
    return (this.list.value ?? []).filter((key) =>
      `${key.name}\n${key.personName ?? ''}`.toLowerCase().includes(wanted),
    );
  }

  /** Empty until it is known. */
  get currency(): string {
    return this.settings.value?.currency ?? '';
  }

  follow(): () => void {
    const { listen } = this.#latchkey;
    const ends = [
      followChanges(listen, ['keys', 'usage'], this.list.load),
      followChanges(listen, ['services'], this.services.load),
      followChanges(listen, ['keys'], this.people.load),
      followChanges(listen, ['settings'], this.settings.load),
      followChanges(listen, ['usage', 'keys'], this.allowances.refresh),
    ];
    return () => {
      ends.forEach((end) => end());
      this.allowances.stop();
    };
  }

  async create(fields: Fields): Promise<RevealedKey> {
    const revealed = await this.#latchkey.api.keys.create(fields);
    this.list.put([...(this.list.value ?? []).filter(isOther(revealed.key.id)), revealed.key]);
    return revealed;
  }

  async update(id: string, fields: Partial<Fields>): Promise<void> {
    this.#replace((await this.#latchkey.api.keys.update({ ...fields, id })).key);
  }

  async act(action: 'pause' | 'resume' | 'revoke', id: string): Promise<void> {
    this.#replace((await this.#latchkey.api.keys[action]({ id })).key);
  }

  async rotate(id: string, overlapSeconds: number): Promise<RevealedKey> {
    const revealed = await this.#latchkey.api.keys.rotate({ id, overlapSeconds });
    this.#replace(revealed.key);
    return revealed;
  }

  /** Gives more of something until midnight; `extra` is a whole number, of money in nano-units. Resolves with the way back. */
  async raise(id: string, measure: Raisable, extra: string): Promise<() => Promise<void>> {
    const { keys } = this.#latchkey.api;
    const { key } = await keys.raise({ id, measure, extra });
    this.#replace(key);
    const until = key.raises.at(-1)?.until;
    return async () => this.#replace((await keys.unraise({ id, measure, extra, until })).key);
  }

  async topUp(id: string, amountNano: string): Promise<void> {
    this.#replace((await this.#latchkey.api.keys.topUp({ id, amountNano })).key);
  }

  async remove(id: string): Promise<void> {
    await this.#latchkey.api.keys.remove({ id });
    this.list.put((this.list.value ?? []).filter(isOther(id)));
  }

  #replace(changed: KeySummary): void {
    this.list.put((this.list.value ?? []).map((key) => (key.id === changed.id ? changed : key)));
  }
}

const isOther = (id: string) => (key: KeySummary) => key.id !== id;

export const [useKeys, provideKeys] = createContext<KeysState>();
