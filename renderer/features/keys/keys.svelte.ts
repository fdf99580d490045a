import { createContext } from 'svelte';
import type { KeySummary } from '#shared/contract/operations/keys';
import type { ServiceSummary } from '#shared/contract/operations/services';
import type { Api, Latchkey } from '../../api/api';
import { followChanges } from '../../api/follow';
import { Resource } from '../../api/resource.svelte';

type Fields = Parameters<Api['keys']['create']>[0];

/** A key together with its text, which exists only until this object is dropped. */
export interface RevealedKey {
  readonly key: KeySummary;
  readonly secret: string;
}

/** The keys, and the services that they can be for. */
export class KeysState {
  readonly list: Resource<readonly KeySummary[]>;
  readonly services: Resource<readonly ServiceSummary[]>;
  search = $state('');
  readonly #latchkey: Latchkey;

  constructor(latchkey: Latchkey) {
    const { api } = latchkey;
    this.#latchkey = latchkey;
    this.list = new Resource(async () => (await api.keys.list({})).keys);
    this.services = new Resource(async () => (await api.services.list({})).services);
  }

  get shown(): readonly KeySummary[] {
    const wanted = this.search.trim().toLowerCase();
    return (this.list.value ?? []).filter((key) => key.name.toLowerCase().includes(wanted));
  }

  follow(): () => void {
    const { listen } = this.#latchkey;
    const ends = [
      followChanges(listen, ['keys', 'usage'], this.list.load),
      followChanges(listen, ['services'], this.services.load),
    ];
    return () => ends.forEach((end) => end());
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
