import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { AllowanceState } from '#shared/contract/operations/allowances';

type Read = (keyId: string) => Promise<readonly AllowanceState[]>;

const REST_MS = 1500;

/** What keys have left: read for those that are on the screen, and again when calls were made, at most once in 1.5 seconds. */
export class AllowanceWatch {
  readonly #states = new SvelteMap<string, readonly AllowanceState[]>();
  readonly #watched = new SvelteSet<string>();
  readonly #read: Read;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(read: Read) {
    this.#read = read;
  }

  /** Undefined until it was read. */
  of(keyId: string): readonly AllowanceState[] | undefined {
    return this.#states.get(keyId);
  }

  /** Keeps a key fresh until the returned function is called. */
  watch(keyId: string): () => void {
    this.#watched.add(keyId);
    void this.#load([keyId]);
    return () => void this.#watched.delete(keyId);
  }

  /** Reads all of them again soon. */
  readonly refresh = (): Promise<void> => {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#load([...this.#watched]);
    }, REST_MS);
    return Promise.resolve();
  };

  stop(): void {
    clearTimeout(this.#timer);
    this.#watched.clear();
  }

  async #load(keyIds: readonly string[]): Promise<void> {
    await Promise.all(
      keyIds.map(async (id) => {
        const states = await this.#readOne(id);
        if (states) this.#states.set(id, states);
      }),
    );
  }

  async #readOne(id: string): Promise<readonly AllowanceState[] | undefined> {
    try {
      return await this.#read(id);
    } catch {
      return undefined; // removed meanwhile, or no gateway: the page says so already, and the last figure stays
    }
  }
}

/** An attachment that tells when an element comes onto the screen and leaves it. */
export const whileVisible =
  (onshow: () => () => void) =>
  (element: Element): (() => void) => {
    let end: (() => void) | undefined;
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) end ??= onshow();
      else {
        end?.();
        end = undefined;
      }
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      end?.();
    };
  };
