import { createContext } from 'svelte';
import type { Events } from '#shared/contract/events';
import type { AuditEntry } from '#shared/contract/operations/records';
import type { Api, Latchkey } from '../../api/api';
import { Resource, toCode } from '../../api/resource.svelte';
import type { Known, Mended } from './fixes/remedy';
import { toLines } from './to-lines';

export const OUTCOMES = ['all', 'succeeded', 'refused', 'failed', 'changes'] as const;
export type Outcome = (typeof OUTCOMES)[number];
type Query = Parameters<Api['audit']['search']>[0];

const PAGE = 200;
const SETTLE_MS = 200;

/** The record, newest first: read in pages, grown by events as long as nothing is filtered. */
export class ActivityState {
  entries = $state.raw<readonly AuditEntry[] | undefined>();
  /** What was done about refusals while this page is open, by their position in the record. */
  mended = $state.raw<Readonly<Record<number, Mended>>>({});
  hasMore = $state(false);
  errorCode = $state<string | undefined>();
  text = $state('');
  outcome = $state<Outcome>('all');
  keyId = $state<string | undefined>();
  /** What mending a refusal takes. */
  readonly names: Resource<Known>;
  readonly #latchkey: Latchkey;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(latchkey: Latchkey, keyId: string | undefined) {
    this.#latchkey = latchkey;
    this.keyId = keyId;
    const { api } = latchkey;
    this.names = new Resource(async () => {
      const [{ settings }, { keys }, { services }, { interfaces }] = await Promise.all([
        api.settings.get({}),
        api.keys.list({}),
        api.services.list({}),
        api.network.interfaces({}),
      ]);
      const ownAddresses = interfaces.map(({ address }) => address);
      return { currency: settings.currency, settings, keys, services, ownAddresses };
    });
  }

  /** What the list shows. */
  shown = $derived(this.entries && toLines(this.entries, this.text.trim() !== ''));
  isFiltered = $derived(
    this.text.trim() !== '' || this.outcome !== 'all' || this.keyId !== undefined,
  );

  follow(): () => void {
    void this.load();
    void this.names.load();
    const end = this.#latchkey.listen((event) => {
      if (event.name === 'audit') this.#grow(event.payload);
    });
    return () => {
      end();
      clearTimeout(this.#timer);
    };
  }

  /** Reads the newest page again; the answer to the last question asked wins. */
  async load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const { entries, more } = await this.#latchkey.api.audit.search(this.#query());
      if (asked !== this.#asked) return;
      this.entries = entries;
      this.hasMore = more;
      this.errorCode = undefined;
    } catch (thrown) {
      if (asked === this.#asked) this.errorCode = toCode(thrown);
    }
  }

  /** Adds the page before the oldest entry shown. */
  async loadMore(): Promise<void> {
    const oldest = this.entries?.at(-1);
    if (!oldest || !this.hasMore) return;
    this.hasMore = false; // until the answer is here: scrolling asks many times
    const asked = this.#asked;
    try {
      const query = { ...this.#query(), beforeSeq: oldest.seq };
      const { entries, more } = await this.#latchkey.api.audit.search(query);
      if (asked !== this.#asked) return;
      this.entries = [...(this.entries ?? []), ...entries];
      this.hasMore = more;
    } catch (thrown) {
      this.errorCode = toCode(thrown);
      this.hasMore = true;
    }
  }

  /** Changes what is shown; while somebody types, the gateway is asked once. */
  filter(change: { text?: string; outcome?: Outcome; keyId?: string | undefined }): void {
    if (change.text !== undefined) this.text = change.text;
    if (change.outcome !== undefined) this.outcome = change.outcome;
    if ('keyId' in change) this.keyId = change.keyId;
    this.#loadSoon();
  }

  get api(): Api {
    return this.#latchkey.api;
  }

  /** Remembers what was done about a refusal, or that it was taken back. */
  noteMended(seq: number, done: Mended | undefined): void {
    const others = Object.entries(this.mended).filter(([other]) => Number(other) !== seq);
    this.mended = { ...Object.fromEntries(others), ...(done ? { [seq]: done } : {}) };
    void this.names.load();
  }

  verify() {
    return this.#latchkey.api.audit.verify({});
  }

  #loadSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.load(), SETTLE_MS);
  }

  #grow({ entries, dropped }: Events['audit']): void {
    if (!this.entries || dropped > 0 || this.isFiltered) return this.#loadSoon();
    const newest = this.entries[0]?.seq ?? 0;
    const fresh = entries.filter((entry) => entry.seq > newest).reverse();
    if (fresh.length > 0) this.entries = [...fresh, ...this.entries];
  }

  #query(): Query {
    const text = this.text.trim();
    return {
      limit: PAGE,
      ...(text ? { text } : {}),
      ...(this.outcome === 'all' ? {} : { outcome: this.outcome }),
      ...(this.keyId === undefined ? {} : { keyId: this.keyId }),
    };
  }
}

export const [useActivity, provideActivity] = createContext<ActivityState>();
